"""What a form asks: choices by digits and arrows, numbers, lines and texts. Values only."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

DIGITS: Final = "123456789"

Finds = Callable[[str], Awaitable[Sequence[tuple[str, str]]]]
"""What words find: (value, words) each; raises DeskError."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One of a few: left and right change it, a digit chooses. ``options`` are (value, words); ``start`` is a value."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    start: str = ""

    @property
    def first(self) -> str:
        values = [value for value, _words in self.options]
        return self.start if self.start in values else next(iter(values), "")

    def beside(self, value: str, by: int) -> str:
        """The value that many places on; it stops at the ends."""
        values = [one for one, _words in self.options]
        at = values.index(value) if value in values else 0
        return values[max(0, min(len(values) - 1, at + by))] if values else ""

    def by_digit(self, value: str, digit: str) -> str:
        """The value that a digit chooses; the one before where it chooses none."""
        at = DIGITS.find(digit)
        return self.options[at][0] if 0 <= at < len(self.options) else value

    def words(self, value: str) -> str:
        return next((words for one, words in self.options if one == value), value)

    def listed(self) -> str:
        """``1 damaged  2 wrong item``: what the digits choose."""
        signed = zip(DIGITS, self.options, strict=False)
        return "  ".join(f"{digit} {words}" for digit, (_value, words) in signed)


@dataclass(frozen=True, slots=True)
class Count:
    """A number from ``least`` to ``most``: left and right change it, digits type it."""

    name: str
    label: str
    most: int
    start: int = 0
    least: int = 0

    @property
    def first(self) -> str:
        return str(max(self.least, min(self.most, self.start)))

    def beside(self, value: str, by: int) -> str:
        return str(max(self.least, min(self.most, self.number(value) + by)))

    def by_digit(self, value: str, digit: str) -> str:
        """The digit behind those that stand there, while that is possible; else the digit alone."""
        typed = int(f"{self.number(value)}{digit}")
        return str(typed if self.least <= typed <= self.most else max(self.least, min(self.most, int(digit))))

    def exceeds(self, value: str, digit: str) -> bool:
        """Whether a digit asks for more than there may be: alone, or behind those that stand there."""
        alone, behind = int(digit) > self.most, int(f"{self.number(value)}{digit}") > self.most
        return alone or (behind and self.most >= 10 and self.number(value) > 0)

    def words(self, value: str) -> str:
        return f"{self.number(value)}/{self.most}"

    def listed(self) -> str:
        return f"{self.least} … {self.most}"

    def number(self, value: str) -> int:
        return int(value) if value.isascii() and value.isdecimal() else self.least


@dataclass(frozen=True, slots=True)
class Text:
    """Words: a line, or an area ``tall`` lines high. ``empty`` says what stands in a line while nothing does.

    Of a line that ``finds``, what its words find stands below the form; enter takes the marked one.
    """

    name: str
    label: str
    start: str = ""
    empty: str = ""
    tall: int = 0
    finds: Finds | None = None

    @property
    def first(self) -> str:
        return self.start


Cell = Pick | Count
Field = Pick | Count | Text


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a form: ``head`` stands above its cells, or before the only field where that has a label.

    ``only``: a field's name and the value with which the row is there; without, it always is.
    """

    fields: Sequence[Field]
    head: str = ""
    role: str = "ink"
    only: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form: what it is called, what is said above it, what it asks. ``at`` names the field that has the cursor.

    ``sends`` says what ctrl+s does.
    """

    title: str
    rows: Sequence[Row]
    body: str = ""
    at: str = ""
    sends: str = ""

    @property
    def fields(self) -> list[Field]:
        return [one for row in self.rows for one in row.fields]

    def start(self, kept: Mapping[str, str]) -> dict[str, str]:
        """What the form begins with: what was kept of it, else its own."""
        return {one.name: _fitting(one, kept.get(one.name)) for one in self.fields}


def _fitting(one: Field, kept: str | None) -> str:
    """What was kept, where it is still one of the choices."""
    if kept is None:
        return one.first
    if isinstance(one, Pick):
        return kept if any(value == kept for value, _words in one.options) else one.first
    if isinstance(one, Count):
        return one.beside(kept, 0)
    return kept
