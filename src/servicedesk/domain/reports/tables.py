"""A report before it is printed: tables of typed cells, and documents of sections. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

LEAST_CASES: Final = 30
"""Below so many cases nobody is judged by a figure (DOMAIN, section 10)."""


class Form(StrEnum):
    """What a column's cells are.

    ``text``: str or Named. ``count``: int. ``ticket``: int. ``share``: float, 1 is all. ``span``: int seconds.
    ``mixed``: Measured, each cell in its own form. ``instant``: aware datetime. ``hour``: aware datetime that an hour
    begins with. ``day``: date.
    """

    TEXT = "text"
    COUNT = "count"
    TICKET = "ticket"
    SHARE = "share"
    SPAN = "span"
    INSTANT = "instant"
    HOUR = "hour"
    DAY = "day"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Named:
    """A code that scripts hold on to, and what people call it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that isn't shown, as it rests on too few cases."""

    cases: int

    def __str__(self) -> str:
        return f"–({self.cases})"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that brings its form along, in a column of several."""

    value: float
    form: Form


Cell = str | int | float | datetime | date | Named | Withheld | Measured | None


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it for scripts, ``title`` for people."""

    key: str
    title: str
    form: Form


@dataclass(frozen=True, slots=True)
class Table:
    """``counted`` says in a line how its figures are counted, ``empty`` what no rows mean."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    counted: str
    empty: str = ""

    def cells(self) -> Iterator[tuple[tuple[Column, Cell], ...]]:
        """Each row, a column beside each cell."""
        for row in self.rows:
            yield tuple(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a table, or both."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report to be handed on: ``lead`` are its first paragraphs."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
