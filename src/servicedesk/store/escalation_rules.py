"""Where a rule of escalation may apply: tickets found along indexes, to be looked at again under their lock.

None is found that has an open escalation, or to which the rule was applied in the cycle that goes on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import BigInteger, ColumnElement, Connection, String, and_, exists, func, select, type_coerce
from sqlalchemy import cast as sql_cast

from servicedesk.domain.escalating.rules import Rule, Trigger
from servicedesk.domain.tickets import LIVE, Kind
from servicedesk.store.escalations import WAITS
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import messages, tickets
from servicedesk.store.tables.workflows import approvals, escalations

_FIRST: Final = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that a rule may apply to. ``key`` is the part of the cycle that the store knows: the clock and its
    start, the approval or the escalation; empty where the ticket itself tells.
    """

    ticket: int
    clock: str = ""
    key: int = 0


def candidates(
    connection: Connection, rule: Rule, since: datetime, now: datetime, limit: int, offset: int
) -> list[Candidate]:
    """Tickets that changed, or whose clock came due, since then; so many at most, behind the first ``offset``."""
    match rule.on:
        case Trigger.WARNING | Trigger.BREACH:
            return _clocks(connection, rule, since, limit, offset)
        case Trigger.NOT_ACCEPTED:
            return _unaccepted(connection, rule, now, limit, offset)
        case Trigger.REFUND_OVER_LIMIT:
            return _approvals(connection, rule, limit, offset)
        case _:
            return _tickets(connection, rule, since, now, limit, offset)


def _clocks(connection: Connection, rule: Rule, since: datetime, limit: int, offset: int) -> list[Candidate]:
    c = sla_clocks.c
    at = c.warned_at if rule.on is Trigger.WARNING else c.breached_at
    started = type_coerce(c.started_at, BigInteger)
    cycle = c.clock + ":" + sql_cast(started, String)
    query = select(c.ticket_id, c.clock, started).where(
        at.is_not(None), at >= since, c.ended_at.is_(None), ~_is_open(c.ticket_id), ~_applied(c.ticket_id, rule, cycle)
    )
    if rule.clock is not None:
        query = query.where(c.clock == str(rule.clock))
    rows = connection.execute(query.order_by(at, c.ticket_id).limit(limit).offset(offset))
    return [Candidate(ticket, clock, cast("int", start)) for ticket, clock, start in rows]


def _unaccepted(connection: Connection, rule: Rule, now: datetime, limit: int, offset: int) -> list[Candidate]:
    c = escalations.c
    cycle = "escalation:" + sql_cast(c.id, String)
    query = select(c.ticket_id, c.id).where(WAITS, c.accept_by < now, ~_applied(c.ticket_id, rule, cycle))
    return [
        Candidate(ticket, key=number)
        for ticket, number in connection.execute(query.order_by(c.id).limit(limit).offset(offset))
    ]


def _approvals(connection: Connection, rule: Rule, limit: int, offset: int) -> list[Candidate]:
    c = approvals.c
    cycle = "approval:" + sql_cast(c.id, String)
    waits = and_(c.state == "waiting", ~_is_open(c.ticket_id), ~_applied(c.ticket_id, rule, cycle))
    query = select(c.ticket_id, c.id).where(waits).order_by(c.asked_at, c.id).limit(limit).offset(offset)
    return [Candidate(ticket, key=number) for ticket, number in connection.execute(query)]


def _tickets(
    connection: Connection, rule: Rule, since: datetime, now: datetime, limit: int, offset: int
) -> list[Candidate]:
    """What a ticket's own row tells. Resolved and opened again, it is another cycle."""
    t, e = tickets.c, escalations.alias("applied")
    applied = exists().where(
        e.c.ticket_id == t.id,
        e.c.rule == rule.name,
        type_coerce(e.c.opened_at, BigInteger) >= func.coalesce(type_coerce(t.resolved_at, BigInteger), _FIRST),
    )
    live = t.status.in_(sorted(map(str, LIVE)))
    query = select(t.id).where(live, t.updated_at >= since, _of_rule(rule, now), ~_is_open(t.id), ~applied)
    return [
        Candidate(ticket)
        for ticket in connection.scalars(query.order_by(t.updated_at, t.id).limit(limit).offset(offset))
    ]


def _of_rule(rule: Rule, now: datetime) -> ColumnElement[bool]:
    t = tickets.c
    complaint = t.kind == str(Kind.COMPLAINT)
    match rule.on:
        case Trigger.SEVERITY:
            return and_(complaint, t.severity <= rule.severity)
        case Trigger.VIP_COMPLAINT:
            vip = select(customers.c.id).where(customers.c.id == t.customer_id, customers.c.membership == "vip")
            return and_(complaint, vip.exists())
        case Trigger.CONTACTS:
            return and_(t.order_id.is_not(None), _came_often(rule, now))
        case _:
            return and_(complaint, t.accepted.is_(False))


def _came_often(rule: Rule, now: datetime) -> ColumnElement[bool]:
    """At least so many messages of customers about the ticket's order; how many contacts they are is counted later."""
    about = tickets.alias("about")
    said = (
        select(func.count())
        .select_from(about.join(messages, messages.c.ticket_id == about.c.id))
        .where(
            about.c.order_id == tickets.c.order_id,
            messages.c.author == "customer",
            messages.c.sent_at >= now - timedelta(days=rule.days),
        )
        .correlate(tickets)
        .scalar_subquery()
    )
    return said >= rule.count


def _is_open(ticket: ColumnElement[int]) -> ColumnElement[bool]:
    one = escalations.alias("standing")
    return exists().where(one.c.ticket_id == ticket, one.c.state.in_(("open", "accepted")))


def _applied(ticket: ColumnElement[int], rule: Rule, cycle: ColumnElement[str]) -> ColumnElement[bool]:
    one = escalations.alias("applied")
    return exists().where(one.c.ticket_id == ticket, one.c.rule == rule.name, one.c.cycle == cycle)
