"""What reports count: grouped by the store, over the indexes of start, opening and last change. Nothing is written.

Time is grouped by the quarter of an hour (``domain.reports.periods``). What happened on tickets in a period is found
through those that changed since its beginning, as no event is newer than its ticket's last change.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
)

from servicedesk.domain.events import EventType
from servicedesk.domain.reports.attained import Outcome
from servicedesk.domain.reports.periods import QUARTER
from servicedesk.domain.sla.cycles import CycleState
from servicedesk.domain.tickets import Status
from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.people import people, teams
from servicedesk.store.tables.service_levels import breach_reviews, sla_clocks
from servicedesk.store.tables.tickets import messages, tickets

Key = int | str | None
"""What a row is counted under: a code, or the id of a person, team or product."""
CycleRow = tuple[str, Key, int, int, int, datetime | None, int, str]
"""Clock, key, quarter of the start, outcome, working microseconds up to ``running since``, version and rule."""

OPENED: Final = "opened"
REOPENED: Final = "reopened"
RESOLVED: Final = "resolved"

_HELD: Final = sla_clocks.c.breached_at.is_not(None)
CYCLE_KEYS: Final[dict[str, ColumnElement[object]]] = {
    "agent": case((_HELD, sla_clocks.c.holder_id), else_=tickets.c.assignee_id),
    "team": case((_HELD, sla_clocks.c.team_id), else_=tickets.c.team_id),
    "kind": tickets.c.kind,
    "priority": tickets.c.priority,
    "product": tickets.c.product_id,
}
"""Whom or what a cycle counts for. A breach counts for who held the ticket then, all else for who holds it now."""
TICKET_KEYS: Final[dict[str, Column[object]]] = {
    "kind": tickets.c.kind,
    "channel": tickets.c.channel,
    "language": tickets.c.language,
    "product": tickets.c.product_id,
}


def _quarter(column: Column[datetime]) -> ColumnElement[int]:
    return type_coerce(column, BigInteger) // QUARTER


def _breached(now: datetime) -> ColumnElement[bool]:
    """Breached by now, whether or not a sweep has noted it."""
    return or_(sla_clocks.c.breached_at.is_not(None), and_(sla_clocks.c.due_at.is_not(None), sla_clocks.c.due_at < now))


def _outcome(now: datetime) -> ColumnElement[int]:
    late = _breached(now)
    met, cancelled = (sla_clocks.c.state == str(state) for state in (CycleState.MET, CycleState.CANCELLED))
    return case(
        (and_(met, late), int(Outcome.LATE)),
        (met, int(Outcome.KEPT)),
        (and_(cancelled, late), int(Outcome.CANCELLED_LATE)),
        (cancelled, int(Outcome.CANCELLED)),
        (late, int(Outcome.OVERDUE)),
        else_=int(Outcome.OPEN),
    )


def cycles(
    connection: Connection, since: datetime, until: datetime, now: datetime, by: str | None = None
) -> Iterator[CycleRow]:
    """The cycles that started in ``[since, until)``, in no order. ``by`` is one of CYCLE_KEYS."""
    key = null() if by is None else CYCLE_KEYS[by]
    query = select(
        sla_clocks.c.clock,
        key.label("key"),
        _quarter(sla_clocks.c.started_at),
        _outcome(now),
        sla_clocks.c.used_us,
        sla_clocks.c.running_since,
        sla_clocks.c.policy_version,
        sla_clocks.c.rule,
    ).where(sla_clocks.c.started_at >= since, sla_clocks.c.started_at < until)
    if by is not None:
        query = query.join(tickets, tickets.c.id == sla_clocks.c.ticket_id)
    for row in connection.execute(query):
        yield tuple(row)


def outcomes(
    connection: Connection, since: datetime, until: datetime, now: datetime
) -> Iterator[tuple[str, int, int, int]]:
    """Clock, quarter of the start, outcome, how many: of the cycles that started in ``[since, until)``."""
    clock, quarter, outcome = sla_clocks.c.clock, _quarter(sla_clocks.c.started_at), _outcome(now)
    inner = (
        select(clock, quarter.label("quarter"), outcome.label("outcome"))
        .where(sla_clocks.c.started_at >= since, sla_clocks.c.started_at < until)
        .subquery()
    )
    query = select(inner.c.clock, inner.c.quarter, inner.c.outcome, func.count()).group_by(
        inner.c.clock, inner.c.quarter, inner.c.outcome
    )
    for row in connection.execute(query):
        yield tuple(row)


def opened(
    connection: Connection, since: datetime, until: datetime, by: str | None = None
) -> Iterator[tuple[Key, int, int]]:
    """Key, quarter (0 with ``by``), how many tickets were opened; spam isn't counted."""
    key, quarter = _grouping(by, tickets.c.created_at)
    inner = (
        select(key.label("key"), quarter.label("quarter"))
        .where(tickets.c.created_at >= since, tickets.c.created_at < until, tickets.c.status != str(Status.SPAM))
        .subquery()
    )
    query = select(inner.c.key, inner.c.quarter, func.count()).group_by(inner.c.key, inner.c.quarter)
    for row in connection.execute(query):
        yield tuple(row)


