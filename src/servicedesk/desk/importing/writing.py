"""A run that writes, piece by piece."""

from collections.abc import Mapping, Sequence
from typing import Final

from servicedesk.desk.importing.batches import pieces
from servicedesk.desk.importing.plans import Piece, Plan, Planner
from servicedesk.desk.importing.previews import Preview
from servicedesk.desk.importing.references import References, find_or_add_customer
from servicedesk.desk.importing.sorting import Sorted, sort_records
from servicedesk.desk.importing.updates import Following, follow_source, instant_of
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.work import ActContext, Work
from servicedesk.domain.import_identity import fingerprints, merged
from servicedesk.domain.importing import TicketRecord
from servicedesk.store import bulk
from servicedesk.store import imports as rows
from servicedesk.store.bulk_loading import Loading
from servicedesk.store.database import Connection
from servicedesk.store.imports import Known

TRIES: Final = 3
"""So often a batch is worked out before its lock is held; others who write meanwhile take its ids."""


class Run(Preview):
    """A run that writes, batch by batch."""

    def __init__(self, work: Work, source: str, sla: str, file_name: str, fingerprint: str, loading: Loading) -> None:
        super().__init__(work, source)
        self._loading = loading
        now = work.clock.now()
        self._act_id = work.new_act_id(now)
        self._origin = bulk.Origin(self._act_id, work.clock.now(), work.actor.code, work.via, work.salt)
        self._planner = Planner(work.store, self._origin, source, sla)
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
            found = sort_records(only, known)
            if found.new or found.changed:
                self._commit(Piece(only, refer, cost, piece[-1][0] + 1))
            else:
                self.summary.unchanged += found.unchanged

    def _commit(self, piece: Piece) -> None:
        """One transaction; on SQLite all that can be is worked out before it holds the lock."""
        store, now = self._work.store, self._work.clock.now()
        for _ in range(TRIES if store.is_sqlite else 0):
            with store.read() as connection:
                plan = self._planner.plan(connection, piece, now)
            with self._loading.transaction(piece.cost) as connection:
                if holds := self._planner.holds(connection, plan):
                    self._write(connection, plan)
            if holds:
                return self._count(plan.found)
        with self._loading.transaction(piece.cost) as connection:
            rows.lock(store, connection)
            plan = self._planner.plan(connection, piece, now)
            self._write(connection, plan)
        return self._count(plan.found)

    def _write(self, connection: Connection, plan: Plan) -> None:
        found = plan.found
        plan.draft.rows.write(connection)
        self._follow_all(connection, plan)
        counts = (len(found.new), len(found.changed), found.unchanged)
        rows.update_run(connection, self._run_id, self._progress(plan.piece.done, *counts))

    def _count(self, found: Sorted) -> None:
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

    def _follow_all(self, connection: Connection, plan: Plan) -> None:
        """Tickets follow their records; what is not in a ticket's own row is written for all of them at once."""
        records, refer, now = plan.found.changed, plan.piece.refer, plan.at
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
