"""Tickets in: records of other programs become tickets with their history; a later run follows the source.

A batch is one transaction that also notes how far the run came, so a killed run goes on where it was. That nothing
is doubled rests on the identity of each record, not on that note. New tickets are worked out before the write lock is
taken; what they stand on is asked again once it is held.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from servicedesk.desk.importing.batches import Item, batches, pieces
from servicedesk.desk.importing.imported_ticket import SLA_CHOICES, new_ticket
from servicedesk.desk.importing.references import (
    Found,
    References,
    choose_customers,
    find_customers,
    find_or_add_customer,
    look_up,
)
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
from servicedesk.store.bulk_loading import Loading, without_collecting
from servicedesk.store.bulk_pace import Pace
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Connection
from servicedesk.store.imports import Known

TRIES: Final = 3
"""So often a batch is worked out before its lock is held; others who write meanwhile take its ids."""

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
        exclusive: bool = False,
        pace: Pace | None = None,
    ) -> ImportSummary:
        """Take records in, in their order; the good ones stay in when a later one can't be read.

        ``source`` names where their ids come from. ``fingerprint`` tells files apart: a run over an equal one that was
        cut off is gone on with; "" starts anew. ``sla``: history, from-import or none. ``dry_run`` writes nothing.
        ``progress`` is called after each batch with the rows done and None. ``exclusive`` writes more at a time and
        lets others wait for it. Raises Forbidden, Invalid, StoreUnavailable.
        """
        self._work.require(Permission.IMPORT)
        if sla not in SLA_CHOICES:
            raise Invalid("sla", f"{sla!r} is none of {', '.join(SLA_CHOICES)}")
        if not source.strip():
            raise Invalid("source", "a source needs a name")
        with Loading(self._work.store, pace, exclusive=exclusive) as loading:
            run = (
                _Preview(self._work, source)
                if dry_run
                else _Run(self._work, source, sla, file_name, fingerprint, loading)
            )
            coming = batches(records, loading.pace)
            while batch := _next(coming):
                with without_collecting():
                    run.take(batch)
                if progress is not None:
                    progress(run.summary.read, None)
            run.finish()
        return run.summary


def _next(coming: Iterator[list[Item]]) -> list[Item] | None:
    with without_collecting():
        return next(coming, None)


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


@dataclass(slots=True)
class _Plan:
    """The new tickets of a batch, and what they stand on; what is known already is sorted out."""

    draft: bulk.Draft
    known: dict[str, Known]
    customers: Found
    conditions: Conditions

    @property
    def ground(self) -> object:
        return self.draft.ground, self.known, self.customers, self.conditions


class _Run(_Preview):
    """A run that writes, batch by batch."""

    def __init__(self, work: Work, source: str, sla: str, file_name: str, fingerprint: str, loading: Loading) -> None:
        super().__init__(work, source)
        self._sla, self._loading = sla, loading
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
        for piece, cost in pieces(ahead, known, self._loading.pace):
            only = [record for _, record in piece]
            found = _sort(only, known)
            if found.new or found.changed:
                self._commit(only, cost, piece[-1][0] + 1, refer)
            else:
                self.summary.unchanged += found.unchanged

    def _commit(self, records: Sequence[TicketRecord], cost: float, done: int, refer: References) -> None:
        """One transaction, for whose sake all that can be is worked out before."""
        now = self._work.clock.now()
        for _ in range(TRIES if self._work.store.is_sqlite else 0):
            with self._work.store.read() as connection:
                plan = self._planned(connection, records, refer)
            found = _sort(records, plan.known)
            self._draft(plan, found.new, refer, now)
            with self._loading.transaction(cost) as connection:
                same = self._planned(connection, records, refer).ground == plan.ground
                if same:
                    self._write(connection, plan, found, done, refer, now)
            if same:
                return self._count(found)
        with self._loading.transaction(cost) as connection:
            rows.lock(self._work.store, connection)
            plan = self._planned(connection, records, refer)
            found = _sort(records, plan.known)
            self._draft(plan, found.new, refer, now)
            self._write(connection, plan, found, done, refer, now)
        return self._count(found)

    def _planned(self, connection: Connection, records: Sequence[TicketRecord], refer: References) -> _Plan:
        customers = find_customers(connection, records)
        return _Plan(
            bulk.Draft.begun(self._work.store, connection, self._origin),
            rows.known(connection, self._source, [record.key for record in records]),
            customers,
            Conditions.read(connection, customers.values(), refer.products.values()),
        )

    def _draft(self, plan: _Plan, new: Sequence[TicketRecord], refer: References, now: datetime) -> None:
        chosen, memberships = choose_customers(plan.draft, plan.customers, new, now)
        conditions = replace(plan.conditions, memberships={**plan.conditions.memberships, **memberships})
        tickets = [
            new_ticket(record, refer, customer, now, self._sla) for record, customer in zip(new, chosen, strict=True)
        ]
        written = plan.draft.add_tickets(tickets, conditions)
        kept = [
            (record.key, ticket, fingerprints(record, salt))
            for record, (ticket, salt) in zip(new, written, strict=True)
        ]
        rows.remember(plan.draft.rows, self._source, kept)

    def _write(
        self, connection: Connection, plan: _Plan, found: _Sorted, done: int, refer: References, now: datetime
    ) -> None:
        plan.draft.rows.write(connection)
        self._follow_all(connection, found.changed, refer, now)
        counts = (len(found.new), len(found.changed), found.unchanged)
        rows.update_run(connection, self._run_id, self._progress(done, *counts))

    def _count(self, found: _Sorted) -> None:
        self.summary.created += len(found.new)
        self.summary.updated += len(found.changed)
        self.summary.unchanged += found.unchanged

    def _progress(self, done: int, created: int = 0, updated: int = 0, unchanged: int = 0) -> dict[str, object]:
        summary = self.summary
        return {
            "done_rows": done,
            "created": summary.created + created,
            "updated": summary.updated + updated,
            "unchanged": summary.unchanged + unchanged,
            "rejected": len(summary.rejected),
        }

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
                customer = find_or_add_customer(store, connection, self._origin, record, now)
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