def _grouping(by: str | None, at: Column[datetime]) -> tuple[ColumnElement[object], ColumnElement[int]]:
    return (null(), _quarter(at)) if by is None else (TICKET_KEYS[by], literal(0))


def moves(
    connection: Connection, since: datetime, until: datetime, by: str | None = None
) -> Iterator[tuple[Key, int, str, int]]:
    """Key, quarter (0 with ``by``), ``resolved`` or ``reopened``, how many.

    What was undone isn't counted, nor is a reopening that "no reply needed" voided.
    """
    key, quarter = _grouping(by, events.c.at)
    inner = (
        select(key.label("key"), quarter.label("quarter"), _what().label("what"))
        .select_from(tickets)
        .join(events, _of_ticket())
        .where(*_happened(since, until, EventType.STATUS))
        .subquery()
    )
    query = select(inner.c.key, inner.c.quarter, inner.c.what, func.count()).where(inner.c.what.is_not(None))
    for row in connection.execute(query.group_by(inner.c.key, inner.c.quarter, inner.c.what)):
        yield tuple(row)
    yield from _resolved_elsewhere(connection, since, until, by)


def _of_ticket() -> ColumnElement[bool]:
    return and_(events.c.stream_kind == "ticket", events.c.stream_id == tickets.c.id)


def _happened(since: datetime, until: datetime, kind: EventType) -> tuple[ColumnElement[bool], ...]:
    undone = exists().where(acts.c.id == events.c.act_id, acts.c.undone_by.is_not(None))
    return (
        tickets.c.updated_at >= since,
        events.c.type == str(kind),
        events.c.at >= since,
        events.c.at < until,
        ~undone,
    )


def _what() -> ColumnElement[str | None]:
    """What a change of status was. Payloads are canonical JSON: a field is spelled in one way."""
    payload, later = events.c.payload, events.alias("later")
    follows = (
        select(later.c.payload)
        .where(
            later.c.stream_kind == "ticket",
            later.c.stream_id == events.c.stream_id,
            later.c.seq > events.c.seq,
            later.c.type == str(EventType.STATUS),
        )
        .order_by(later.c.seq)
        .limit(1)
        .correlate(events)
        .scalar_subquery()
    )
    return case(
        (and_(payload.contains('"to":"resolved"'), ~payload.contains('"voids":')), RESOLVED),
        (
            and_(
                payload.contains('"from":"resolved"'),
                payload.contains('"to":"open"'),
                ~func.coalesce(follows, "").contains('"voids":'),
            ),
            REOPENED,
        ),
    )


