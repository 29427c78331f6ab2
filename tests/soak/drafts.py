"""How old the drafts were that consoles left behind when they were killed in the middle of typing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.soak.judging import Fault
from tests.soak.ledger import lines_of

PROMISED: Final = 1.0
"""Seconds that a key seen on the screen may be missing from the store."""
ECHOES: Final = 3
"""By so many times what a key took to the screen a draft may be older: where a dozen agents never rest, all is late."""


@dataclass(frozen=True)
class LeftBehind:
    """What a killed console left: ``age`` by when the first missing key was sent, ``age_shown`` by when it was seen.

    ``echo``: what a key took to the screen, the median. ``calm``: the store had not been in trouble just before.
    """

    word: str
    typed: int
    kept: int
    age: float
    age_shown: float
    echo: float
    whole: bool
    calm: bool


def left_behind(ledgers: Iterable[Path]) -> list[LeftBehind]:
    return [
        LeftBehind(
            line["killed"],
            line["typed"],
            line["kept"],
            line["age_sent"],
            line["age_shown"],
            line["echo"],
            line["whole"],
            line["calm"],
        )
        for ledger in ledgers
        for line in lines_of(ledger)
        if "killed" in line
    ]


def old_drafts(found: Iterable[LeftBehind]) -> Iterator[Fault]:
    """Drafts that aren't what was typed, or are too old for no trouble of the store's."""
    for one in found:
        if not one.whole:
            yield Fault("drafts", one.word, "it is not what was typed")
        elif one.calm and one.age_shown > PROMISED + ECHOES * one.echo:
            yield Fault(
                "drafts",
                one.word,
                f"{one.age_shown} s old (a key took {one.echo} s), {one.kept} of {one.typed} characters",
            )
