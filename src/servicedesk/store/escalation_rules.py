"""Where a rule of escalation may apply: tickets found along indexes, to be looked at again under their lock.

None is found that has an open escalation, or to which the rule was applied in the cycle that goes on. A page of them
is read behind a place; what it says of a ticket is enough to leave most of those alone that no rule moves.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from servicedesk.domain.escalating.rules import Rule, Trigger
from servicedesk.domain.tickets import LIVE, Kind
from servicedesk.domain.workflows.states import Target
from servicedesk.store.escalations import WAITS
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import messages, tickets
from servicedesk.store.tables.workflows import approvals, escalations

WAITING: Final = frozenset({Trigger.NOT_ACCEPTED, Trigger.REFUND_OVER_LIMIT})
"""Triggers whose candidates stay such however long ago that was: they wait, and nobody has moved them."""
_FIRST: Final = 0
_NO_CLOCK: Final = literal_column("''", String).label("clock")
_NO_KEY: Final = literal_column("0", BigInteger).label("key")
_NOT_LATE: Final[Sequence[ColumnElement[object]]] = tuple(
    literal_column("NULL").label(name) for name in ("sender_id", "line", "skill", "team_id", "person_id")
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: with what happened at an instant to this ticket, or later."""

    at: datetime
    ticket: int = 0


