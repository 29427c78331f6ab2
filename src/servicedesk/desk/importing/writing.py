"""A run that writes, piece by piece: one may be worked out beside while the one before goes into the store."""

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
from servicedesk.store import imports as rows
from servicedesk.store.bulk.changed import ChangedTicket, save_changed
from servicedesk.store.bulk.drafts import Origin
from servicedesk.store.bulk.loading import Loading
from servicedesk.store.database import Connection
from servicedesk.store.imports import Known

AHEAD: Final = 2
"""So many pieces may be on their way when the next is begun: neither process waits for a slow piece of the other's."""
TRIES: Final = 3
"""So often a batch is worked out before its lock is held; others who write meanwhile take its ids."""


class Run(Preview):
    """A run that writes, piece by piece, in order."""

    def __init__(self, work: Work, source: str, sla: str, file_name: str, fingerprint: str, loading: Loading) -> None:
        super().__init__(work, source)
        self._loading = loading
        now = work.clock.now()
        self._act_id = work.new_act_id(now)
        self._origin = Origin(self._act_id, work.clock.now(), work.actor.code, work.via, work.salt)
        self._planner = Planner(work.store, self._origin, source, sla, loading)
        self._coming: list[Plan] = []
        self._stored = self._done = 0
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
        for number, (piece, cost) in enumerate(pieces(ahead, known, self._loading.pace)):
            only = [record for _, record in piece]
            found = sort_records(only, known)
            if found.new or found.changed:
                # What was known of a batch is old once a piece of it is written.
                fresh = {one.key: known[one.key] for one in only if one.key in known} if number == 0 else None
                self._commit(Piece(only, refer, cost, piece[-1][0] + 1), fresh)
            else:
                self.settle()  # or rows would be counted with a piece that stands before them
                self.summary.unchanged += found.unchanged

    def _commit(self, piece: Piece, known: dict[str, Known] | None) -> None:
        """Have a piece worked out beside while those before are written; by itself where nobody works beside."""
        if not all(set(plan.piece.keys).isdisjoint(piece.keys) for plan in self._coming):
            self.settle()
            known = None
        now = self._work.clock.now()
        with self._work.store.read() as connection:
            plan = self._planner.ahead(connection, piece, now, self._coming, known)
        handed = plan.draft.hand(self._loading.beside)
        self._coming.append(plan)
        # What follows its source takes numbers that no plan knows of.
        while len(self._coming) > (AHEAD if handed and not plan.found.changed else 0):
            self._write_next()

    @property
    def stored(self) -> int:
        return self._stored if self._coming else self.summary.read

    def settle(self) -> None:
        """Write what is still on its way."""
        while self._coming:
            self._write_next()

    def _write_next(self) -> None:
        """Write the oldest plan; where others came first, all that are on their way are worked out anew.

        Where it can't be written nothing after it is: a later run goes on behind the last piece that is in.
        """
        (plan, *later), self._coming = self._coming, []
        if self._written(plan):
            self._coming = later
            self._done_with(plan)
            return
        for one in (plan, *later):
            self._done_with(self._written_anew(one.piece))

    def _done_with(self, plan: Plan) -> None:
        self._stored = plan.piece.done
        self._count(plan.found)

    def _written_anew(self, piece: Piece) -> Plan:
        for _ in range(TRIES - 1):
            with self._work.store.read() as connection:
                plan = self._planner.ahead(connection, piece, self._work.clock.now())
            if self._written(plan):
                return plan
        return self._written_at_once(piece)

    def _written(self, plan: Plan) -> bool:
        """False, and nothing is written, where the store says something else by now than the plan stands on."""
        plan.draft.finished()
        with self._loading.transaction(plan.piece.cost) as connection:
            rows.lock(self._work.store, connection)
            if holds := self._planner.holds(connection, plan):
                self._write(connection, plan)
        return holds

    def _written_at_once(self, piece: Piece) -> Plan:
        """Work a piece out with the lock held: others were quicker each time."""
        with self._loading.transaction(piece.cost) as connection:
            rows.lock(self._work.store, connection)
            plan = self._planner.now(connection, piece, self._work.clock.now())
            self._write(connection, plan)
        return plan

    def _write(self, connection: Connection, plan: Plan) -> None:
        found = plan.found
        plan.draft.finished().write(connection)
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
        done: list[ChangedTicket] = []
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
                done.append(ChangedTicket(ticket.state, version, tags, ticket.new_events))
        save_changed(connection, done)
        kept = [(record.key, merged(before.fields, fingerprints(record, before.salt))) for record, before, _ in records]
        rows.remember_changed(connection, self._source, kept)

    def finish(self) -> None:
        """Note that the run came to its end."""
        values = {**self._progress(self.summary.read), "finished_at": self._work.clock.now()}
        with self._work.store.transaction() as connection:
            rows.update_run(connection, self._run_id, values)
