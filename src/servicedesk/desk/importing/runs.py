"""Tickets in: records of other programs become tickets with their history; a later run follows the source.

A batch is one transaction that also notes how far the run came, so a killed run goes on where it was. That nothing
is doubled rests on the identity of each record, not on that note. New tickets are worked out before the write lock is
taken; what they stand on is asked again once it is held.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from servicedesk.desk.importing.batches import Item, batches
from servicedesk.desk.importing.imported_ticket import SLA_CHOICES
from servicedesk.desk.importing.previews import Preview
from servicedesk.desk.importing.summary import ImportSummary
from servicedesk.desk.importing.writing import Run
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid
from servicedesk.domain.importing import Rejected, TicketRecord
from servicedesk.domain.roles import Permission
from servicedesk.store.bulk.loading import Loading, without_collecting
from servicedesk.store.bulk.pace import Pace

Progress = Callable[[int, int | None], None]
AHEAD: Final = timedelta(days=1)
"""How far another program's clock, or its zone, may be ahead of ours."""


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
        lines: int | None = None,
        exclusive: bool = False,
        pace: Pace | None = None,
    ) -> ImportSummary:
        """Take records in, in their order; the good ones stay in when a later one can't be read.

        ``source`` names where their ids come from. ``fingerprint`` tells files apart: a run over an equal one that was
        cut off is gone on with; "" starts anew. ``sla``: history, from-import or none. ``dry_run`` writes nothing.
        ``progress`` is called with the rows done, and about how many there are where ``lines``, of which each record
        names its own, says how long the file is. ``exclusive`` writes more at a time and lets others wait for it.
        Raises Forbidden, Invalid, StoreUnavailable.
        """
        self._work.require(Permission.IMPORT)
        if sla not in SLA_CHOICES:
            raise Invalid("sla", f"{sla!r} is none of {', '.join(SLA_CHOICES)}")
        if not source.strip():
            raise Invalid("source", "a source needs a name")
        with Loading(self._work.store, pace, exclusive=exclusive) as loading, without_collecting():
            run = (
                Preview(self._work, source)
                if dry_run
                else Run(self._work, source, sla, file_name, fingerprint, loading)
            )
            far = _HowFar(progress or _silent, lines)
            try:
                for batch in batches(_believable(records, self._work.clock.now() + AHEAD), loading.pace):
                    far.read(batch)
                    run.take(batch)
                    far.tell(run.stored)
            finally:
                run.settle()
            far.end(run.stored)
            run.finish()
        return run.summary


def _believable(records: Iterable[Item], latest: datetime) -> Iterator[Item]:
    """Records, without those that tell of times to come: a date was read wrongly; its clocks would run for years."""
    for record in records:
        field = None if isinstance(record, Rejected) else _told_too_early(record, latest)
        if field is None:
            yield record
        else:
            yield Rejected(record.line, field, "lies in the future; is the date format right?")


def _told_too_early(record: TicketRecord, latest: datetime) -> str | None:
    """The first of a record's times that lies after ``latest``."""
    if record.created_at is not None and record.created_at > latest:
        return "created_at"
    if record.updated_at is not None and record.updated_at > latest:
        return "updated_at"
    late = any(said.sent_at is not None and said.sent_at > latest for said in record.messages)
    return "messages" if late else None


class _HowFar:
    """Tells the rows that are in, and how many there will be if the rest of the file is as what was read of it."""

    def __init__(self, progress: Progress, lines: int | None) -> None:
        self._progress, self._lines = progress, lines
        self._read = self._told = 0
        self._line = 1

    def read(self, batch: Sequence[Item]) -> None:
        self._read += len(batch)
        self._line = max(batch[-1].line, 1)

    def tell(self, stored: int) -> None:
        if stored > self._told:
            self._told = stored
            about = None if self._lines is None else round(self._read * self._lines / self._line)
            self._progress(stored, None if about is None else max(about, self._read))

    def end(self, stored: int) -> None:
        if stored > self._told or self._lines is not None:
            self._progress(stored, stored)


def _silent(done: int, total: int | None) -> None:
    """Nobody watches."""