BEGINNING: Final = Place(datetime.fromtimestamp(0, UTC))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that a rule may apply to. ``key`` is the part of the cycle that the store knows: the clock and its
    start, the approval or the escalation; empty where the ticket itself tells.

    ``place``: where it stands among the rule's candidates. ``version``, ``holder`` and ``order`` are the ticket's.
    ``standing`` is whom an escalation that nobody accepted waits for, ``sender`` who sent it.
    """

    ticket: int
    clock: str
    key: int
    place: Place
    version: int
    holder: int | None
    order: int | None
    sender: int | None = None
    standing: Target | None = None


def candidates(connection: Connection, rule: Rule, place: Place, now: datetime, limit: int) -> list[Candidate]:
    """Tickets at a place or behind it, so many at most, in the order of when they changed, their clock came due, an
    approval was asked for, or the time to accept an escalation was over.
    """
    values = {"since": place.at, "ticket": place.ticket, "now": now, "most": limit}
    return [
        Candidate(
            row["ticket"],
            row["clock"],
            row["key"],
            Place(row["at"], row["ticket"]),
            row["version"],
            row["assignee_id"],
            row["order_id"],
            row["sender_id"],
            None if row["line"] is None else Target(row["line"], row["skill"], row["team_id"], row["person_id"]),
        )
        for row in connection.execute(_query(rule), values).mappings()
    ]


def said_about(
    connection: Connection, orders: Collection[int], since: datetime
) -> dict[int, list[tuple[int, datetime]]]:
    """What customers said about orders since then: ticket and instant of each message, by order."""
    query = (
        select(tickets.c.order_id, messages.c.ticket_id, messages.c.sent_at)
        .join(tickets, tickets.c.id == messages.c.ticket_id)
        .where(tickets.c.order_id.in_(sorted(orders)), messages.c.author == "customer", messages.c.sent_at >= since)
        .where(messages.c.visibility == "public")
    )
    found: dict[int, list[tuple[int, datetime]]] = {}
    for order, ticket, at in connection.execute(query):
        found.setdefault(order, []).append((ticket, at))
    return found


@lru_cache(maxsize=200)
def _query(rule: Rule) -> Select[tuple[object, ...]]:
    """Made once a rule: consoles ask for it again and again."""
    match rule.on:
        case Trigger.WARNING | Trigger.BREACH:
            query = _clocks(rule)
        case Trigger.NOT_ACCEPTED:
            query = _unaccepted(rule)
        case Trigger.REFUND_OVER_LIMIT:
            query = _approvals(rule)
        case _:
            query = _tickets(rule)
    return query.limit(bindparam("most", type_=BigInteger))


def _at(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=tickets.c.updated_at.type)


def _page(
    source: FromClause,
    at: Column[datetime],
    clock: ColumnElement[str] = _NO_CLOCK,
    key: ColumnElement[int] = _NO_KEY,
    late: Sequence[ColumnElement[object]] = _NOT_LATE,
) -> Select[tuple[object, ...]]:
    """Tickets from a place on, in the order of the instants; ``late`` is of an escalation nobody accepted."""
    t = tickets.c
    columns = (t.id.label("ticket"), clock, key, at.label("at"), t.version, t.assignee_id, t.order_id)
    here = and_(at >= _at("since"), or_(at > _at("since"), t.id >= bindparam("ticket", type_=BigInteger)))
    return select(*columns, *late).select_from(source).where(here).order_by(at, t.id)


def _clocks(rule: Rule) -> Select[tuple[object, ...]]:
    c = sla_clocks.c
    at = c.warned_at if rule.on is Trigger.WARNING else c.breached_at
    started = type_coerce(c.started_at, BigInteger)
    cycle = c.clock + ":" + cast(started, String)
    source = sla_clocks.join(tickets, tickets.c.id == c.ticket_id)
    query = _page(source, at, c.clock.label("clock"), started.label("key")).where(
        at.is_not(None),
        c.ended_at.is_(None),
        ~_is_open(c.ticket_id),
        ~_applied(c.ticket_id, rule, cycle),
    )
    return query if rule.clock is None else query.where(c.clock == str(rule.clock))


def _unaccepted(rule: Rule) -> Select[tuple[object, ...]]:
    c = escalations.c
    cycle = "escalation:" + cast(c.id, String)
    source = escalations.join(tickets, tickets.c.id == c.ticket_id)
    late = (c.sender_id, c.line, c.skill, c.team_id, c.person_id)
    query = _page(source, c.accept_by, key=c.id.label("key"), late=late)
    return query.where(WAITS, c.accept_by < _at("now"), ~_applied(c.ticket_id, rule, cycle))


def _approvals(rule: Rule) -> Select[tuple[object, ...]]:
    c = approvals.c
    cycle = "approval:" + cast(c.id, String)
    query = _page(approvals.join(tickets, tickets.c.id == c.ticket_id), c.asked_at, key=c.id.label("key"))
    waits = c.state == literal_column("'waiting'")
    return query.where(waits, ~_is_open(c.ticket_id), ~_applied(c.ticket_id, rule, cycle))


def _tickets(rule: Rule) -> Select[tuple[object, ...]]:
    """What a ticket's own row tells. Resolved and opened again, it is another cycle."""
    t, e = tickets.c, escalations.alias("applied")
    applied = exists().where(
        e.c.ticket_id == t.id,
        e.c.rule == rule.name,
        type_coerce(e.c.opened_at, BigInteger) >= func.coalesce(type_coerce(t.resolved_at, BigInteger), _FIRST),
    )
    live = t.status.in_(sorted(map(str, LIVE)))
    return _page(tickets, t.updated_at).where(live, _of_rule(rule), ~_is_open(t.id), ~applied)


def _of_rule(rule: Rule) -> ColumnElement[bool]:
    """How often a customer came about an order is counted for a whole page of tickets (``said_about``)."""
    t = tickets.c
    complaint = t.kind == str(Kind.COMPLAINT)
    match rule.on:
        case Trigger.SEVERITY:
            return and_(complaint, t.severity <= rule.severity)
        case Trigger.VIP_COMPLAINT:
            vip = select(customers.c.id).where(customers.c.id == t.customer_id, customers.c.membership == "vip")
            return and_(complaint, vip.exists())
        case Trigger.CONTACTS:
            return t.order_id.is_not(None)
        case _:
            return and_(complaint, t.accepted.is_(False))


def _is_open(ticket: ColumnElement[int]) -> ColumnElement[bool]:
    one = escalations.alias("standing")
    return exists().where(one.c.ticket_id == ticket, one.c.state.in_(("open", "accepted")))


def _applied(ticket: ColumnElement[int], rule: Rule, cycle: ColumnElement[str]) -> ColumnElement[bool]:
    one = escalations.alias("applied")
    return exists().where(one.c.ticket_id == ticket, one.c.rule == rule.name, one.c.cycle == cycle)
