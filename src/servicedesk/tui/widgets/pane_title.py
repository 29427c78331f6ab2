"""The first line of a pane: its number, what it shows, and on a narrow screen the way there."""

from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip

RIGHT: Final = 12
"""Cells that the right end keeps, however long the text is."""
BEHIND: Final = 8
"""Cells from which on it is worth beginning what stands behind the text."""


class PaneTitle(Widget):
    """``number`` is the key of the pane.

    What doesn't fit: first what stands behind the text, then the way, then the right end, then the text's end.

    The title of the pane that has the keys is painted in full strength.
    """

    DEFAULT_CSS = "PaneTitle { height: 1; background: $ground; color: $ink-quiet; }"

    def __init__(self, number: str) -> None:
        super().__init__()
        self._number = number
        self._way = ""
        self._text = ""
        self._behind = ""
        self._right = ""

    def show(self, text: str, *, behind: str = "", way: str = "", right: str = "") -> None:
        """``way`` are the panes before this one, for a breadcrumb; ``right`` stands at the right end.

        ``behind`` the text stands as much as there is room for.
        """
        shown = (clean(text), clean(behind), clean(way), clean(right))
        if shown != (self._text, self._behind, self._way, self._right):
            self._text, self._behind, self._way, self._right = shown
            self.refresh()

    def render(self) -> Content:
        width, text = self.size.width, cell_len(self._text)
        way = f"{self._way} › " if self._way else ""
        if 5 + cell_len(way) + text + cell_len(self._right) > width:
            way = ""
        right = clip(self._right, max(RIGHT, width - 5 - text))
        room = max(0, width - 3 - cell_len(way) - cell_len(right) - 2)
        line = Content.assemble((f" {self._number} ", "$accent"), (way, "$ink-faint"), clip(self._text, room))
        left = width - line.cell_length - cell_len(right) - 5
        if self._behind and left >= BEHIND:
            line = Content.assemble(line, "  ", (clip(self._behind, left), "$ink-faint"))
        gap = max(1, width - line.cell_length - cell_len(right) - 1)
        return line.pad_right(gap) + Content.styled(right + " ", "$ink-faint")
