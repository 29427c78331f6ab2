"""A text with blanks ``[[date]]`` in it: shown in reverse, walked one by one; whole texts go in as one step of undo."""

from typing import Final

from rich.style import Style
from rich.text import Text
from textual.widgets.text_area import Location, Selection

from servicedesk.domain.blanks import blanks_in, next_blank
from servicedesk.tui.widgets.wide_wrap import WideTextArea

COUNTED: Final = 100_000
"""Characters of a text in which blanks are counted and shown."""
_BLANK: Final = Style(reverse=True)


class BlankText(WideTextArea):
    """The text; the caret and places in it are also offsets."""

    @property
    def caret(self) -> int:
        """The caret as an offset into the text."""
        return self._offset(self.cursor_location)

    @caret.setter
    def caret(self, offset: int) -> None:
        self.move_cursor(self._location(offset))

    @property
    def paragraph(self) -> str:
        """The lines around the caret, from one empty line to the next."""
        lines, at = self.document.lines, self.cursor_location[0]
        first = next((n + 1 for n in range(at, -1, -1) if not lines[n].strip()), 0)
        last = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        return "\n".join(lines[first:last])

    @property
    def blanks(self) -> int:
        """How many blanks are left."""
        return len(blanks_in(self.text[:COUNTED]))

    def get_line(self, line_index: int) -> Text:
        """A line with its blanks in reverse."""
        line = super().get_line(line_index)
        if "[[" in line.plain or "［" in line.plain:
            for start, end in blanks_in(line.plain[:COUNTED]):
                line.stylize(_BLANK, start, end)
        return line

    def select_blank(self, after: int | None = None) -> bool:
        """Select the next blank, from the caret or a place on; the only one again. False when there is none."""
        end = max(self.selection.start, self.selection.end)
        place = next_blank(self.text, self._offset(end) if after is None else after)
        if place is None:
            return False
        self.selection = Selection(self._location(place[0]), self._location(place[1]))
        self.scroll_cursor_visible()
        return True

    def insert_block(self, text: str, caret: int) -> None:
        """Put a text in place of the selection, as one step that undo takes back; the first blank in it is selected.

        Right behind a word it begins a new paragraph. ``caret`` is where the caret goes without a blank, counted in
        ``text``.
        """
        start, end = sorted((self.selection.start, self.selection.end))
        before = self.document.get_line(start[0])[: start[1]]
        lead = "\n\n" if before and not before[-1].isspace() else ""
        at = self._offset(start) + len(lead)
        self.history.checkpoint()
        self.replace(lead + text, start, end, maintain_selection_offset=False)
        self.history.checkpoint()
        if blanks_in(text, 1):
            self.select_blank(at)
        else:
            self.caret = at + caret

    def insert_paragraph(self, text: str) -> None:
        """Put a text that ends its paragraph between two others, as one step that undo takes back; no sentence is cut.

        That is behind the caret's paragraph, or before it with the caret at its beginning. The caret goes behind it.
        """
        lines = self.document.lines
        line, column = max(self.selection.start, self.selection.end)
        lead = tail = ""
        under = line > 0 and bool(lines[line - 1].strip())
        if lines[line].strip() and (column or under):
            line = next((n for n in range(line, len(lines) - 1) if not lines[n + 1].strip()), len(lines) - 1)
            column, lead = len(lines[line]), "\n\n"
        else:
            column, lead = 0, "\n" if under else ""
            below = line + 1 < len(lines) and bool(lines[line + 1].strip())
            tail = "\n\n" if lines[line].strip() else "\n" if below else ""
        at = self._offset((line, column)) + len(lead) + len(text)
        self.history.checkpoint()
        self.replace(lead + text + tail, (line, column), (line, column), maintain_selection_offset=False)
        self.history.checkpoint()
        self.caret = at

    def _offset(self, location: Location) -> int:
        line, column = location
        return sum(len(self.document.get_line(n)) + 1 for n in range(line)) + column

    def _location(self, offset: int) -> Location:
        before = self.text[: max(0, offset)].split("\n")
        return len(before) - 1, len(before[-1])
