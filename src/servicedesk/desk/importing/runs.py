"""Tickets in: records of other programs become tickets with their history; a later run follows the source.

A batch is one transaction that also notes how far the run came, so a killed run goes on where it was. That nothing
is doubled rests on the identity of each record, not on that note.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from servicedesk.desk.importing.imported_ticket import SLA_CHOICES, new_ticket
from servicedesk.desk.importing.references import References, find_or_add_customers, look_up
from servicedesk.desk.importing.summary import PREVIEW_ROWS, ImportSummary
from servicedesk.desk.importing.updates import Following, follow_source, instant_of
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.work import ActContext, Work
from servicedesk.domain.errors import Invalid
from servicedesk.domain.import_identity import changed, fingerprints, merged
from servicedesk.domain.importing import Rejected, TicketRecord
from servicedesk.domain.roles import Permission
from servicedesk.store import bulk
from servicedesk.store import imports as rows
from servicedesk.store.database import Connection
from servicedesk.store.imports import Known

BATCH_ROWS: Final = 500
BATCH_CHARACTERS: Final = 2_000_000
BATCH_CHANGED: Final = 150
"""A transaction ends at any of these: SQLite's write lock is then held for some 100 ms."""

Item = TicketRecord | Rejected
Progress = Callable[[int, int | None], None]


