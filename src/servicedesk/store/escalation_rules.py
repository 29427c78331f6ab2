"""Where a rule of escalation may apply: tickets found along indexes, to be looked at again under their lock.

None is found that has an open escalation, or to which the rule was applied in the cycle that goes on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
    type_coerce,
)

from servicedesk.domain.escalating.rules import Rule, Trigger
from servicedesk.domain.tickets import LIVE, Kind
from servicedesk.store.escalations import WAITS
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import messages, tickets
from servicedesk.store.tables.workflows import approvals, escalations

_FIRST: Final = 0
_NO_CLOCK: Final = literal_column("''", String).label("clock")


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
    values = {"since": since, "now": now, "earliest": now - timedelta(days=rule.days), "most": limit, "behind": offset}
    found = connection.execute(_query(rule), values).mappings()
    return [Candidate(row["ticket"], row["clock"], row["key"]) for row in found]


@lru_cache(maxsize=200)
def _query(rule: Rule) -> Select[tuple[object, ...]]:
    """Made once a rule: a sweep a second asks for it."""
    match rule.on:
        case Trigger.WARNING | Trigger.BREACH:
            query = _clocks(rule)
        case Trigger.NOT_ACCEPTED:
            query = _unaccepted(rule)
        case Trigger.REFUND_OVER_LIMIT:
            query = _approvals(rule)
        case _:
            query = _tickets(rule)
    return query.limit(bindparam("most", type_=BigInteger)).offset(bindparam("behind", type_=BigInteger))


def _at(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=tickets.c.updated_at.type)


def _clocks(rule: Rule) -> Select[tuple[object, ...]]:
    c = sla_clocks.c
    at = c.warned_at if rule.on is Trigger.WARNING else c.breached_at
    started = type_coerce(c.started_at, BigInteger)
    cycle = c.clock + ":" + cast(started, String)
    query = select(c.ticket_id.label("ticket"), c.clock.label("clock"), started.label("key")).where(
        at.is_not(None),
        at >= _at("since"),
        c.ended_at.is_(None),
        ~_is_open(c.ticket_id),
        ~_applied(c.ticket_id, rule, cycle),
    )
    if rule.clock is not None:
        query = query.where(c.clock == str(rule.clock))
    return query.order_by(at, c.ticket_id)


def _unaccepted(rule: Rule) -> Select[tuple[object, ...]]:
    c = escalations.c
    cycle = "escalation:" + cast(c.id, String)
    query = select(c.ticket_id.label("ticket"), _NO_CLOCK, c.id.label("key"))
    return query.where(WAITS, c.accept_by < _at("now"), ~_applied(c.ticket_id, rule, cycle)).order_by(c.id)


def _approvals(rule: Rule) -> Select[tuple[object, ...]]:
    c = approvals.c
    cycle = "approval:" + cast(c.id, String)
    waits = and_(c.state == literal_column("'waiting'"), ~_is_open(c.ticket_id), ~_applied(c.ticket_id, rule, cycle))
    return select(c.ticket_id.label("ticket"), _NO_CLOCK, c.id.label("key")).where(waits).order_by(c.asked_at, c.id)


def _tickets(rule: Rule) -> Select[tuple[object, ...]]:
    """What a ticket's own row tells. Resolved and opened again, it is another cycle."""
    t, e = tickets.c, escalations.alias("applied")
    applied = exists().where(
        e.c.ticket_id == t.id,
        e.c.rule == rule.name,
        type_coerce(e.c.opened_at, BigInteger) >= func.coalesce(type_coerce(t.resolved_at, BigInteger), _FIRST),
    )
    live = t.status.in_(sorted(map(str, LIVE)))
    query = select(t.id.label("ticket"), _NO_CLOCK, literal_column("0").label("key"))
    query = query.where(live, t.updated_at >= _at("since"), _of_rule(rule), ~_is_open(t.id), ~applied)
    return query.order_by(t.updated_at, t.id)


def _of_rule(rule: Rule) -> ColumnElement[bool]:
    t = tickets.c
    complaint = t.kind == str(Kind.COMPLAINT)
    match rule.on:
        case Trigger.SEVERITY:
            return and_(complaint, t.severity <= rule.severity)
        case Trigger.VIP_COMPLAINT:
            vip = select(customers.c.id).where(customers.c.id == t.customer_id, customers.c.membership == "vip")
            return and_(complaint, vip.exists())
        case Trigger.CONTACTS:
            return and_(t.order_id.is_not(None), _came_often(rule))
        case _:
            return and_(complaint, t.accepted.is_(False))


def _came_often(rule: Rule) -> ColumnElement[bool]:
    """At least so many messages of customers about the ticket's order; how many contacts they are is counted later."""
    about = tickets.alias("about")
    said = (
        select(func.count())
        .select_from(about.join(messages, messages.c.ticket_id == about.c.id))
        .where(
            about.c.order_id == tickets.c.order_id,
            messages.c.author == "customer",
            messages.c.sent_at >= _at("earliest"),
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
