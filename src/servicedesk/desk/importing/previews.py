"""A run that reads and counts: what an import would do, and the frame of one that does it."""

from collections.abc import Iterable, Mapping, Sequence

from servicedesk.desk.importing.batches import Item
from servicedesk.desk.importing.references import References, look_up
from servicedesk.desk.importing.sorting import sort_records
from servicedesk.desk.importing.summary import PREVIEW_ROWS, ImportSummary
from servicedesk.desk.work import Work
from servicedesk.domain.importing import Rejected, TicketRecord
from servicedesk.store import imports as rows
from servicedesk.store.imports import Known


class Preview:
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
        found = sort_records((record for _, record in records), known)
        twins = sum(record.key in self._created for record in found.new)
        self._created.update(record.key for record in found.new)
        self.summary.created += len(found.new) - twins
        self.summary.updated += len(found.changed)
        self.summary.unchanged += found.unchanged + twins
        room = PREVIEW_ROWS - len(self.summary.preview)
        self.summary.preview += [record for _, record in records[:room]]

    @property
    def stored(self) -> int:
        """Rows that are done with."""
        return self.summary.read

    def settle(self) -> None:
        """Nothing is on its way."""

    def finish(self) -> None:
        """Nothing is kept of a preview."""
