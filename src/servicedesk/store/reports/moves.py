"""What came in and what was done in a period: tickets opened, reopened, resolved; answers; calls.

What happened on tickets is found through those that changed since the period began, as no event is newer than its
ticket's last change.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from servicedesk.domain.events import EPOCH, EventType, StreamKind
from servicedesk.domain.tickets import Status
from servicedesk.store.reports.quarters import Key, grouping
from servicedesk.store.tables.events import acts, events
from servicedesk.store.tables.tickets import messages, tickets

_TICKET_ID: Final = literal_column("+tickets.id", tickets.c.id.type)
_KIND: Final = case((tickets.c.updated_at < EPOCH, ""), else_=str(StreamKind.TICKET))
"""Both depend on the ticket, so that engines go from the changed tickets to what hangs on them, and never the other way
round: SQLite would walk all events there ever were and look up the ticket of each."""
REOPENED: Final = "reopened"
RESOLVED: Final = "resolved"


def opened(
    connection: Connection, since: datetime, until: datetime, by: str | None = None
) -> Iterator[tuple[Key, int, int]]:
    """Key, quarter (0 with ``by``), how many tickets were opened; spam isn't counted."""
    key, quarter = grouping(by, tickets.c.created_at)
    inner = (
        select(key.label("key"), quarter.label("quarter"))
        .where(tickets.c.created_at >= since, tickets.c.created_at < until, tickets.c.status != str(Status.SPAM))
        .subquery()
    )
    query = select(inner.c.key, inner.c.quarter, func.count()).group_by(inner.c.key, inner.c.quarter)
    for row in connection.execute(query):
        yield tuple(row)


def moves(
    connection: Connection, since: datetime, until: datetime, by: str | None = None
) -> Iterator[tuple[Key, int, str, int]]:
    """Key, quarter (0 with ``by``), ``resolved`` or ``reopened``, how many.

    What was undone isn't counted, nor is a reopening that "no reply needed" voided.
    """
    key, quarter = grouping(by, events.c.at)
    inner = (
        select(key.label("key"), quarter.label("quarter"), _what().label("what"))
        .select_from(_changed(connection, events))
        .where(*_happened(connection, since, until, EventType.STATUS))
        .subquery()
    )
    query = select(inner.c.key, inner.c.quarter, inner.c.what, func.count()).where(inner.c.what.is_not(None))
    for row in connection.execute(query.group_by(inner.c.key, inner.c.quarter, inner.c.what)):
        yield tuple(row)
    yield from _resolved_elsewhere(connection, since, until, by)


def _of_ticket() -> ColumnElement[bool]:
    return and_(events.c.stream_kind == _KIND, events.c.stream_id == _TICKET_ID)


def _changed(connection: Connection, hanging: Table) -> FromClause:
    """Tickets with what hangs on them: events or messages."""
    if connection.dialect.name == "postgresql":
        return tickets.join(hanging, tickets.c.id == _ticket_of(hanging))
    return tickets.join(hanging, _of_ticket() if hanging is events else hanging.c.ticket_id == _TICKET_ID)


def _since(connection: Connection, hanging: Table, since: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of tickets that changed since then.

    PostgreSQL takes a list for short, and looks each ticket up; of a join it may read all events there are.
    """
    if connection.dialect.name != "postgresql":
        return (tickets.c.updated_at >= since,)
    changed = select(tickets.c.id).where(tickets.c.updated_at >= since).scalar_subquery()
    listed = _ticket_of(hanging) == func.any(func.array(changed))
    return (listed, events.c.stream_kind == str(StreamKind.TICKET)) if hanging is events else (listed,)


def _ticket_of(hanging: Table) -> Column[int]:
    return hanging.c.stream_id if hanging is events else hanging.c.ticket_id


def _happened(
    connection: Connection, since: datetime, until: datetime, kind: EventType
) -> tuple[ColumnElement[bool], ...]:
    undone = exists().where(acts.c.id == events.c.act_id, acts.c.undone_by.is_not(None))
    return (
        *_since(connection, events, since),
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
    key, quarter = grouping(by, tickets.c.resolved_at)
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
        .select_from(_changed(connection, events))
        .where(*_happened(connection, since, until, EventType.STATUS), _what() == RESOLVED)
        .group_by(events.c.actor)
    )
    return {actor: int(count) for actor, count in connection.execute(query)}


def answered_by(connection: Connection, since: datetime, until: datetime) -> dict[int, int]:
    """Person → how many public replies and calls of theirs left."""
    query = (
        select(messages.c.person_id, func.count())
        .select_from(_changed(connection, messages))
        .where(
            *_since(connection, messages, since),
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
    return {person: int(count) for person, count in connection.execute(query)}


def calls(connection: Connection, since: datetime, until: datetime) -> Iterator[tuple[str, str]]:
    """The actor and the payload of each message that records a call whose length was measured."""
    query = (
        select(events.c.actor, events.c.payload)
        .select_from(_changed(connection, events))
        .where(*_happened(connection, since, until, EventType.MESSAGE), events.c.payload.contains('"seconds":'))
    )
    for row in connection.execute(query):
        yield tuple(row)
