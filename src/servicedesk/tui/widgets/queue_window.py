"""The stretch of a list that is held: rows at a known place among all, sliding as pages come."""

from collections.abc import Sequence
from typing import Final

from servicedesk.desk.queue_views import QueueRow

KEEP: Final = 600
"""Rows held at most; those farthest from the newest page are let go."""


class QueueWindow:
    """``rows[i]`` stands at absolute index ``offset + i`` of ``total``.

    ``ends``: the last row held is the list's last. ``counted``: ``total`` is what the store counted, lately at least.
    """

    def __init__(self) -> None:
        self.rows: list[QueueRow] = []
        self.offset = 0
        self.total = 0
        self.ends = True
        self.counted = True
        self._index: dict[int, int] = {}

    @property
    def end(self) -> int:
        """The absolute index after the last row held."""
        return self.offset + len(self.rows)

    def row(self, index: int) -> QueueRow | None:
        position = index - self.offset
        return self.rows[position] if 0 <= position < len(self.rows) else None

    def index_of(self, ticket_id: int | None) -> int | None:
        """The absolute index of a ticket that is held."""
        position = self._index.get(ticket_id) if ticket_id is not None else None
        return None if position is None else position + self.offset

    def replace(self, rows: Sequence[QueueRow], offset: int, total: int | None, *, more: bool = False) -> None:
        """Hold other rows; ``more`` follow them. ``total`` is None where nobody has counted yet."""
        self.rows = list(rows)
        self.offset = max(0, offset)
        self.ends = not more and (total is None or self.end >= total)
        self._count(total)
        self._reindex()

    def recount(self, total: int) -> int:
        """Learn how many there are; returns by how much the absolute index of the rows held has moved.

        Rows at the list's end stay there: it is their index that was guessed.
        """
        shift = total - self.end if self.ends and self.offset else 0
        self.offset = max(0, self.offset + shift)
        self._count(total)
        return shift

    def _count(self, total: int | None) -> None:
        """At least what is held, and one more where more follows."""
        known = self.offset == 0 and self.ends
        self.counted = known or total is not None
        self.total = max(0 if known else total or 0, self.end + (not self.ends))

    def extend(self, rows: Sequence[QueueRow], *, before: bool, at_end: bool, total: int | None) -> int:
        """Join a page to one side; ``at_end``: nothing lies beyond it.

        Returns by how much the absolute index of rows already held has moved.
        """
        fresh = [row for row in rows if row.id not in self._index]
        shift = self._extend_before(fresh, at_end) if before else self._extend_after(fresh, at_end)
        self._count(total)
        self._reindex()
        return shift

    def _extend_after(self, fresh: list[QueueRow], at_end: bool) -> int:
        self.rows.extend(fresh)
        surplus = max(0, len(self.rows) - KEEP)
        del self.rows[:surplus]
        self.offset += surplus
        self.ends = at_end
        return 0

    def _extend_before(self, fresh: list[QueueRow], at_start: bool) -> int:
        expected = self.offset - len(fresh)
        self.rows[:0] = fresh
        self.ends = self.ends and len(self.rows) <= KEEP
        del self.rows[KEEP:]
        # Rows that came or went above make the count differ from the index: the page's word counts.
        self.offset = 0 if at_start else max(1, expected)
        return self.offset - expected

    def _reindex(self) -> None:
        self._index = {row.id: position for position, row in enumerate(self.rows)}


def top_line(cursor: int, top: int, height: int) -> int:
    """The line to scroll to so that the cursor is seen: a third of a screen at once, as most moves then repaint two."""
    jump = max(1, height // 3)
    if height > 0 and cursor < top:
        return max(0, min(cursor, top - jump))
    if height > 0 and cursor >= top + height:
        return max(cursor - height + 1, top + jump)
    return top
