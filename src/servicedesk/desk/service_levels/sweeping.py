"""What a sweep notes of the clocks: each warning and each breach once a cycle, whoever sweeps and however often.

Rows say what is due, so no history is read. A ticket that changed after its due time has noted that itself, in the
act; what a sweep finds has stood still since, and who holds it now held it then.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from servicedesk.desk.open_ticket import open_ticket
from servicedesk.desk.time_left import ENDLESS, TimeLeft
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain.events import (
    VERSIONS,
    EventType,
    Payload,
    Stream,
    StreamKind,
    canonical,
    event_hash,
    micros,
)
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.sla.standing import Notice, breach_notice
from servicedesk.store import clocks, policies
from servicedesk.store.database import RowMapping
from servicedesk.store.insert_many import Row

BATCH: Final = 100
"""Tickets noted in one transaction: about 30 ms of SQLite's write lock."""
FEW: Final = 10
"""The same while somebody is at the keys."""
MOST_BATCHES: Final = 10
"""Batches a sweep does before it lets other work go first."""
RECOUNTED: Final = 20
"""Tickets counted anew in one transaction after a change of the policies: some 40 ms of SQLite's write lock."""
MOST_RECOUNTS: Final = 10
"""So many transactions of a sweep count anew."""


@dataclass(frozen=True, slots=True)
class Noted:
    """``all``: nothing that was due is left for the next sweep."""

    warnings: int = 0
    breaches: int = 0
    recounted: int = 0
    all: bool = True


NOTHING_NOTED: Final = Noted()


@dataclass(frozen=True, slots=True)
class _Found:
    """What one transaction did: tickets that were due, notices by type, tickets that count by older policies."""

    tickets: int
    kinds: list[str]
    behind: list[int]


@dataclass(slots=True)
class _Batch:
    """What one transaction writes."""

    events: list[Row] = field(default_factory=list)
    cycles: list[Row] = field(default_factory=list)
    heads: list[Row] = field(default_factory=list)


def note_due(work: Work, time: TimeLeft = ENDLESS) -> Noted:
    """Note what has come due, and count again what counts by older policies. ``work`` is the program's own."""
    kinds: list[str] = []
    recounted, now = 0, work.clock.now()
    due = _is_due(work, now)
    for _ in range(MOST_BATCHES if due else 0):
        size = FEW if time.is_short else BATCH
        found = _note_batch(work, size)
        kinds += found.kinds
        for ticket_id in found.behind:
            kinds += _recount_one(work, ticket_id)
        recounted += len(found.behind)
        if found.tickets < size or time.over:
            break
    behind = _is_behind(work)
    for _ in range(MOST_RECOUNTS if behind else 0):
        counted, given = _recount_batch(work)
        kinds += given
        recounted += counted
        if counted < RECOUNTED or time.over:
            break
    # What others hold was left to them: until they are done, it isn't noted.
    left = (due and _is_due(work, now)) or (behind and _is_behind(work))
    return Noted(kinds.count(EventType.SLA_WARNED), kinds.count(EventType.SLA_BREACHED), recounted, not left)


def _is_due(work: Work, now: datetime) -> bool:
    """Whether something was due by then of which no notice is given."""
    with work.store.read() as connection:
        return clocks.is_due(connection, now)


def _is_behind(work: Work) -> bool:
    """Whether a ticket counts by older policies."""
    with work.store.read() as connection:
        return bool(clocks.behind(connection, policies.version(connection), 1))


def _recount_batch(work: Work) -> tuple[int, list[str]]:
    """Count some tickets by the policies in force, in one transaction; how many, and the types of the notices given."""
    with acting(work, "recount") as context:
        version = policies.version(context.connection)
        behind = clocks.behind(context.connection, version, RECOUNTED, hold=True)
        return len(behind), [kind for ticket_id in behind for kind in _recount(context, ticket_id)]


def _recount_one(work: Work, ticket_id: int) -> list[str]:
    with acting(work, "recount") as context:
        context.work.store.lock_ticket(context.connection, ticket_id)
        return _recount(context, ticket_id)