class Imports:
    def __init__(self, work: Work) -> None:
        self._work = replace(work, via="import")

    def tickets(
        self,
        records: Iterable[Item],
        *,
        source: str,
        file_name: str = "",
        fingerprint: str = "",
        sla: str = "history",
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> ImportSummary:
        """Take records in, in their order; the good ones stay in when a later one can't be read.

        ``source`` names where their ids come from. ``fingerprint`` tells files apart: a run over an equal one that was
        cut off is gone on with; "" starts anew. ``sla``: history, from-import or none. ``dry_run`` writes nothing.
        ``progress`` is called after each batch with the rows done and None. Raises Forbidden,
        Invalid, StoreUnavailable.
        """
        self._work.require(Permission.IMPORT)
        if sla not in SLA_CHOICES:
            raise Invalid("sla", f"{sla!r} is none of {', '.join(SLA_CHOICES)}")
        if not source.strip():
            raise Invalid("source", "a source needs a name")
        run = _Preview(self._work, source) if dry_run else _Run(self._work, source, sla, file_name, fingerprint)
        for batch in _batches(records):
            run.take(batch)
            if progress is not None:
                progress(run.summary.read, None)
        run.finish()
        return run.summary


def _batches(records: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for record in records:
        batch.append(record)
        size += sum(len(said.body) for said in record.thread) if isinstance(record, TicketRecord) else 0
        if len(batch) >= BATCH_ROWS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class _Sorted:
    """A batch by what is to be done with each record. ``changed`` also names the fields."""

    new: list[TicketRecord] = field(default_factory=list)
    changed: list[tuple[TicketRecord, Known, frozenset[str]]] = field(default_factory=list)
    unchanged: int = 0


def _sort(records: Iterable[TicketRecord], known: Mapping[str, Known]) -> _Sorted:
    found, fresh = _Sorted(), set[str]()
    for record in records:
        before = known.get(record.key)
        if before is None and record.key not in fresh:
            fresh.add(record.key)
            found.new.append(record)
        elif before is not None and (fields := changed(before.fields, fingerprints(record, before.salt))):
            found.changed.append((record, before, fields))
        else:
            found.unchanged += 1
    return found


class _Preview:
    """A run that reads, counts, and writes nothing."""

    def __init__(self, work: Work, source: str) -> None:
        self.summary = ImportSummary()
        self._work, self._source = work, source
        self._created: set[str] = set()
        with work.store.read() as connection:
            self._people = rows.people_by_name(connection)

    def take(self, batch: Sequence[Item]) -> None:
        """Look at one batch; ``batch`` stands in the order of the source."""
        first = self.summary.read
        self.summary.read += len(batch)
        self.summary.rejected += [item for item in batch if isinstance(item, Rejected)]
        records = [(first + n, item) for n, item in enumerate(batch) if isinstance(item, TicketRecord)]
        only = [record for _, record in records]
        with self._work.store.read() as connection:
            refer = look_up(connection, only, self._people)
            known = rows.known(connection, self._source, [record.key for record in only])
        self._count_unknown(only, refer)
        self._handle(records, known, refer)

    def _count_unknown(self, records: Iterable[TicketRecord], refer: References) -> None:
        summary = self.summary
        for record in records:
            summary.unknown_orders += record.order is not None and refer.order(record) is None
            summary.unknown_products += record.product is not None and refer.product(record) is None
            summary.unknown_customers += not record.has_customer
            summary.unknown_assignees += record.assignee is not None and refer.person(record.assignee) is None

    def _handle(
        self, records: Sequence[tuple[int, TicketRecord]], known: Mapping[str, Known], refer: References
    ) -> None:
        found = _sort((record for _, record in records), known)
        twins = sum(record.key in self._created for record in found.new)
        self._created.update(record.key for record in found.new)
        self.summary.created += len(found.new) - twins
        self.summary.updated += len(found.changed)
        self.summary.unchanged += found.unchanged + twins
        room = PREVIEW_ROWS - len(self.summary.preview)
        self.summary.preview += [record for _, record in records[:room]]

    def finish(self) -> None:
        """Nothing is kept of a preview."""


class _Run(_Preview):
    """A run that writes, batch by batch."""

    def __init__(self, work: Work, source: str, sla: str, file_name: str, fingerprint: str) -> None:
        super().__init__(work, source)
        self._sla = sla
        now = work.clock.now()
        self._act_id = work.new_act_id(now)
        self._origin = bulk.Origin(self._act_id, work.clock.now(), work.actor.code, work.via, work.salt)
        self._done = 0
        mark = f"{fingerprint}:{sla}" if fingerprint else ""
        with work.store.transaction() as connection:
            cut_off = rows.unfinished_run(connection, source, mark) if mark else None
            if cut_off is None:
                self._run_id = rows.start_run(connection, source, file_name, mark, now)
                return
        self._run_id, self._done = int(cut_off["id"]), int(cut_off["done_rows"])
        summary = self.summary
        summary.created, summary.updated = int(cut_off["created"]), int(cut_off["updated"])
        summary.unchanged, summary.resumed = int(cut_off["unchanged"]), self._done

    def _handle(
        self, records: Sequence[tuple[int, TicketRecord]], known: Mapping[str, Known], refer: References
    ) -> None:
        ahead = [(position, record) for position, record in records if position >= self._done]
        for piece in _pieces(ahead, known):
            found = _sort((record for _, record in piece), known)
            if found.new or found.changed:
                self._commit([record for _, record in piece], piece[-1][0] + 1, refer)
            else:
                self.summary.unchanged += found.unchanged

    def _commit(self, records: Sequence[TicketRecord], done: int, refer: References) -> None:
        """One transaction; what is known is asked again, for another import may have run meanwhile."""
        store, now, summary = self._work.store, self._work.clock.now(), self.summary
        with store.transaction() as connection:
            rows.lock(store, connection)
            found = _sort(records, rows.known(connection, self._source, [record.key for record in records]))
            self._create(connection, found.new, refer, now)
            self._follow_all(connection, found.changed, refer, now)
            counts = (len(found.new), len(found.changed), found.unchanged)
            rows.update_run(connection, self._run_id, self._progress(done, *counts))
        summary.created += counts[0]
        summary.updated += counts[1]
        summary.unchanged += counts[2]

    def _progress(self, done: int, created: int = 0, updated: int = 0, unchanged: int = 0) -> dict[str, object]:
        summary = self.summary
        return {
            "done_rows": done,
            "created": summary.created + created,
            "updated": summary.updated + updated,
            "unchanged": summary.unchanged + unchanged,
            "rejected": len(summary.rejected),
        }

    def _create(
        self, connection: Connection, records: Sequence[TicketRecord], refer: References, now: datetime
    ) -> None:
        store, origin = self._work.store, self._origin
        customers = find_or_add_customers(store, connection, origin, records, now)
        new = [
            new_ticket(record, refer, customer, now, self._sla)
            for record, customer in zip(records, customers, strict=True)
        ]
        written = bulk.add_tickets(store, connection, origin, new)
        kept = [
            (record.key, ticket, fingerprints(record, salt))
            for record, (ticket, salt) in zip(records, written, strict=True)
        ]
        rows.remember(connection, self._source, kept)

    def _follow_all(
        self,
        connection: Connection,
        records: Sequence[tuple[TicketRecord, Known, frozenset[str]]],
        refer: References,
        now: datetime,
    ) -> None:
        """Tickets follow their records; what is not in a ticket's own row is written for all of them at once."""
        if not records:
            return
        store, context = self._work.store, ActContext(self._work, connection, self._act_id, "import", now)
        histories = rows.histories(store, connection, [before.ticket_id for _, before, _ in records])
        done: list[bulk.ChangedTicket] = []
        for record, before, fields in records:
            ticket = OpenTicket(context, before.ticket_id, histories[before.ticket_id])
            version, tags = ticket.state.version, frozenset(ticket.state.tags)
            customer: int | None = None
            if fields & {"customer_email", "customer_phone"}:
                (customer,) = find_or_add_customers(store, connection, self._origin, [record], now)
            at = instant_of(record, ticket, now)
            follow_source(Following(ticket, record, fields, before, refer, customer, at))
            if ticket.new_events:
                ticket.count_clocks()
                done.append(bulk.ChangedTicket(ticket.state, version, tags, ticket.new_events))
        bulk.save_changed(connection, done)
        kept = [(record.key, merged(before.fields, fingerprints(record, before.salt))) for record, before, _ in records]
        rows.remember_changed(connection, self._source, kept)

    def finish(self) -> None:
        """Note that the run came to its end."""
        values = {**self._progress(self.summary.read), "finished_at": self._work.clock.now()}
        with self._work.store.transaction() as connection:
            rows.update_run(connection, self._run_id, values)


def _pieces(
    records: Sequence[tuple[int, TicketRecord]], known: Mapping[str, Known]
) -> Iterator[list[tuple[int, TicketRecord]]]:
    """Cut a batch where too many tickets would change in one transaction."""
    piece: list[tuple[int, TicketRecord]] = []
    changing = 0
    for position, record in records:
        piece.append((position, record))
        before = known.get(record.key)
        changing += before is not None and bool(changed(before.fields, fingerprints(record, before.salt)))
        if changing >= BATCH_CHANGED:
            yield piece
            piece, changing = [], 0
    if piece:
        yield piece
