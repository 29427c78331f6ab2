"""What a file holds before it is an answer: plain values, each with its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FIELDS: Final = (
    "code",
    "title",
    "language",
    "folder",
    "owner",
    "kinds",
    "stages",
    "natures",
    "lifecycle",
    "parcels",
    "words",
    "actions",
    "body",
    "examples",
)
"""What an answer may have in a file, in the order it is written."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Stands for a value that no answer can have; ``reason`` says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """A value and its line, the first of the file being 1. A text whose own lines are the file's has ``body_line``."""

    line: int
    value: "Value"
    body_line: int | None = None


Value = str | Odd | tuple[Part, ...] | Mapping[str, Part] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer of a file, from its first to its last line."""

    first: int
    last: int
    part: Part


class Wrong(Exception):
    """Something that can't be taken: in one field of one entry, or (``field`` empty) as a whole."""

    def __init__(self, line: int, field: str, reason: str) -> None:
        super().__init__(reason)
        self.line, self.field, self.reason = line, field, reason
