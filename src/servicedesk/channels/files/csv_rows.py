"""CSV: any usual delimiter, quoted fields over several lines, and rows that don't fit their header told as such."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final, Protocol

from servicedesk.channels.files.encoding import undecodable
from servicedesk.channels.files.options import ImportOptions
from servicedesk.channels.files.rows import Row, by_name
from servicedesk.domain.errors import BadFile
from servicedesk.domain.importing import Rejected

_DELIMITERS: Final = (",", ";", "\t", "|")
_FIELD_LIMIT: Final = 16 << 20
"""Characters a cell may have; csv's own limit of 128 Ki is less than a long mail."""


_NAMED: Final = 20
"""Columns named in an error; a table may have hundreds."""


class _Reader(Protocol):
    """What ``csv.reader`` returns."""

    @property
    def line_num(self) -> int: ...
    def __next__(self) -> list[str]: ...


class _Lines:
    """Hands lines to the csv reader. A row that asks for more than there is has a quote that never closes."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        yield from self._file
        self.ended = True


def csv_rows(path: Path, encoding: str, options: ImportOptions) -> Iterator[Row | Rejected]:
    """The file's rows with the first physical line of each, the header being 1; raises BadFile."""
    csv.field_size_limit(_FIELD_LIMIT)
    with path.open(encoding=encoding, newline="") as file:
        try:
            delimiter, hint = _delimiter(file)
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=delimiter)
            header = next((cells for cells in reader if cells), [])
            columns = _columns(path, header, options.maps)
            yield from _rows(reader, lines, header, columns, hint)
        except UnicodeDecodeError as error:
            raise undecodable(path, encoding) from error


def unused_columns(path: Path, encoding: str, options: ImportOptions) -> list[str]:
    """Columns with a name that become no field; raises BadFile as ``csv_rows`` does."""
    with path.open(encoding=encoding, newline="") as file:
        delimiter, _ = _delimiter(file)
        header = next((cells for cells in csv.reader(file, delimiter=delimiter) if cells), [])
    used = _columns(path, header, options.maps).values()
    return [name.strip() for place, name in enumerate(header) if place not in used and name.strip()]


def _delimiter(file: IO[str]) -> tuple[str, int]:
    """The delimiter, and how many lines stand before the header: Excel's ``sep=;`` may."""
    first = file.readline(_FIELD_LIMIT)
    named = first.strip().lower()
    if named.startswith("sep=") and len(named) == 5:
        return named[4], 1
    file.seek(0)
    outside_quotes = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside_quotes.count), 0


def _columns(path: Path, header: list[str], maps: Mapping[str, str]) -> dict[str, int]:
    """field → position of its column."""
    names = [name.strip() for name in header]
    for wanted in maps.values():
        if wanted.strip() not in names:
            raise BadFile(str(path), 1, wanted, f"no such column; there are {_listed(names)}")
    columns: dict[str, int] = {}
    for field, name in {**by_name(names), **maps}.items():
        if names.count(name.strip()) > 1:
            raise BadFile(str(path), 1, name, "this column stands twice in the header; name one of them differently")
        columns[field] = names.index(name.strip())
    if not columns.keys() & {"subject", "body"}:
        reason = f"no column is a subject or a body; map one of {_listed(names)}"
        raise BadFile(str(path), 1, "subject", reason)
    return columns


def _listed(names: list[str]) -> str:
    named = [name for name in names if name]
    more = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _rows(
    reader: _Reader, lines: _Lines, header: list[str], columns: dict[str, int], before: int
) -> Iterator[Row | Rejected]:
    keys = [_unlike(name, header[:index]) for index, name in enumerate(header)]
    width = len(header)
    while True:
        line = reader.line_num + before + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(line, "", f"not readable as CSV: {error}")
            continue
        if lines.ended:
            yield Rejected(line, "", f"a quote opened in this row is never closed; it runs to line {reader.line_num}")
        elif len(cells) != width and (len(cells) < width or any(cells[width:])):
            if any(cell.strip() for cell in cells):
                yield Rejected(line, "", f"{len(cells)} columns where the header has {width}")
        else:
            values: dict[str, object] = {field: cells[position] for field, position in columns.items()}
            yield Row(line, dict(zip(keys, cells, strict=False)), values)


def _unlike(name: str, earlier: list[str]) -> str:
    """A key for a column whose name may stand in the header before."""
    return f"{name}\n{earlier.count(name)}" if name in earlier else name
