"""The cycles of tickets' clocks as rows: written from a ticket's standing, read for ledgers, reports and the sweep."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    bindparam,
    delete,
    select,
    type_coerce,
)

from servicedesk.domain.events import EventType, StreamKind, from_micros
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.sla.standing import ClockState
from servicedesk.store.insert_many import Row, insert_many
from servicedesk.store.replayed import clock_row
from servicedesk.store.tables.columns import Instant
from servicedesk.store.tables.events import events
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import tickets

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

KEY: Final = ("ticket_id", "clock", "started_at")
NOTED: Final = ("warned_at", "warn_noted_at", "breached_at", "breach_noted_at", "holder_id", "team_id", "held_status")
"""The columns of a cycle that change when something is noted of it."""
_CHANGING: Final = tuple(column.name for column in sla_clocks.columns if column.name not in KEY)
CycleKey = tuple[int, Clock, int]
"""Ticket, clock, and the start in microseconds UTC."""
_MICROS: Final = cast("TypeEngine[object]", BigInteger())


def clock_values(ticket_id: int, one: ClockState) -> Row:
    """The row of a cycle as it is read."""
    return {
        name: from_micros(value) if isinstance(value, int) and isinstance(sla_clocks.c[name].type, Instant) else value
        for name, value in clock_row(ticket_id, one).items()
    }


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's cycles in order of their start."""
    return list(connection.execute(_OF_TICKET, {"of": ticket_id}).mappings())


def _as_stored(column: Column[object]) -> ColumnElement[object]:
    return type_coerce(column, _MICROS).label(column.name) if isinstance(column.type, Instant) else column


_OF_TICKET: Final = (
    select(sla_clocks).where(sla_clocks.c.ticket_id == bindparam("of")).order_by(sla_clocks.c.started_at)
)
_STORED: Final = select(*map(_as_stored, sla_clocks.columns)).where(sla_clocks.c.ticket_id == bindparam("of"))

_COUNTED_BY: Final = select(tickets.c.policy_version, tickets.c.status).where(tickets.c.id == bindparam("of"))
_GONE: Final = delete(sla_clocks).where(
    sla_clocks.c.ticket_id == bindparam("of_ticket_id"),
    sla_clocks.c.clock == bindparam("of_clock"),
    type_coerce(sla_clocks.c.started_at, _MICROS) == bindparam("of_started_at"),
)


def sync(connection: Connection, ticket_id: int, wanted: Iterable[ClockState]) -> None:
    """Bring a ticket's rows to its standing; those that are right already are left alone."""
    rows = connection.execute(_STORED, {"of": ticket_id}).mappings()
    stored = {(row["clock"], row["started_at"]): dict(row) for row in rows}
    new: list[Row] = []
    changed: list[Row] = []
    for one in wanted:
        row = clock_row(ticket_id, one)
        before = stored.pop((str(one.clock), one.started_at), None)
        if before is None:
            new.append(row)
        elif before != row:
            changed.append(row)
    if stored:
        connection.execute(_GONE, [{f"of_{name}": row[name] for name in KEY} for row in stored.values()])
    _update_many(connection, sla_clocks, KEY, _CHANGING, changed)
    insert_many(connection, sla_clocks, new)


def due(connection: Connection, now: datetime, limit: int) -> list[RowMapping]:
    """Tickets of which something is to be noted, the longest due first; held by this transaction.

    On PostgreSQL those another sweep holds are left to it.
    """
    query = (
        select(
            tickets.c.id,
            tickets.c.version,
            tickets.c.head,
            tickets.c.assignee_id,
            tickets.c.team_id,
            tickets.c.status,
            tickets.c.policy_version,
        )
        .where(tickets.c.next_due.is_not(None), tickets.c.next_due < now)
        .order_by(tickets.c.next_due, tickets.c.id)
        .limit(limit)
    )
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(key_share=True, skip_locked=True)
    return list(connection.execute(query).mappings())


def running(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, list[RowMapping]]:
    """The running cycles of tickets: their keys, what they have due, and what was noted of them.

    Instants are microseconds UTC: a sweep writes what it reads.
    """
    columns = [_as_stored(sla_clocks.c[name]) for name in (*KEY, "due_at", "warn_due_at", *NOTED)]
    query = select(*columns).where(sla_clocks.c.ticket_id.in_(ticket_ids), sla_clocks.c.due_at.is_not(None))
    found: dict[int, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["ticket_id"], []).append(row)
    return found


def told_of(connection: Connection, ticket_ids: Sequence[int]) -> set[CycleKey]:
    """The cycles of tickets of which a breach was ever told, corrected or not."""
    query = select(events.c.stream_id, events.c.payload).where(
        events.c.stream_kind == str(StreamKind.TICKET),
        events.c.stream_id.in_(ticket_ids),
        events.c.type == str(EventType.SLA_BREACHED),
    )
    payloads = [(ticket_id, json.loads(payload)) for ticket_id, payload in connection.execute(query)]
    return {(ticket_id, Clock(payload["clock"]), payload["started"]) for ticket_id, payload in payloads}


def note(connection: Connection, new: Sequence[Row], cycles: Sequence[Row], heads: Sequence[Row]) -> None:
    """Write ``new`` events of tickets, what was noted of their cycles by them, and their heads.

    ``cycles`` have their key and the columns of ``NOTED``, ``heads`` id, version, head, next_due; instants are
    microseconds UTC.
    """
    insert_many(connection, events, new)
    _update_many(connection, sla_clocks, KEY, NOTED, cycles)
    _update_many(connection, tickets, ("id",), ("version", "head", "next_due"), heads)


def _update_many(
    connection: Connection, table: Table, keys: Sequence[str], names: Sequence[str], rows: Sequence[Row]
) -> None:
    """Past Core's ``execute``, which spends longer on each row's parameters than the engines on the row."""
    if not rows:
        return
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    changes = ", ".join(f"{name} = {mark}" for name in names)
    found = " AND ".join(f"{name} = {mark}" for name in keys)
    values = [tuple(map(row.__getitem__, (*names, *keys))) for row in rows]
    connection.exec_driver_sql(f"UPDATE {table.name} SET {changes} WHERE {found}", values)  # noqa: S608 - our own names


def behind(connection: Connection, version: int, limit: int, *, hold: bool = False) -> list[int]:
    """Tickets that still count by policies before this version. ``hold``: held by this transaction.

    On PostgreSQL those that others hold are then left out: they count themselves, or another sweep does.
    """
    query = select(tickets.c.id).where(tickets.c.policy_version.is_not(None), tickets.c.policy_version < version)
    query = query.order_by(tickets.c.policy_version, tickets.c.id).limit(limit)
    if hold and connection.dialect.name == "postgresql":
        query = query.with_for_update(key_share=True, skip_locked=True)
    return list(connection.scalars(query))


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether something of any ticket is to be noted."""
    query = select(tickets.c.id).where(tickets.c.next_due.is_not(None), tickets.c.next_due < now).limit(1)
    return connection.scalar(query) is not None


def counted_by(connection: Connection, ticket_id: int) -> tuple[int | None, str]:
    """The version of the policies a ticket's row counts by (None: no later one can change it), and its status."""
    version, status = connection.execute(_COUNTED_BY, {"of": ticket_id}).one()
    return version, status


def numbers(connection: Connection, after: int, limit: int) -> list[int]:
    """The tickets after one, in order of their numbers."""
    return list(
        connection.scalars(select(tickets.c.id).where(tickets.c.id > after).order_by(tickets.c.id).limit(limit))
    )
