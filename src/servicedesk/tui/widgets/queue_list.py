"""A list of tickets of any length, painted line by line over a sliding window of rows.

It never asks the store: it says what it wants (``RowsWanted``, ``OffsetWanted``) and is given it
(``show``, ``extend``). A move of the cursor repaints two lines.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.strip import Strip

from servicedesk.clock import Clock, SystemClock
from servicedesk.desk.queue_views import QueuePage, QueueRow
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.line_view import PATIENCE, LineView, hidden_bindings
from servicedesk.tui.widgets.queue_columns import OWED, TIME, cells, columns_for
from servicedesk.tui.widgets.queue_messages import QueueMessage, RowMessage
from servicedesk.tui.widgets.queue_strips import RowStrips
from servicedesk.tui.widgets.queue_window import QueueWindow, top_line
from servicedesk.tui.widgets.queue_wishes import END, START, Wish, wish
from servicedesk.tui.wording.signs import UNICODE, Signs

REST: Final = 0.036
"""Seconds without a move after which panes follow the cursor: longer than the pause of a key held down (33 ms)."""


class QueueList(LineView, can_focus=True):
    """Tickets, one a line. The cursor and the selected rows show without colour, as ``>`` and ``*``."""

    KEEPS_STRIPS = True

    class CursorMoved(RowMessage):
        """The cursor is on another row: posted at every move."""

    class Rested(RowMessage):
        """The cursor has stayed on the row for ``REST``: panes follow this one."""

    class Opened(RowMessage):
        """Enter or a double click on the row."""

    @dataclass
    class RowsWanted(QueueMessage):
        """More rows, please: those before or after ``cursor_row``, then ``extend``.

        Without a row: the list's start, or with ``from_end`` its last page; then ``show``.
        """

        cursor_row: QueueRow | None
        before: bool
        from_end: bool

    @dataclass
    class OffsetWanted(QueueMessage):
        """The view went to ``index``, far from what is held: ``show`` a page from about there."""

        index: int

    BINDINGS: ClassVar[list[BindingType]] = hidden_bindings(
        up="cursor_up", down="cursor_down", pageup="page_up", pagedown="page_down", home="home", end="end", enter="open"
    )

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        empty_text: str = "",
        signs: Signs = UNICODE,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(signs=signs, id=id)
        self._clock = clock or SystemClock()
        self._now = self._clock.now()
        self._empty_text = empty_text
        self._window = QueueWindow()
        self._cursor = 0
        self.slid = 0  # 1: the cursor's ticket left the list, it is on the one after it; -1: on the one before
        self._selected: set[int] = set()
        self._columns = columns_for(40, 5)
        self.strips = RowStrips()
        self._asked: tuple[Wish, float] | None = None
        self._going_to: Wish | None = None
        self._rest: asyncio.TimerHandle | None = None

    # What it is given

    def show(self, page: QueuePage, *, offset: int, total: int | None) -> None:
        """Replace the window by ``page``, whose first row stands at ``offset`` of ``total`` (None: not counted yet).

        The cursor keeps to its ticket where that is still held, else to its index; the row stays where it
        is on the screen. After ``home`` and ``end`` it goes to the first and the last row.
        """
        before = self.cursor_row
        top, above = self.scroll_offset.y, self._cursor - self.scroll_offset.y
        painted = self._visible()
        more = page.next is not None or page.looked is not None
        self._window.replace(page.rows, offset, total, more=more)
        self._rows_changed()
        self._cursor = self._place(before)
        self.scroll_line(self._cursor - above)
        self._see_cursor()
        if self.scroll_offset.y == top:
            self._repaint_changed(painted)
        else:
            self.refresh()
        self.tick(self._clock.now())
        self._announce(before)

    def recount(self, total: int) -> None:
        """The store has counted the list: its rows stay where they are on the screen."""
        shift = self._window.recount(total)
        self.set_extent(self._window.total)
        self._cursor += shift
        if shift:
            self.scroll_line(self.scroll_offset.y + shift)

    def extend(self, rows: Sequence[QueueRow], *, before: bool, at_end: bool, total: int | None) -> None:
        """Join a page to the window; ``at_end``: nothing lies beyond it on that side."""
        held, painted = self.cursor_row, self._visible()
        shift = self._window.extend(rows, before=before, at_end=at_end, total=total)
        self._rows_changed()
        self._cursor += shift
        if shift:
            self.scroll_line(self.scroll_offset.y + shift)
        else:
            self._repaint_changed(painted)
        if self.cursor_row is None:
            self._cursor = self._within(self._cursor)
            self._announce(held)
        self._ask_for_rows()

    def tick(self, now: datetime) -> None:
        """Time has passed: repaint the time column of rows where it changed."""
        self._now = now
        top, height = self.scroll_offset.y, self.size.height
        for ticket_id in self.strips.drop_outdated(self._window.rows, now):
            index = self._window.index_of(ticket_id)
            if index is not None and top <= index < top + height:
                self.refresh(Region(self._columns.time_at, index - top, TIME + 1 + OWED, 1))

    def show_busy(self, tickets: frozenset[int]) -> None:
        """Mark the tickets that somebody else works on."""
        for index in map(self._window.index_of, self.strips.mark(tickets)):
            self.refresh_line(-1 if index is None else index)

    @property
    def empty_text(self) -> str:
        """The sentence that an empty list paints."""
        return self._empty_text

    @empty_text.setter
    def empty_text(self, text: str) -> None:
        self._empty_text = text
        self.refresh()

    # What it tells

    @property
    def cursor_row(self) -> QueueRow | None:
        """The row under the cursor; None when the list is empty."""
        return self._window.row(self._cursor)

    @property
    def cursor_index(self) -> int:
        """The cursor's place among all rows, from 0."""
        return self._cursor

    @property
    def total(self) -> int:
        """Rows of the whole list, held or not."""
        return self._window.total

    @property
    def counted(self) -> bool:
        """``total`` is what the store counted; else there are more than that."""
        return self._window.counted

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """The rows held."""
        return tuple(self._window.rows)

    @property
    def selected(self) -> frozenset[int]:
        """The ids of the selected tickets."""
        return frozenset(self._selected)

    # Selecting

    def toggle_selected(self) -> None:
        """Select the row under the cursor, or let it go."""
        if (row := self.cursor_row) is not None:
            self._selected ^= {row.id}
            self.refresh_line(self._cursor)

    def select(self, tickets: Iterable[int]) -> None:
        """Select these too, held or not."""
        self._selected.update(tickets)
        self.refresh()

    def clear_selected(self) -> None:
        self._selected.clear()
        self.refresh()

    # Moving

    def move_to_ticket(self, ticket_id: int) -> bool:
        """Put the cursor on a ticket; False when it isn't held."""
        index = self._window.index_of(ticket_id)
        if index is not None:
            self._move(index)
            self.slid = 0
        return index is not None

    def action_cursor_up(self) -> None:
        self._move(self._cursor - 1)

    def action_cursor_down(self) -> None:
        self._move(self._cursor + 1)

    def action_page_up(self) -> None:
        self._move(self._cursor - max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        self._move(self._cursor + max(1, self.size.height - 1))

    def action_home(self) -> None:
        """To the first row; when that isn't held, ask for the list's start."""
        if self._window.offset == 0:
            self._move(0)
        else:
            self._going_to = START
            self._ask(START)

    def action_end(self) -> None:
        """To the last row; when that isn't held, ask for the last page."""
        if self._window.ends:
            self._move(self._window.end - 1)
        else:
            self._going_to = END
            self._ask(END)

    def action_open(self) -> None:
        if (row := self.cursor_row) is not None:
            self.post_message(self.Opened(self, row))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on the row, a second one opens it."""
        index = self.scroll_offset.y + event.y
        if self._window.row(index) is None:
            return
        self._move(index)
        if event.chain == 2:
            self.action_open()

    def _move(self, index: int) -> None:
        """Cursor to ``index``, as far as rows are held; two lines are repainted."""
        before, old = self.cursor_row, self._cursor
        self._cursor = self._within(index)
        if self._cursor == old:
            self._ask_for_rows()
            return
        self.slid = 0
        self.refresh_line(old)
        self.refresh_line(self._cursor)
        self._see_cursor()
        self._announce(before)
        self._ask_for_rows()

    def _within(self, index: int) -> int:
        window = self._window
        return max(window.offset, min(index, window.end - 1)) if window.rows else 0

    def _place(self, before: QueueRow | None) -> int:
        """Where the cursor goes in a window that was replaced."""
        going, self._going_to = self._going_to, None
        if going == START and self._window.offset == 0:
            return 0
        if going == END and self._window.rows:
            return self._window.end - 1
        index = self._window.index_of(before.id if before else None)
        if index is None and before is not None:
            self.slid = 1 if self._cursor < self._window.end else -1
        return self._within(self._cursor) if index is None else index

    def _announce(self, before: QueueRow | None) -> None:
        row = self.cursor_row
        if row is None or (before is not None and before.id == row.id):
            return
        self.post_message(self.CursorMoved(self, row))
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(REST, self._rested)

    def _rested(self) -> None:
        self._rest = None
        row = self.cursor_row
        if row is not None and self.is_attached:
            self.post_message(self.Rested(self, row))

    def on_unmount(self) -> None:
        if self._rest is not None:
            self._rest.cancel()

    # Asking

    def _ask_for_rows(self) -> None:
        """Ask for the next page when the view or the cursor is within a screen of what is held."""
        wanted = wish(self._window, self.scroll_offset.y, max(1, self.size.height), self._cursor)
        if wanted is not None:
            self._ask(wanted)

    def _ask(self, wanted: Wish) -> None:
        """Say what is wanted, once until rows come; again only if none came for a while."""
        now = time.monotonic()
        if self._asked is not None and self._asked[0] == wanted and now - self._asked[1] < PATIENCE:
            return
        self._asked = wanted, now
        if wanted.index is not None:
            self.post_message(self.OffsetWanted(self, wanted.index))
        else:
            self.post_message(self.RowsWanted(self, wanted.row, wanted.before, wanted.from_end))

    # Painting

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        row = self._window.row(index)
        if row is None:
            return self._blank(index)
        look = cursor, selected = index == self._cursor, row.id in self._selected
        strip = self.strips.get(row, look)
        if strip is None:
            columns, signs, marks = self._columns, self._signs, self.strips.marks(row, self._now)
            spans = cells(row, columns, marks, signs, cursor=cursor, selected=selected)
            strip = self.paint(spans, self.line_width, "cursor" if cursor else "")
            self.strips.put(row, look, strip, self._now)
        return strip

    def _blank(self, index: int) -> Strip:
        """A line without a row: the empty list's sentence, a dot where rows are still to come, or nothing."""
        if self._window.total == 0 and index == 1 and self._empty_text:
            return self.paint([(" " + clean(self._empty_text), "quiet")], self.line_width)
        if index < self._window.total:
            return self.paint([("   " + self._signs.dot, "faint")], self.line_width)
        return self.paint((), self.line_width)

    def forget_strips(self) -> None:
        super().forget_strips()
        self.strips.clear()

    def _visible(self) -> list[tuple[QueueRow | None, bool]]:
        """What stands on each line of the screen: its row, and whether the cursor is there."""
        lines = range(self.scroll_offset.y, self.scroll_offset.y + self.size.height)
        return [(self._window.row(index), index == self._cursor) for index in lines]

    def _repaint_changed(self, painted: list[tuple[QueueRow | None, bool]]) -> None:
        """Repaint the lines that show something else than ``painted``."""
        for y, (now, before) in enumerate(zip(self._visible(), painted, strict=False)):
            if now != before or now[0] is None:
                self.refresh_line(self.scroll_offset.y + y)

    def _rows_changed(self) -> None:
        """Other rows are held: drop the strips of those that aren't what they were."""
        self._asked = None
        rows = {row.id: row for row in self._window.rows}
        self.strips.keep(rows)
        longest = max(rows, default=0)
        columns = columns_for(self.line_width, max(5, len(str(longest))), several=self.strips.several)
        if columns != self._columns:
            self._columns = columns
            self.forget_strips()
            self.refresh()
        self.set_extent(self._window.total)

    def on_resize(self) -> None:
        self.forget_strips()
        self._rows_changed()
        self._see_cursor()
        self._ask_for_rows()

    # Scrolling

    def _see_cursor(self) -> None:
        line = top_line(self._cursor, self.scroll_offset.y, self.size.height)
        if line != self.scroll_offset.y:
            self.scroll_line(line)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._ask_for_rows()