def _recount(context: ActContext, ticket_id: int) -> list[str]:
    """Count a ticket, which is held, by the policies in force; the types of the notices that gave."""
    ticket = open_ticket(context, ticket_id, held=True)
    ticket.save()
    return [event.type for event in ticket.new_events]


def _note_batch(work: Work, size: int) -> _Found:
    """One transaction. What is due by policies that hold no more is left to be counted first: it may not be due."""
    with acting(work, "note_due") as context:
        due = clocks.due(context.connection, context.at, size)
        version = policies.version(context.connection)
        present = [row for row in due if row["policy_version"] == version]
        ids = [row["id"] for row in present]
        running, told = clocks.running(context.connection, ids), clocks.told_of(context.connection, ids)
        batch = _Batch()
        for ticket in present:
            _note_ticket(context, batch, ticket, running.get(ticket["id"], []), told)
        clocks.note(context.connection, batch.events, batch.cycles, batch.heads)
        behind = [row["id"] for row in due if row["policy_version"] != version]
        return _Found(len(due), [str(event["type"]) for event in batch.events], behind)


def _note_ticket(
    context: ActContext, batch: _Batch, ticket: RowMapping, running: Sequence[RowMapping], told: Set[clocks.CycleKey]
) -> None:
    """Add a ticket's notices to the batch. Instants are microseconds UTC."""
    stream = _Noting(context, ticket["id"], ticket["version"], ticket["head"])
    now, next_due = micros(context.at), None
    held: Payload = {"holder": ticket["assignee_id"], "team": ticket["team_id"], "status": ticket["status"]}
    for cycle in running:
        key, changed = (Clock(cycle["clock"]), cycle["started_at"]), dict(cycle)
        warn, due = cycle["warn_due_at"], cycle["due_at"]
        if cycle["warn_noted_at"] is None and warn is not None and warn <= now:
            batch.events.append(stream.next(EventType.SLA_WARNED, {"clock": key[0], "started": key[1], "at": warn}))
            changed |= {"warned_at": warn, "warn_noted_at": warn}
        if cycle["breach_noted_at"] is None and due < now:
            batch.events.append(stream.next(*breach_notice(key, due, held, Notice(told=(ticket["id"], *key) in told))))
            changed |= {"breached_at": due, "breach_noted_at": due}
            changed |= {"holder_id": held["holder"], "team_id": held["team"], "held_status": held["status"]}
        batch.cycles.append(changed)
        waits = (
            warn if changed["warn_noted_at"] is None else None,
            due if changed["breach_noted_at"] is None else None,
        )
        next_due = min((at for at in (next_due, *waits) if at is not None), default=None)
    batch.heads.append({"id": ticket["id"], "version": stream.version, "head": stream.head, "next_due": next_due})


class _Noting:
    """A ticket's stream as notices are chained to it. Each payload is spelled once, for its hash and its row."""

    def __init__(self, context: ActContext, ticket_id: int, version: int, head: str) -> None:
        self._context, self._stream = context, Stream(StreamKind.TICKET, ticket_id)
        self.version, self.head = version, head

    def next(self, kind: EventType, payload: Payload) -> Row:
        """The row of the next event."""
        context, work = self._context, self._context.work
        spelled, v, at, before = canonical(payload), VERSIONS.get(kind, 1), micros(context.at), self.head
        self.version += 1
        self.head = event_hash(
            str(self._stream),
            self.version,
            kind,
            v,
            context.act_id,
            work.actor.code,
            work.via,
            at,
            spelled,
            before,
        )
        return {
            "stream_kind": str(self._stream.kind),
            "stream_id": self._stream.id,
            "seq": self.version,
            "type": str(kind),
            "v": v,
            "act_id": context.act_id,
            "actor": work.actor.code,
            "via": work.via,
            "at": at,
            "payload": spelled,
            "prev_hash": before,
            "hash": self.head,
        }
