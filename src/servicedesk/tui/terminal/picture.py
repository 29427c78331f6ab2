"""What the terminal shows, cell by cell, so that only what changed is sent to it.

Textual sends each line that a widget asks to paint again; over a slow line most of the waiting would be that.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, repeat
from typing import Final

from rich.cells import get_character_cell_size, split_graphemes
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from servicedesk.tui.terminal.ambiguous import AsDrawn, Drawn
from servicedesk.tui.terminal.pens import PLAIN, Pen, colourless_pen, on_blank, pen_of, stroke

Cell = tuple[str, Pen]
"""A character and how it is painted; the second cell of a wide character has no text."""
Row = list[Cell | None]
Piece = tuple[int, int, Strip]
"""Line, column, and what stands there."""

NEAR: Final = 4
"""So many unchanged cells are sent again rather than stepped over: the step has as many bytes."""
LONG: Final = 12
"""So many blanks are erased rather than sent."""

_STEADY: Final = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u21ff\u2460-\u24ff\u2500-\u25ff"
    "\u3000-\u3029\u3030-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*"
)
"""Characters whose width all terminals agree on, once it is known how they draw ambiguous ones."""


class Picture:
    """The cells of the screen as they were last sent. ``None`` is a cell that nothing is known of."""

    def __init__(self) -> None:
        self.erases = False
        """Blanks that the terminal erases take the present ground: a long stretch of them is a few bytes."""
        self._as_drawn = AsDrawn()
        self._rows: list[Row] = []
        self._pens: dict[tuple[Style | None, ColorSystem], tuple[Pen, Pen]] = {}
        self._odd: set[str] = set()
        self._colourless: float | None = None

    def without_colours(self, ground: float) -> None:
        """Send no colours: what stands out from a screen of this brightness is reversed."""
        if ground != self._colourless:
            self._colourless = ground
            self._pens.clear()
            self.forget()

    @property
    def drawn(self) -> Drawn:
        """How the terminal draws ambiguous characters; after a change everything is sent anew."""
        return self._as_drawn.drawn

    @drawn.setter
    def drawn(self, drawn: Drawn) -> None:
        self._as_drawn = AsDrawn(drawn)
        self.forget()

    def forget(self) -> None:
        """The terminal may show anything: what is painted next is sent whole."""
        self._rows = []

    def changes(self, update: CompositorUpdate, console: Console) -> str:
        """The codes that bring the terminal from what it shows to ``update``."""
        match update:
            case LayoutUpdate():
                pieces, width, height = _whole(update), update.region.right, update.region.bottom
            case ChopsUpdate():
                pieces, width, height = _parts(update), max(map(max, update.chop_ends)), len(update.chops)
            case _:
                self.forget()
                return update.render_segments(console)
        if len(self._rows) != height or len(self._rows[0]) != width:
            self._rows = [[None] * width for _ in range(height)]
        system = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        return self._noted(pieces, system)

    def _noted(self, pieces: Iterable[Piece], system: ColorSystem) -> str:
        """Take the pieces as shown from now on; the codes that show them."""
        codes: list[str] = []
        pen = PLAIN
        for y, of_row in groupby(pieces, key=lambda piece: piece[0]):
            before = self._rows[y]
            after = before[:]
            for _y, x, strip in of_row:
                cells = self._cells(strip, len(after) - x, system)
                after[x : x + len(cells)] = cells
            if after != before:
                self._rows[y] = after
                pen = self._send_row(y, before, after, pen, codes)
        codes.append(stroke(pen, PLAIN))
        return "".join(codes)

    def _send_row(self, y: int, before: Row, after: Row, pen: Pen, codes: list[str]) -> Pen:
        """Append what changes a row; returns the pen that this ends with."""
        odd = self._odd and not self._odd.isdisjoint(cell[0] for row in (before, after) for cell in row if cell)
        at = None
        for start, end in _in_full(after, self._odd) if odd else _changed(before, after):
            if at is None or odd or start < at:
                codes.append(f"\x1b[{y + 1};{start + 1}H")
            elif start > at:
                codes.append(f"\x1b[{start - at}C")
            at, pen = self._send_run(after, start, end, pen, codes)
        return pen

    def _send_run(self, row: Row, start: int, end: int, pen: Pen, codes: list[str]) -> tuple[int, Pen]:
        """Append the cells of a run; returns the column that the cursor ends in, and the pen."""
        blank = on_blank(pen)
        x = start
        while x < end:
            text, wanted = row[x] or (" ", PLAIN)
            if text == " " and wanted == blank:
                wanted = pen
            if wanted != pen:
                codes.append(stroke(pen, wanted))
                pen, blank = wanted, on_blank(wanted)
            blanks = _blanks(row, x, end) if self.erases and text == " " else 0
            if blanks < LONG:
                codes.append(text)
                x += 1
                continue
            x += blanks
            if x == len(row):
                codes.append("\x1b[K")
                return x, pen
            codes.append(f"\x1b[{blanks}X")
            if x == end:
                return x - blanks, pen
            codes.append(f"\x1b[{blanks}C")
        return x, pen

    def _cells(self, strip: Strip, room: int, system: ColorSystem) -> list[Cell]:
        """A strip as cells: as many as it counts for itself, and at most ``room``."""
        width = min(strip.cell_length, room)
        cells: list[Cell] = []
        blank = PLAIN
        for text, style, control in strip:
            if control:
                continue
            pen, blank = self._pen(style, system)
            if text.isspace():
                cells.extend(zip(" " * len(text), repeat(blank), strict=False))
            elif text.isascii():
                cells.extend([(character, blank if character == " " else pen) for character in text])
            else:
                cells.extend(self._cells_of(self._as_drawn.text(text), pen, blank))
        cut_in_two = len(cells) > width > 0 and not cells[width][0]
        del cells[width - 1 if cut_in_two else width :]
        cells.extend(repeat((" ", blank), width - len(cells)))
        return cells

    def _cells_of(self, text: str, pen: Pen, blank: Pen) -> Iterator[Cell]:
        """Text that isn't all ASCII. Characters of doubtful width are noted as odd."""
        wide = self._as_drawn.drawn is Drawn.WIDE
        for character, counted in _graphemes(text):
            doubtful = self._as_drawn.is_doubtful(character[0])
            width = 2 if doubtful and wide else counted
            if not _STEADY.fullmatch(character) or (doubtful and not wide):
                self._odd.add(character)
            if width:
                yield character, blank if character == " " else pen
                yield from repeat(("", pen), width - 1)

    def _pen(self, style: Style | None, system: ColorSystem) -> tuple[Pen, Pen]:
        """The pen for letters and the one for blanks."""
        known = self._pens.get((style, system))
        if known is None:
            pen = pen_of(style, system) if self._colourless is None else colourless_pen(style, self._colourless)
            known = self._pens[style, system] = pen, on_blank(pen)
        return known


