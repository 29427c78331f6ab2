"""What a process that learns is told, and what it answers: examples as lines of JSON, models after their size."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from servicedesk.answers.suggesting.example import Example
from servicedesk.answers.suggesting.handed import Handed

_SIZE: Final = 8
"""Bytes of a model's size."""


def lines_of(examples: Iterable[Example]) -> bytes:
    """A line each, in ASCII: half a sign of UTF-16 comes through as well."""
    told = (json.dumps((one.code, one.text, one.weight, one.own)) for one in examples)
    return b"".join(line.encode() + b"\n" for line in told)


def examples_of(lines: Iterable[bytes]) -> Iterator[Example]:
    """The other way round."""
    return (Example(*json.loads(line)) for line in lines)


def send(model: bytes, out: IO[bytes]) -> None:
    """A model as it is ``written``."""
    out.write(len(model).to_bytes(_SIZE))
    out.write(model)
    out.flush()


def received(learned: IO[bytes], folder: Path | None) -> Iterator[Handed]:
    """Each model as it comes, its file in ``folder`` where that can be; one that is cut off is the end.

    Raises OSError where there is no room for it.
    """
    while len(size := learned.read(_SIZE)) == _SIZE:
        try:
            yield Handed.of(learned, int.from_bytes(size), folder)
        except (ValueError, KeyError):
            return
