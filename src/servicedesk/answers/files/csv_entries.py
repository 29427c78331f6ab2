"""CSV: a row an answer, as Excel, LibreOffice and others write it. Lists are in one cell."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from servicedesk.answers.files.parts import FIELDS, Entry, Part, Value, Wrong
from servicedesk.answers.files.source import Source

_DELIMITERS: Final = (",", ";", "\t", "|")
_FIELD_LIMIT: Final = 16 << 20
"""Characters a cell may have; csv's own limit of 128 Ki would end the file."""
_FORMULA: Final = re.compile(r"'+\s*[=+\-@＝＋－＠]")
_LISTS: Final = frozenset({"kinds", "stages", "natures", "lifecycle", "parcels", "words", "actions"})
"""Cells split at ``;`` and ``|``; examples are split at line ends."""


class _Lines:
    """Hands lines to the csv reader. A row that asks for more than there is has a quote that never closes."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        self.ended = True


def csv_entries(source: Source) -> Iterator[Entry | Wrong]:
    """``first`` is the first physical line of a row, the header's being 1."""
    csv.field_size_limit(_FIELD_LIMIT)
    before, delimiter = _head(source.lines)
    lines = _Lines(source.lines[before:])
    reader = csv.reader(lines, delimiter=delimiter)
    header: list[str] | None = None
    while True:
        line = reader.line_num + before + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Wrong(line, "", f"is not readable as CSV: {error}")
            continue
        last = reader.line_num + before
        if lines.ended:
            yield Wrong(line, "", f"a quote opened in this row is never closed; it runs to line {last}")
        elif not any(cell.strip() for cell in cells):
            continue
        elif header is None:
            header = [re.sub(r"\W+", "_", cell.strip().lower()) for cell in cells]
            troubles = list(_header_troubles(line, header, cells))
            yield from troubles
            if {trouble.field for trouble in troubles} & {"code", "body"}:
                return
        elif len(cells) != len(header) and (len(cells) < len(header) or any(cells[len(header) :])):
            yield Wrong(line, "", f"has {len(cells)} columns where the header has {len(header)}")
        else:
            yield Entry(line, last, Part(line, _fields(line, header, cells)))


def _head(lines: Sequence[str]) -> tuple[int, str]:
    """How many lines stand before the header, and the delimiter: Excel's ``sep=;`` may stand there."""
    first = lines[0] if lines else ""
    named = first.strip().lower()
    if named.startswith("sep=") and len(named) == 5:
        return 1, named[4]
    outside_quotes = "".join(first.split('"')[::2])
    return 0, max(_DELIMITERS, key=outside_quotes.count)


def _header_troubles(line: int, header: Sequence[str], written: Sequence[str]) -> Iterator[Wrong]:
    for place, name in enumerate(header):
        if name not in FIELDS and name:
            known = ", ".join(FIELDS)
            yield Wrong(line, written[place][:40], f"there is no such column, it is left out; there are {known}")
        elif name in header[:place] and name:
            yield Wrong(line, name, "this column stands twice; the first one counts")
    for needed in ("code", "body"):
        if needed not in header:
            yield Wrong(line, needed, "there is no such column, so nothing can be read")


def _fields(line: int, header: Sequence[str], cells: Sequence[str]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for name, cell in zip(header, cells, strict=False):
        if name in FIELDS and name not in found:
            found[name] = Part(line, _value(line, name, _unmarked(cell)))
    return found


def _unmarked(cell: str) -> str:
    """Without the ``'`` that keeps a spreadsheet from taking a text for a formula."""
    return cell[1:] if _FORMULA.match(cell) else cell


def _value(line: int, name: str, cell: str) -> Value:
    if name not in _LISTS and name != "examples":
        return cell
    items = _json_list(cell)
    if items is None:
        items = re.split(r"[\r\n]+" if name == "examples" else r"[;|]", cell)
    return tuple(Part(line, item.strip()) for item in items if item.strip())


def _json_list(cell: str) -> list[str] | None:
    """A list whose items hold what would split them is written as JSON."""
    if not cell.lstrip().startswith("["):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(item, str) for item in found) else None
