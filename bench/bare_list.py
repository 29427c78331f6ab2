"""The same rows as the console's queue in the barest list there is: ``render_line`` over strings, and a cursor.

``python -m bench.bare_list ROWS`` reads one row a line from the file ROWS.
"""

import sys
from pathlib import Path

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

PLAIN, MARKED = Style(), Style(reverse=True)


class BareList(ScrollView, can_focus=True):
    """One string a line; two lines are repainted when the cursor moves."""

    BINDINGS = [Binding("down", "move(1)"), Binding("up", "move(-1)")]  # noqa: RUF012 - Textual's own shape

    def __init__(self, rows: list[str]) -> None:
        super().__init__()
        self._rows = rows
        self._cursor = 0
        self.virtual_size = Size(100, len(rows))

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        if index >= len(self._rows):
            return Strip.blank(self.size.width)
        here = index == self._cursor
        text = f"{'>' if here else ' '} {self._rows[index]}"
        return Strip([Segment(text, MARKED if here else PLAIN)]).adjust_cell_length(self.size.width)

    def action_move(self, step: int) -> None:
        before, self._cursor = self._cursor, max(0, min(len(self._rows) - 1, self._cursor + step))
        top, height = self.scroll_offset.y, self.size.height
        if not top <= self._cursor < top + height:
            # A third of a screen at once, as the console does: the two must repaint equally often.
            self.scroll_to(y=max(0, top + step * (height // 3)), animate=False, force=True)
        for index in (before, self._cursor):
            self.refresh(Region(0, index - self.scroll_offset.y, self.size.width, 1))


class BareApp(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: list[str]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield BareList(self._rows)


if __name__ == "__main__":
    BareApp(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()).run()
