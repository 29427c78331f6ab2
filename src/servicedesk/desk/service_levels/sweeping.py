"""What a sweep notes of the clocks: each warning and each breach once a cycle, whoever sweeps and however often.

Rows say what is due, so no history is read. A ticket that changed after its due time has noted that itself, in the
act; what a sweep finds has stood still since, and who holds it now held it then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from servicedesk.desk.open_ticket import open_ticket
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain.events import Event, EventType, Payload, Stream, StreamKind, chain, micros
from servicedesk.store import clocks, policies, streams
from servicedesk.store.database import RowMapping

BATCH: Final = 100
"""Tickets noted in one transaction: about 30 ms of SQLite's write lock."""
MOST_BATCHES: Final = 10
"""Batches a sweep does before it lets other work go first."""
RECOUNTED: Final = 40
"""Tickets a sweep counts anew after a change of the policies, a transaction each."""


@dataclass(frozen=True, slots=True)
class Noted:
    warnings: int = 0
    breaches: int = 0
    recounted: int = 0


@dataclass(slots=True)
class _Batch:
    """What one transaction writes."""

    events: list[Event]
    cycles: list[dict[str, object]]
    heads: list[dict[str, object]]


def note_due(work: Work) -> Noted:
    """Note what has come due, and count again what counts by older policies. ``work`` is the program's own."""
    warnings = breaches = 0
    with work.store.read() as connection:
        waiting = bool(clocks.first_due(connection, work.clock.now()))
    for _ in range(MOST_BATCHES if waiting else 0):
        found, kinds = _note_batch(work)
        warnings += kinds.count(EventType.SLA_WARNED)
        breaches += kinds.count(EventType.SLA_BREACHED)
        if found < BATCH:
            break
    return Noted(warnings, breaches, recount(work, RECOUNTED))


def recount(work: Work, most: int) -> int:
    """Count tickets anew that count by older policies; returns how many."""
    with work.store.read() as connection:
        ids = clocks.behind(connection, policies.version(connection), most)
    for ticket_id in ids:
        with acting(work, "recount") as context:
            open_ticket(context, ticket_id).save()
    return len(ids)


def _note_batch(work: Work) -> tuple[int, list[str]]:
    """One transaction: how many tickets were due, and the types of the events written."""
    with acting(work, "note_due") as context:
        due = clocks.due(context.connection, context.at, BATCH)
        if not due:
            return 0, []
        running = clocks.running(context.connection, [row["id"] for row in due])
        batch = _Batch([], [], [])
        for ticket in due:
            _note_ticket(context, batch, ticket, running.get(ticket["id"], []))
        streams.append(context.connection, batch.events)
        clocks.note(context.connection, batch.cycles, batch.heads)
        return len(due), [event.type for event in batch.events]


def _note_ticket(context: ActContext, batch: _Batch, ticket: RowMapping, running: Sequence[RowMapping]) -> None:
    version, head, next_due = ticket["version"], ticket["head"], None
    for cycle in running:
        changed = {
            name: cycle[name]
            for name in ("warned_at", "warn_noted_at", "breached_at", "breach_noted_at", "holder_id", "team_id")
        } | {"held_status": cycle["held_status"]}
        for kind, at in _to_note(cycle, context.at):
            payload: Payload = {"clock": cycle["clock"], "started": micros(cycle["started_at"]), "at": micros(at)}
            if kind is EventType.SLA_WARNED:
                changed |= {"warned_at": at, "warn_noted_at": at}
            else:
                held: Payload = {
                    "holder": ticket["assignee_id"],
                    "team": ticket["team_id"],
                    "status": ticket["status"],
                }
                payload |= held
                changed |= {
                    "breached_at": at,
                    "breach_noted_at": at,
                    "holder_id": ticket["assignee_id"],
                    "team_id": ticket["team_id"],
                    "held_status": ticket["status"],
                }
            event = _event(context, ticket["id"], version + 1, kind, payload, head)
            batch.events.append(event)
            version, head = event.seq, event.hash
        batch.cycles.append({**{f"of_{name}": cycle[name] for name in clocks.KEY}, **changed})
        next_due = _earlier(next_due, _next(cycle, changed))
    batch.heads.append({"of_id": ticket["id"], "version": version, "head": head, "next_due": next_due})


def _to_note(cycle: RowMapping, now: datetime) -> list[tuple[EventType, datetime]]:
    found: list[tuple[EventType, datetime]] = []
    if cycle["warn_noted_at"] is None and cycle["warn_due_at"] is not None and cycle["warn_due_at"] <= now:
        found.append((EventType.SLA_WARNED, cycle["warn_due_at"]))
    if cycle["breach_noted_at"] is None and cycle["due_at"] < now:
        found.append((EventType.SLA_BREACHED, cycle["due_at"]))
    return found


def _next(cycle: RowMapping, changed: dict[str, object]) -> datetime | None:
    """When something of this cycle is to be noted next."""
    warn = cycle["warn_due_at"] if changed["warn_noted_at"] is None else None
    breach = cycle["due_at"] if changed["breach_noted_at"] is None else None
    return _earlier(warn, breach)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _event(context: ActContext, ticket_id: int, seq: int, kind: EventType, payload: Payload, head: str) -> Event:
    work = context.work
    stream = Stream(StreamKind.TICKET, ticket_id)
    return chain(stream, seq, kind, context.act_id, work.actor.code, work.via, context.at, payload, head)
