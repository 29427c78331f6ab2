"""Finding words in a conversation, however the lines are broken: blanks, case and accents don't count. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from servicedesk.desk.views import MessageView
from servicedesk.domain.words import fold_words
from servicedesk.tui.clean import clean
from servicedesk.tui.quoting import parts
from servicedesk.tui.wrap import raw_lines

LONGEST: Final = 300_000
"""Characters of a message that are searched."""
MOST: Final = 10_000
"""Hits at most."""


@dataclass(frozen=True, slots=True)
class Hit:
    """The ``nth`` place in a part of a message, the first being 0."""

    message_id: int
    part: int
    nth: int


@dataclass(frozen=True, slots=True)
class Searched:
    """A part of a message, flat."""

    message_id: int
    part: int
    text: str


def prepared(messages: Iterable[MessageView]) -> tuple[Searched, ...]:
    """The parts of messages as they are searched, in their order."""
    return tuple(
        Searched(message.id, index, flat(_as_shown(part.text)))
        for message in messages
        for index, part in enumerate(parts(message.body[:LONGEST]))
    )


def hits(searched: Sequence[Searched], wanted: str) -> tuple[Hit, ...]:
    """Where ``wanted`` stands, the first place first; nothing for nothing."""
    needle = flat(wanted)
    if not needle:
        return ()
    found = [Hit(one.message_id, one.part, nth) for one in searched for nth in range(one.text.count(needle))]
    return tuple(found[:MOST])


def flat(text: str) -> str:
    """A text without what doesn't count."""
    if text.isascii():
        return "".join(text.lower().split())
    return "".join("".join(map(_folded, text)).split())


def places(lines: Sequence[str], wanted: str) -> list[list[tuple[int, int, int]]]:
    """Where ``wanted`` stands in a text that is broken into lines: for each place (line, from, to) a line."""
    needle = flat(wanted)
    if not needle:
        return []
    marks: list[tuple[int, int]] = []
    folded: list[str] = []
    for number, line in enumerate(lines):
        for column, character in enumerate(line):
            kept = "".join(_folded(character).split())
            folded.append(kept)
            marks.extend([(number, column)] * len(kept))
    text, at, found = "".join(folded), 0, []
    while (at := text.find(needle, at)) >= 0:
        found.append(_stretches(marks[at : at + len(needle)]))
        at += len(needle)
    return found


def _stretches(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """One stretch a line."""
    stretches: dict[int, tuple[int, int]] = {}
    for number, column in marks:
        first, last = stretches.get(number, (column, column))
        stretches[number] = min(first, column), max(last, column)
    return [(number, first, last + 1) for number, (first, last) in stretches.items()]


def _as_shown(text: str) -> str:
    return "\n".join(clean(line, lines=True) for line in raw_lines(text))


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    return fold_words(character)
