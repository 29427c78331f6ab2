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
SCREEN = 20
"""Lines that a list has at least where it stands on a screen."""


class QueueLoader:
    """The list of ``state``, painted by ``queue``.

    ``listed`` is told when it was read, and whether to count anew: not where only another part of it is shown. How many
    there are is counted behind (``tui.counting``): rows never wait for it.
    """

    def __init__(self, link: DeskLink, state: DeskState, queue: QueueList, listed: Callable[[bool], None]) -> None:
        self._link = link
        self._state = state
        self._queue = queue
        self._listed = listed
        self._asked = 0
        self._is_anew = False

    async def start(self) -> None:
        """Show the list from its first row, for another view or filter."""
        self._is_anew = True
        await self._from_first()

    async def again(self) -> None:
        """Read the list again where it stands, the cursor staying on its ticket: what a screen or two show of it."""
        self._is_anew = True
        around = 2 * max(SCREEN, self._queue.size.height)
        anchor = self._anchor(around)
        if anchor is None:
            limit = max(PAGE, self._queue.cursor_index + around)
            await self._show(lambda desk: _page(desk, self._state, limit=limit), lambda rows: 0)
            return
        row, index = anchor

        def read(desk: "Desk") -> QueuePage:
            after = desk.queue.cursor(row, self._state.sort, self._state.filter)
            return _page(desk, self._state, after=after, limit=2 * around)

        def place(rows: int) -> int:
            total = self._total
            return index + 1 if total is None else min(index + 1, max(0, total - rows))

        await self._show(read, place)

    async def more(self, row: QueueRow | None, before: bool, from_end: bool) -> None:
        """Answer RowsWanted: the rows on one side of ``row``, the list's start, or its last page."""
        if row is None:
            if not from_end:
                await self._from_first()
                return
            await self._show(
                lambda desk: _page(desk, self._state, backwards=True),
                lambda rows: max(0, (self._total or self._queue.total) - rows),
                at_end=True,
            )
            return
        asked = self._asked
        state = self._state

        def read(desk: "Desk") -> QueuePage:
            after = desk.queue.cursor(row, state.sort, state.filter)
            return _page(desk, state, after=after, backwards=before)

        page = await self._link.read(read)
        # What was asked for while another list was on its way is told by its edge, which that list doesn't have.
        if asked == self._asked and self._edge(before) == row.id:
            self._join(page, before)
            await self._look_on(page, before)

    async def jump(self, index: int) -> None:
        """Answer OffsetWanted: a page around ``index``, for a scroll bar thrown far away."""
        offset = max(0, index - PAGE // 2)
        state = self._state
        await self._show(
            lambda desk: desk.queue.at(offset, state.filter, state.sort, limit=PAGE),
            lambda rows: offset if self._total is None else min(offset, self._total),
        )

    async def _from_first(self) -> None:
        await self._show(lambda desk: _page(desk, self._state), lambda rows: 0, fresh=True)

    def counted(self) -> None:
        """The list, or another view, has been counted."""
        total = self._total
        if total is not None and total != self._queue.total:
            self._queue.recount(total)

    @property
    def _total(self) -> int | None:
        """How many tickets the list had when it was last counted."""
        return self._state.totals.get(self._state.filter)

    def _anchor(self, around: int) -> tuple[QueueRow, int] | None:
        """A row some way above the cursor to read on from; None near the top, where reading starts at the first."""
        cursor, rows = self._queue.cursor_row, self._queue.rows
        if cursor is None or self._queue.cursor_index <= around:
            return None
        at = rows.index(cursor)
        position = max(0, at - around)
        return rows[position], self._queue.cursor_index - at + position

    async def _show(
        self,
        read: "Callable[[Desk], QueuePage]",
        place: Callable[[int], int],
        *,
        fresh: bool = False,
        at_end: bool = False,
    ) -> None:
        """Show what ``read`` gives; ``place`` tells the index of the first of so many rows."""
        self._asked += 1
        asked = self._asked
        state = self._state
        wanted, reminds, narrowed = state.filter, state.sort == REMIND, state.narrowed is not None

        def job(desk: "Desk") -> tuple[QueuePage, bool]:
            page = read(desk)
            whole = page.rows or page.looked is not None
            return page, not whole and not desk.queue.page("is:all", limit=1).rows

        page, blank = await self._link.read(job)
        if asked != self._asked:
            return
        if self._queue.strips.reminds != reminds:
            self._queue.strips.reminds = reminds
            self._queue.forget_strips()
        self._queue.strips.several = of_several(wanted)
        self._queue.empty_text = empty_list(blank=blank, narrowed=narrowed)
        offset, total = place(len(page.rows)), self._total
        if at_end or not page.rows:
            total = None if page.looked else offset + len(page.rows)
        if fresh:
            # The cursor belongs to the list before: an empty list forgets it, so the new one starts at its top.
            self._queue.show(QueuePage((), None), offset=0, total=0)
        if fresh or page.rows != self._queue.rows or total != self._queue.total:
            self._queue.show(page, offset=offset, total=total)
        # A reading that was overtaken left it to this one to tell that the list may be another.
        anew, self._is_anew = self._is_anew, False
        self._listed(anew)
        await self._look_on(page, at_end)

    def _edge(self, before: bool) -> int | None:
        rows = self._queue.rows
        return rows[0 if before else -1].id if rows else None

    def _join(self, page: QueuePage, before: bool) -> None:
        whole = page.looked is None
        at_end = whole and (len(page.rows) < PAGE if before else page.next is None)
        self._queue.extend(page.rows, before=before, at_end=at_end, total=self._total)

    async def _look_on(self, page: QueuePage, before: bool) -> None:
        """Go on where a page isn't full yet, as long as this list is the one that is shown."""
        asked, state, found = self._asked, self._state, len(page.rows)
        while (looked := page.looked) is not None and found < PAGE:

            def read(desk: "Desk", looked: str = looked) -> QueuePage:
                return _page(desk, state, after=looked, backwards=before)

            page = await self._link.read(read)
            if asked != self._asked:
                return
            found += len(page.rows)
            self._join(page, before)


def _page(
    desk: "Desk", state: DeskState, *, after: str | None = None, backwards: bool = False, limit: int = PAGE
) -> QueuePage:
    return desk.queue.page(state.filter, state.sort, after=after, backwards=backwards, limit=limit, brief=True)
