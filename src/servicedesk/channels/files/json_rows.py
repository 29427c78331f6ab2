"""JSON lines (one object a line) and JSON arrays, read piece by piece."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from servicedesk.channels.files.encoding import undecodable
from servicedesk.channels.files.options import ImportOptions
from servicedesk.channels.files.rows import Row, values_of
from servicedesk.domain.errors import BadFile
from servicedesk.domain.importing import Rejected

_BLOCK: Final = 1 << 18
_BLANKS: Final = " \t\r\n"


def jsonl_rows(path: Path, encoding: str, options: ImportOptions) -> Iterator[Row | Rejected]:
    """The rows of a file of JSON lines, with the physical line of each; raises BadFile."""
    with path.open(encoding=encoding, newline="\n") as file:
        try:
            for number, line in enumerate(file, 1):
                if line.strip(_BLANKS):
                    yield _row(number, line, options)
        except UnicodeDecodeError as error:
            raise undecodable(path, encoding) from error


def _row(number: int, line: str, options: ImportOptions) -> Row | Rejected:
    try:
        return row_of(number, json.loads(line), options)
    except (ValueError, RecursionError) as error:
        return Rejected(number, "", f"not JSON: {_reason(error)}")


def row_of(line: int, item: object, options: ImportOptions) -> Row | Rejected:
    """One parsed JSON value as a row."""
    if not isinstance(item, Mapping):
        return Rejected(line, "", "not a JSON object")
    return Row(line, item, values_of(item, options.maps))


def json_rows(path: Path, encoding: str, options: ImportOptions) -> Iterator[Row | Rejected]:
    """The rows of a file that is one JSON array, with the index of each; one object alone is an array of one.

    Raises BadFile where the file stops being JSON: what stood before has been yielded.
    """
    with path.open(encoding=encoding, newline="") as file:
        try:
            for index, item in enumerate(_items(path, file)):
                yield row_of(index, item, options)
        except UnicodeDecodeError as error:
            raise undecodable(path, encoding) from error


def _items(path: Path, file: IO[str]) -> Iterator[object]:
    window = _Window(path, file)
    if window.peek() != "[":
        yield window.value()
        if window.peek():
            raise window.bad("more follows after the end of the first object; is this a file of JSON lines?")
        return
    window.skip(1)
    if window.peek() == "]":
        return
    while True:
        yield window.value()
        following = window.peek()
        if following not in (",", "]"):
            raise window.bad("expected , or ] after an element" if following else "the array never ends")
        window.skip(1)
        if following == "]":
            return


class _Window:
    """A part of the file that slides forward over one element at a time."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self._path, self._file = path, file
        self._text, self._at = "", 0
        self._decode = json.JSONDecoder().raw_decode
        self._index = 0

    def peek(self) -> str:
        """The next character that isn't blank; "" at the end of the file."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANKS:
                    return self._text[self._at]
                self._at += 1
            if not self._more(_BLOCK):
                return ""

    def skip(self, count: int) -> None:
        self._at += count

    def value(self) -> object:
        """The next JSON value; twice as much is read each time it isn't whole yet."""
        self.peek()
        size = _BLOCK
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError) or not self._more(size):
                    raise self.bad(_reason(error)) from error
                size *= 2
                continue
            if end < len(self._text) or not self._more(size):
                self._at, self._index = end, self._index + 1
                return value

    def _more(self, size: int) -> bool:
        block = self._file.read(size)
        self._text, self._at = self._text[self._at :] + block, 0
        return bool(block)

    def bad(self, reason: str) -> BadFile:
        return BadFile(str(self._path), None, "", f"element {self._index}: {reason}")


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