def _resolved_elsewhere(
    connection: Connection, since: datetime, until: datetime, by: str | None
) -> Iterator[tuple[Key, int, str, int]]:
    """Tickets that another program had resolved before they came in: no change of status tells of it."""
    key, quarter = _grouping(by, tickets.c.resolved_at)
    moved = exists().where(
        _of_ticket(), events.c.type == str(EventType.STATUS), events.c.payload.contains('"to":"resolved"')
    )
    begun = events.alias("begun")
    came_resolved = exists().where(
        begun.c.stream_kind == "ticket",
        begun.c.stream_id == tickets.c.id,
        begun.c.seq == 1,
        or_(begun.c.payload.contains('"status":"resolved"'), begun.c.payload.contains('"status":"closed"')),
    )
    inner = (
        select(key.label("key"), quarter.label("quarter"))
        .where(
            tickets.c.updated_at >= since,
            tickets.c.resolved_at >= since,
            tickets.c.resolved_at < until,
            came_resolved,
            ~moved,
        )
        .subquery()
    )
    query = select(inner.c.key, inner.c.quarter, literal(RESOLVED), func.count())
    for row in connection.execute(query.group_by(inner.c.key, inner.c.quarter)):
        yield tuple(row)


def resolved_by(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """Actor (``person:5``, ``system``) → how many tickets the actor resolved."""
    query = (
        select(events.c.actor, func.count())
        .select_from(tickets)
        .join(events, _of_ticket())
        .where(*_happened(since, until, EventType.STATUS), _what() == RESOLVED)
        .group_by(events.c.actor)
    )
    return {actor: count for actor, count in connection.execute(query)}


def answered_by(connection: Connection, since: datetime, until: datetime) -> dict[int, int]:
    """Person → how many public replies and calls of theirs left."""
    query = (
        select(messages.c.person_id, func.count())
        .select_from(tickets)
        .join(messages, messages.c.ticket_id == tickets.c.id)
        .where(
            tickets.c.updated_at >= since,
            messages.c.sent_at >= since,
            messages.c.sent_at < until,
            messages.c.author == "agent",
            messages.c.visibility == "public",
            messages.c.delivery == "handed_over",
            messages.c.person_id.is_not(None),
            or_(messages.c.medium == "message", messages.c.medium == "call"),
        )
        .group_by(messages.c.person_id)
    )
    return {person: count for person, count in connection.execute(query)}


def calls(connection: Connection, since: datetime, until: datetime) -> Iterator[tuple[str, str]]:
    """The actor and the payload of each message that records a call whose length was measured."""
    query = (
        select(events.c.actor, events.c.payload)
        .select_from(tickets)
        .join(events, _of_ticket())
        .where(*_happened(since, until, EventType.MESSAGE), events.c.payload.contains('"seconds":'))
    )
    for row in connection.execute(query):
        yield tuple(row)


def loads(connection: Connection, now: datetime) -> list[RowMapping]:
    """Per person (``id`` None: nobody) of the queue: live, waiting, overdue, risk."""
    query = (
        select(tickets.c.assignee_id.label("id"), *_pressing(now))
        .where(tickets.c.queue_due.is_not(None))
        .group_by(tickets.c.assignee_id)
    )
    return list(connection.execute(query).mappings())


def _pressing(now: datetime) -> tuple[ColumnElement[int], ...]:
    overdue = tickets.c.due_at < now
    risk = and_(tickets.c.due_at >= now, tickets.c.risk_at <= now)
    return (
        func.count().label("live"),
        func.count(tickets.c.waiting_since).label("waiting"),
        func.count(case((overdue, 1))).label("overdue"),
        func.count(case((risk, 1))).label("risk"),
    )


def people_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Person → handle and name, of everybody."""
    return {one: (handle, name) for one, handle, name in connection.execute(select(people.c.id, people.c.handle, people.c.name))}


def team_codes(connection: Connection) -> dict[int, str]:
    return {one: code for one, code in connection.execute(select(teams.c.id, teams.c.code))}


def product_names(connection: Connection) -> dict[int, tuple[str, str]]:
    """Product → its number (SKU) and its name."""
    return {one: (sku, name) for one, sku, name in connection.execute(select(products.c.id, products.c.sku, products.c.name))}