def _whole(update: LayoutUpdate) -> Iterator[Piece]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield y, x, strip
            x += strip.cell_length


def _parts(update: ChopsUpdate) -> Iterator[Piece]:
    """What each span touches, cut at its end; it may begin before the span, which costs nothing."""
    for y, start, end in update.spans:
        for stop, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < end and stop > start:
                yield y, x, strip if stop <= end else strip.crop(0, end - x)


def _graphemes(text: str) -> Iterator[tuple[str, int]]:
    """What stands in cells of its own, and in how many."""
    if _STEADY.fullmatch(text):
        return ((character, get_character_cell_size(character)) for character in text)
    spans, _width = split_graphemes(text)
    return ((text[start:end], width) for start, end, width in spans)


def _changed(before: Row, after: Row) -> Iterator[tuple[int, int]]:
    """Runs of cells that differ, each with what is too near to step over. No wide character is cut in two."""
    start = end = -1
    for x, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new or new is None:
            continue
        if x == end or (start >= 0 and x - end <= NEAR and _alike(after, end, x)):
            end = x + 1
            continue
        if start >= 0:
            yield _whole_characters(after, start, end)
        start, end = x, x + 1
    if start >= 0:
        yield _whole_characters(after, start, end)


def _whole_characters(row: Row, start: int, end: int) -> tuple[int, int]:
    """A run that begins and ends where characters do."""
    first = start - 1 if start > 0 and _is_second(row[start]) else start
    return first, end + 1 if end < len(row) and _is_second(row[end]) else end


def _is_second(cell: Cell | None) -> bool:
    return cell is not None and not cell[0]


def _alike(row: Row, start: int, end: int) -> bool:
    """The cells of a gap are known and painted like the one before it."""
    last = row[start - 1]
    if last is None:
        return False
    pens = (last[1], on_blank(last[1]))
    return all(cell is not None and cell[1] in pens for cell in row[start:end])


def _in_full(row: Row, odd: set[str]) -> Iterator[tuple[int, int]]:
    """All that is known of a row, in runs that end after each odd character: its neighbour's place is said again."""
    start: int | None = None
    for x, cell in enumerate(row):
        if cell is None or (cell[0] and x > 0 and start is not None and _before_is_odd(row, x, odd)):
            if start is not None:
                yield start, x
            start = None
        if cell is not None and start is None:
            start = x
    if start is not None:
        yield start, len(row)


def _before_is_odd(row: Row, x: int, odd: set[str]) -> bool:
    """The character that ends before ``x`` is of doubtful width."""
    last = row[x - 1]
    if last is not None and not last[0] and x > 1:
        last = row[x - 2]
    return last is not None and last[0] in odd


def _blanks(row: Row, start: int, end: int) -> int:
    """How many cells from ``start`` are blank and painted alike."""
    first = row[start]
    x = start
    while x < end and row[x] == first:
        x += 1
    return x - start
