"""The cycles of tickets' clocks as rows: written from a ticket's standing, read for ledgers, reports and the sweep."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from servicedesk.domain.events import from_micros
from servicedesk.domain.sla.standing import ClockState
from servicedesk.store.insert_many import Row
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import tickets

KEY: Final = ("ticket_id", "clock", "started_at")


def clock_values(ticket_id: int, one: ClockState) -> dict[str, object]:
    """The row of a cycle."""
    return {
        "ticket_id": ticket_id,
        "clock": str(one.clock),
        "started_at": from_micros(one.started_at),
        "state": str(one.state),
        "ended_at": _instant(one.ended_at),
        "target_s": one.target,
        "rule": one.rule,
        "policy_version": one.version,
        "used_us": one.used,
        "late_us": one.late,
        "running_since": _instant(one.running_since),
        "due_at": _instant(one.due_at),
        "warn_due_at": _instant(one.warn_due_at),
        "warned_at": _instant(one.warned_at),
        "breached_at": _instant(one.breached_at),
        "warn_noted_at": _instant(one.noticed.warned),
        "breach_noted_at": _instant(one.noticed.breached),
        "holder_id": one.noticed.holder,
        "team_id": one.noticed.team,
        "held_status": one.noticed.status,
    }


def _instant(at: int | None) -> datetime | None:
    return None if at is None else from_micros(at)


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's cycles in order of their start."""
    query = select(sla_clocks).where(sla_clocks.c.ticket_id == ticket_id).order_by(sla_clocks.c.started_at)
    return list(connection.execute(query).mappings())


def counted_by(connection: Connection, ticket_id: int) -> tuple[int | None, str]:
    """The version of the policies a ticket's row counts by (None: of the newest, which changes nothing); its status."""
    query = select(tickets.c.policy_version, tickets.c.status).where(tickets.c.id == ticket_id)
    version, status = connection.execute(query).tuples().one()
    return version, status


def sync(connection: Connection, ticket_id: int, wanted: Iterable[ClockState]) -> None:
    """Bring a ticket's rows to its standing; those that are right already are left alone."""
    stored = {(row["clock"], row["started_at"]): dict(row) for row in of_ticket(connection, ticket_id)}
    new: list[Row] = []
    for one in wanted:
        values = clock_values(ticket_id, one)
        before = stored.pop((values["clock"], values["started_at"]), None)
        if before is None:
            new.append(values)
        elif before != values:
            connection.execute(update(sla_clocks).where(_is(values)).values(**values))
    for gone in stored.values():
        connection.execute(delete(sla_clocks).where(_is(gone)))
    if new:
        connection.execute(insert(sla_clocks), new)


def _is(values: Row) -> ColumnElement[bool]:
    return and_(*(sla_clocks.c[name] == values[name] for name in KEY))


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
            tickets.c.next_due,
        )
        .where(tickets.c.next_due.is_not(None), tickets.c.next_due < now)
        .order_by(tickets.c.next_due, tickets.c.id)
        .limit(limit)
    )
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return list(connection.execute(query).mappings())


def running(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, list[RowMapping]]:
    """The running cycles of tickets."""
    query = select(sla_clocks).where(sla_clocks.c.ticket_id.in_(ticket_ids), sla_clocks.c.due_at.is_not(None))
    found: dict[int, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["ticket_id"], []).append(row)
    return found


def note(connection: Connection, noted: Sequence[Row], heads: Sequence[Row]) -> None:
    """Write what was noted of cycles, and the new heads of their tickets.

    ``noted`` have the key of a cycle as ``of_…`` and the columns that change; ``heads`` id, version, head, next_due.
    """
    changed = ("warned_at", "warn_noted_at", "breached_at", "breach_noted_at", "holder_id", "team_id", "held_status")
    cycle = and_(*(sla_clocks.c[name] == bindparam(f"of_{name}", type_=sla_clocks.c[name].type) for name in KEY))
    if noted:
        connection.execute(update(sla_clocks).where(cycle).values(_bound(changed)), noted)
    if heads:
        ticket = tickets.c.id == bindparam("of_id")
        connection.execute(update(tickets).where(ticket).values(_bound(("version", "head", "next_due"))), heads)


def _bound(names: Iterable[str]) -> dict[str, BindParameter[object]]:
    return {name: bindparam(name) for name in names}


def behind(connection: Connection, version: int, limit: int) -> list[int]:
    """Tickets that still count by policies before this version."""
    query = select(tickets.c.id).where(tickets.c.policy_version.is_not(None), tickets.c.policy_version < version)
    return list(connection.scalars(query.order_by(tickets.c.policy_version, tickets.c.id).limit(limit)))


def first_due(connection: Connection, now: datetime) -> int | None:
    """A ticket of which something is to be noted; None when nothing is."""
    query = select(tickets.c.id).where(tickets.c.next_due.is_not(None), tickets.c.next_due < now).limit(1)
    return connection.scalar(query)
