"""Lines of a given cell width out of mixed Latin and CJK text.

Everything here takes text that has passed ``clean`` and counts cells as Rich does. ``wrap`` is lazy: of a
megabyte only the lines asked for are worked out.
"""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, get_character_cell_size, set_cell_size, split_graphemes

from servicedesk.tui.clean import clean

_NOT_FIRST: Final = frozenset("，。、；：？！）》」』】〕…—～·,.;:?!)]}’”%‰℃")
"""Characters that do not begin a line (避头)."""
_NOT_LAST: Final = frozenset("（《「『【〔([{‘“¥$€£")
"""Characters that do not end one (避尾)."""

_NARROW: Final = (
    " -~\u00a1-\u00ac\u00ae-\u02ff\u0384-\u038a\u0391-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20ac"
)
_WIDE: Final = "\u3000"
_all_narrow: Final = re.compile(f"[{_NARROW}]*").fullmatch
"""One cell each: Latin, Greek, Cyrillic and their punctuation."""
_narrow_or_wide: Final = re.compile(
    f"[{_NARROW}{_WIDE}-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*"
).fullmatch
"""Those, or CJK from ``_WIDE`` on, of two cells: no character depends on its neighbours."""

_TAB: Final = 4
"""Cells of a tab at most."""
_JOINER: Final = "\u200d"
"""Makes one sign of the two beside it."""
_LINE_END: Final = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = re.compile("[ \t\r\n\x0b\x0c\x85\u2028\u2029]*")
_PIECE: Final = 4096
"""A longer line is taken in pieces of so many characters, so that no single line costs much."""


def clip(text: str, width: int, ellipsis: str = "…") -> str:
    """``text`` in at most ``width`` cells; what is cut shows as ``ellipsis`` where that fits."""
    if len(text) > 4 * width + 64:
        text = text[: 4 * width + 64] + " " * width
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    room = width - len(ellipsis)
    if room <= 0 or cell_len(text.rstrip()) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, room).rstrip() + ellipsis


def fit(text: str, width: int, ellipsis: str = "…", *, right: bool = False) -> str:
    """``text`` clipped or padded to exactly ``width`` cells."""
    clipped = clip(text, width, ellipsis)
    padding = " " * (width - cell_len(clipped))
    return padding + clipped if right else clipped + padding


def body_lines(body: str, width: int) -> Iterator[str]:
    """The raw text of a message, cleaned and wrapped line by line as they are asked for."""
    for line in raw_lines(body):
        yield from wrap(clean(line, lines=True), width)


def original_lines(body: str, width: int) -> Iterator[tuple[int, str]]:
    """For each line of ``body_lines`` that isn't blank: the number and the text of the raw line it is a piece of."""
    for number, raw in enumerate(raw_lines(body)):
        line = clean(raw, lines=True)
        for piece in wrap(line, width):
            if piece.strip():
                yield number, line.rstrip()


def raw_lines(body: str) -> Iterator[str]:
    """The lines of a raw text, without their ends; very long ones come in pieces, runs of blank ones as one."""
    start = 0
    while start <= len(body):
        end = _LINE_END.search(body, start, start + _PIECE)
        if end is not None:
            yield body[start : end.start()]
            start = end.end()
            blanks = _BLANKS.match(body, start)
            blank_lines = blanks[0].rstrip(" \t") if blanks else ""
            if blank_lines:
                yield ""
                start += len(blank_lines)
        elif len(body) - start <= _PIECE:
            yield body[start:]
            return
        else:
            cut = body.rfind(" ", start + _PIECE - 256, start + _PIECE) + 1 or start + _PIECE
            yield body[start:cut]
            start = cut


def wrap(text: str, width: int) -> Iterator[str]:
    """Lines of at most ``width`` cells; breaks stand at blanks and between CJK characters, else inside a word.

    A character wider than ``width`` becomes ``?``.
    """
    width = max(1, width)
    for line in text.split("\n"):
        if len(line) <= width and line.isascii():
            yield line.rstrip()
        elif _all_narrow(line):
            yield from _wrap_narrow(line.rstrip(), width)
        elif _narrow_or_wide(line):
            yield from _wrap_mixed(line.rstrip(), width)
        else:
            yield from _wrap_graphemes(line.rstrip(), width)


