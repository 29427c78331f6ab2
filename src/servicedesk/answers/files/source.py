"""The bytes of a file as lines of text. A line that isn't UTF-8 costs the answer on it, not the file."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

YAML: Final = "yaml"
JSONL: Final = "jsonl"
CSV: Final = "csv"
FORMATS: Final = (YAML, JSONL, CSV)
LARGEST_FILE: Final = 32 << 20
"""Bytes."""
_BY_SUFFIX: Final = {
    ".yaml": YAML,
    ".yml": YAML,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".csv": CSV,
    ".tsv": CSV,
}
_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_ENTRY: Final = re.compile(r"(?:---|- |-\n|#|answers:)")


class Source:
    """``lines`` with their ends; ``broken``: number of a line (the first is 1) → why what is on it can't be taken."""

    def __init__(self, lines: Sequence[str], broken: Mapping[int, str]) -> None:
        self.lines = lines
        self.broken = broken
        self._numbers = sorted(broken)

    def trouble(self, first: int, last: int) -> tuple[int, str] | None:
        """The first broken line among these, and why."""
        place = bisect_left(self._numbers, first)
        if place == len(self._numbers) or self._numbers[place] > last:
            return None
        return self._numbers[place], self.broken[self._numbers[place]]


def decoded(data: bytes) -> Source:
    """Raises ValueError for what is no text at all."""
    if data.startswith(_MARKS):
        raise ValueError("is UTF-16; save it as UTF-8")
    if b"\0" in data[:4096]:
        raise ValueError("is not a text file")
    try:
        return Source(_lines(data.decode("utf-8-sig")), {})
    except UnicodeDecodeError:
        return _mended(data.removeprefix(b"\xef\xbb\xbf"))


def _mended(data: bytes) -> Source:
    lines: list[str] = []
    broken: dict[int, str] = {}
    for raw in data.splitlines(keepends=True):  # of bytes: only at \n, \r\n and \r
        try:
            lines.append(raw.decode())
        except UnicodeDecodeError as error:
            lines.append(raw.decode(errors="replace"))
            broken[len(lines)] = f"is not UTF-8: byte {error.start + 1} of this line is 0x{raw[error.start]:02x}"
    return Source(lines, broken)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def format_by_name(name: str) -> str | None:
    """The format that a file's name says, None where it says none."""
    found = [fmt for suffix, fmt in _BY_SUFFIX.items() if name.lower().endswith(suffix)]
    return found[0] if found else None


def format_of(name: str, source: Source) -> str:
    """The format that the name says, else that of the first line which says something."""
    named = format_by_name(name)
    if named is not None:
        return named
    first = next((line for line in source.lines if line.strip()), "")
    if first.lstrip().startswith(("{", "[")):
        return JSONL
    return YAML if _ENTRY.match(first.replace("\r", "")) or not re.search(r"[,;\t|]", first) else CSV
