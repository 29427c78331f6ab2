"""Reads pages of the list from the desk and gives them to the widget; one reading at a time counts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from servicedesk.desk.queue_views import QueuePage, QueueRow
from servicedesk.tui.desk_state import DeskState
from servicedesk.tui.link import DeskLink
from servicedesk.tui.opening import empty_list
from servicedesk.tui.tabs import of_several
from servicedesk.tui.widgets.queue_list import QueueList

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

PAGE = 80
"""Rows read at once."""
REMIND = "remind"
"""The order in which the time column tells of promises and follow-ups."""
AROUND = 120
"""Rows kept read above and below the cursor when the list is read again."""


class QueueLoader:
    """The list of ``state``, painted by ``queue``. ``listed`` is told when it was read."""

    def __init__(self, link: DeskLink, state: DeskState, queue: QueueList, listed: Callable[[], None]) -> None:
        self._link = link
        self._state = state
        self._queue = queue
        self._listed = listed
        self._asked = 0

    async def start(self) -> None:
        """Show the list from its first row, for another view or filter."""
        await self._show(lambda desk, total: (_page(desk, self._state), 0), fresh=True)

    async def again(self) -> None:
        """Read the list again where it stands, the cursor staying on its ticket."""
        anchor = self._anchor()
        if anchor is None:
            limit = max(PAGE, self._queue.cursor_index + AROUND)
            await self._show(lambda desk, total: (_page(desk, self._state, limit=limit), 0))
            return
        row, index = anchor

        def read(desk: "Desk", total: int) -> tuple[QueuePage, int]:
            after = desk.queue.cursor(row, self._state.sort, self._state.filter)
            page = _page(desk, self._state, after=after, limit=2 * AROUND)
            return page, min(index + 1, max(0, total - len(page.rows)))

        await self._show(read)

    async def more(self, row: QueueRow | None, before: bool, from_end: bool) -> None:
        """Answer RowsWanted: the rows on one side of ``row``, the list's start, or its last page."""
        if row is None:
            if not from_end:
                await self.start()
                return
            await self._show(
                lambda desk, total: _at_end(_page(desk, self._state, backwards=True), total),
            )
            return
        asked = self._asked
        state = self._state

        def read(desk: "Desk") -> tuple[QueuePage, int]:
            after = desk.queue.cursor(row, state.sort, state.filter)
            return _page(desk, state, after=after, backwards=before), desk.queue.total(state.filter)

        page, total = await self._link.read(read)
        if asked == self._asked:
            at_end = len(page.rows) < PAGE if before else page.next is None
            self._queue.extend(page.rows, before=before, at_end=at_end, total=total)

    async def jump(self, index: int) -> None:
        """Answer OffsetWanted: a page around ``index``, for a scroll bar thrown far away."""
        offset = max(0, index - PAGE // 2)
        state = self._state
        await self._show(
            lambda desk, total: (desk.queue.at(offset, state.filter, state.sort, limit=PAGE), min(offset, total))
        )

    def _anchor(self) -> tuple[QueueRow, int] | None:
        """A row some way above the cursor to read on from; None near the top, where reading starts at the first."""
        cursor, rows = self._queue.cursor_row, self._queue.rows
        if cursor is None or self._queue.cursor_index <= AROUND:
            return None
        at = rows.index(cursor)
        position = max(0, at - AROUND)
        return rows[position], self._queue.cursor_index - at + position

    async def _show(self, read: "Callable[[Desk, int], tuple[QueuePage, int]]", *, fresh: bool = False) -> None:
        self._asked += 1
        asked = self._asked
        state = self._state
        wanted, reminds = state.filter, state.sort == REMIND

        def job(desk: "Desk") -> tuple[QueuePage, int, int, bool]:
            total = desk.queue.total(wanted)
            page, offset = read(desk, total)
            return page, offset, total, total == 0 and desk.queue.total("is:all") == 0

        page, offset, total, blank = await self._link.read(job)
        if asked != self._asked:
            return
        if self._queue.strips.reminds != reminds:
            self._queue.strips.reminds = reminds
            self._queue.forget_strips()
        self._queue.strips.several = of_several(wanted)
        self._queue.empty_text = empty_list(blank=blank)
        if fresh:
            # The cursor belongs to the list before: an empty list forgets it, so the new one starts at its top.
            self._queue.show(QueuePage((), None), offset=0, total=0)
        if fresh or page.rows != self._queue.rows or total != self._queue.total:
            self._queue.show(page, offset=offset, total=total)
        self._listed()


def _page(
    desk: "Desk", state: DeskState, *, after: str | None = None, backwards: bool = False, limit: int = PAGE
) -> QueuePage:
    return desk.queue.page(state.filter, state.sort, after=after, backwards=backwards, limit=limit)


def _at_end(page: QueuePage, total: int) -> tuple[QueuePage, int]:
    return page, max(0, total - len(page.rows))