def wrapped(text: str, width: int) -> str:
    """A raw text, cleaned, in lines of at most ``width`` cells; with a width of 0, not known yet, only cleaned."""
    text = clean(text, lines=True)
    return "\n".join(wrap(text, width)) if width else text


def breaks_of(line: str, width: int) -> Iterator[int]:
    """Where a line of a text that is being written breaks, as offsets; blanks stay at the ends of what they follow.

    Every character belongs to one piece, and each piece fits into ``width`` cells.
    """
    if 2 * len(line) <= width or (len(line) <= width and line.isascii() and "\t" not in line):
        return
    start = cells = place = cells_at_place = 0
    for at, char in enumerate(line):
        previous = line[at - 1] if at else ""
        size = _TAB if char == "\t" else get_character_cell_size(char)
        if at > start and size and previous != _JOINER and _may_break(previous.replace("\t", " "), char):
            place, cells_at_place = at, cells
        while cells + size > width and at > start:
            if place <= start:
                place, cells_at_place = at, cells
            yield place
            start, cells, cells_at_place = place, cells - cells_at_place, 0
        cells += size


def _wrap_narrow(line: str, width: int) -> Iterator[str]:
    """Every character has one cell: breaks are found by searching for blanks."""
    start = 0
    while len(line) - start > width:
        end = line.rfind(" ", start + 1, start + width + 1)
        if end <= start or not line[start:end].strip():
            end = start + width
        yield line[start:end].rstrip()
        start = end
        while start < len(line) and line[start] == " ":
            start += 1
    yield line[start:]


def _wrap_mixed(line: str, width: int) -> Iterator[str]:
    """Every character has one cell or two, whatever stands beside it."""
    start, length = 0, len(line)
    while start < length:
        end, cells = start, 0
        while end < length:
            cells += 2 if line[end] >= _WIDE else 1
            if cells > width:
                break
            end += 1
        if end == length:
            break
        if end == start:
            yield "?"
            start += 1
            continue
        cut = _last_break(line, start, end)
        yield line[start:cut].rstrip(" ")
        start = cut
        while line[start] == " ":
            start += 1
    if start < length or not line:
        yield line[start:]


def _last_break(line: str, start: int, end: int) -> int:
    """The last place up to ``end`` where a line may break; ``end`` where there is none."""
    for at in range(end, start, -1):
        char, previous = line[at], line[at - 1]
        if char == " ":
            return at
        if char in _NOT_FIRST or previous in _NOT_LAST:
            continue
        if previous == " " or char >= _WIDE or previous >= _WIDE:
            return at
    return end


def _wrap_graphemes(line: str, width: int) -> Iterator[str]:
    """Grapheme by grapheme; ``breaks`` remembers the last place where the line may end."""
    spans, _ = split_graphemes(line)
    start = breaks = 0
    cells = cells_at_break = 0
    previous = ""
    for begin, end, size in spans:
        char = line[begin]
        if size > width:
            yield from filter(None, (line[start:begin].rstrip(),))
            yield "?"
            start = breaks = end
            cells = cells_at_break = 0
            previous = ""
            continue
        if begin > start and _may_break(previous, char):
            breaks, cells_at_break = begin, cells
        if cells + size > width:
            if char == " ":
                breaks, cells_at_break = begin, cells
            if breaks <= start:
                breaks, cells_at_break = begin, cells
            yield line[start:breaks].rstrip()
            cells -= cells_at_break
            while breaks < begin and line[breaks] == " ":
                breaks, cells = breaks + 1, cells - 1
            start, cells_at_break = breaks, 0
            if start == begin and char == " ":
                start = breaks = end
                previous = char
                continue
        cells += size
        previous = char
    if start < len(line) or not line:
        yield line[start:]


def _may_break(previous: str, char: str) -> bool:
    if char == " " or char in _NOT_FIRST or previous in _NOT_LAST:
        return False
    return previous == " " or get_character_cell_size(char) == 2 or get_character_cell_size(previous or " ") == 2
