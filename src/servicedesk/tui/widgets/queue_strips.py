"""Painted rows, kept until the row or its time changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from textual.strip import Strip

from servicedesk.desk.queue_views import QueueRow
from servicedesk.tui.widgets.queue_columns import Marks, marks_of
from servicedesk.tui.wording import present


@dataclass(slots=True)
class _Painted:
    """A row as it was painted: what of it changes with time, and a strip for each look it has had."""

    row: QueueRow
    marks: Marks
    strips: dict[tuple[bool, bool], Strip] = field(default_factory=dict)


class RowStrips:
    """Strips by ticket and look: under the cursor or not, selected or not.

    ``reminds``: the time column tells when we owe the customer a word, instead of what is due. ``several``: the list
    may hold tickets of several people.
    """

    def __init__(self) -> None:
        self._rows: dict[int, _Painted] = {}
        self.reminds = self.several = False
        self.busy: frozenset[int] = frozenset()

    def mark(self, busy: frozenset[int]) -> frozenset[int]:
        """These tickets are at work elsewhere; returns those whose sign changes, without their strips."""
        changed, self.busy = self.busy ^ busy, busy
        for ticket_id in changed:
            self._rows.pop(ticket_id, None)
        return changed

    def get(self, row: QueueRow, look: tuple[bool, bool]) -> Strip | None:
        known = self._rows.get(row.id)
        return known.strips.get(look) if known is not None else None

    def put(self, row: QueueRow, look: tuple[bool, bool], strip: Strip, now: datetime) -> None:
        known = self._rows.get(row.id)
        if known is None:
            known = self._rows[row.id] = _Painted(row, self.marks(row, now))
        known.strips[look] = strip

    def clear(self) -> None:
        self._rows.clear()

    def keep(self, rows: Mapping[int, QueueRow]) -> None:
        """Drop what isn't among ``rows``, or has changed."""
        self._rows = {number: known for number, known in self._rows.items() if rows.get(number) == known.row}

    def drop_outdated(self, rows: Iterable[QueueRow], now: datetime) -> list[int]:
        """Drop those that say something else of time by ``now``; their ids."""
        outdated = [row.id for row in rows if (known := self._rows.get(row.id)) and known.marks != self.marks(row, now)]
        for number in outdated:
            del self._rows[number]
        return outdated

    def marks(self, row: QueueRow, now: datetime) -> Marks:
        """What a row says of its ticket."""
        if not self.reminds:
            return replace(marks_of(row, now), busy=row.id in self.busy)
        return Marks(present.remind_time(row, now), owed=False, busy=row.id in self.busy)
