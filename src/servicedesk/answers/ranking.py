"""How well an answer fits a ticket before anything is typed, and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from servicedesk.answers.answer import Answer, Reason
from servicedesk.domain.words import document, fold_words

_LANGUAGE: Final = 30
_NATURE: Final = 14
_STAGE: Final = 12
_KIND: Final = 12
"""Shared by the kinds that an answer names: one for returns alone fits a return better than one for all."""
_WORD: Final = 14
_PHRASE: Final = 20
_PHRASE_LENGTH: Final = 3
_WORDS_MOST: Final = 40
"""A word that calls for the answer counts so much, one of several words or Chinese characters more, all together
at most so much; in an older message half of it."""
_TITLE_WORD: Final = 4
_LOOKED_AT: Final = 20_000
"""Characters of a message that are looked at."""
_OTHER: Final = 10
"""Taken off where the answer names kinds, natures or stages and the ticket has others."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a ticket. ``language`` is a code (``zh``).

    ``said``: the customer's last message and the subject; ``said_before``: messages of theirs before it.
    """

    language: str = ""
    kind: str = ""
    nature: str = ""
    stages: frozenset[str] = frozenset()
    said: str = ""
    said_before: str = ""


class Fit:
    """Measures answers by one ticket."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._text, self._before = _flat(facts.said), _flat(facts.said_before)
        self._words = frozenset(document(facts.said[:_LOOKED_AT]))

    def of(self, answer: Answer) -> tuple[int, tuple[Reason, ...]]:
        """0–100 and the reasons, the weightiest first."""
        found = sorted(self._points(answer), key=lambda point: -point[0])
        score = sum(points for points, _reason in found)
        reasons = tuple(reason for points, reason in found if points > 0 and reason is not None)
        return max(0, min(100, score)), reasons

    def _points(self, answer: Answer) -> Iterable[tuple[int, Reason | None]]:
        facts = self._facts
        if facts.language and facts.language != answer.language:
            yield -_LANGUAGE, None
        else:
            yield _LANGUAGE, None
        yield from _of_a_kind(answer.kinds, {facts.kind}, _KIND // max(1, len(answer.kinds)), "kind")
        yield from _of_a_kind(answer.natures, {facts.nature}, _NATURE, "nature")
        yield from _of_a_kind(answer.stages, facts.stages, _STAGE, "stage")
        yield from self._called_for(answer)

    def _called_for(self, answer: Answer) -> Iterable[tuple[int, Reason | None]]:
        room = _WORDS_MOST
        for word in answer.words:
            points = min(room, self._weight(word))
            if points:
                room -= points
                yield points, Reason("word", word)
        shared = sorted(self._words & frozenset(document(answer.title)) - _TOO_COMMON)
        for word in shared[:2]:
            if len(word) > 2 or not word.isascii():
                yield _TITLE_WORD, None

    def _weight(self, word: str) -> int:
        """What it counts that the customer says this."""
        folded = " ".join(fold_words(word).split())
        if not folded:
            return 0
        phrase = " " in folded or (not folded.isascii() and len(folded) >= _PHRASE_LENGTH)
        points = _PHRASE if phrase else _WORD
        return points if _says(self._text, folded) else points // 2 if _says(self._before, folded) else 0


def _flat(text: str) -> str:
    return f" {' '.join(fold_words(text[:_LOOKED_AT]).split())} "


def _says(text: str, word: str) -> bool:
    """A word with Latin letters stands alone, with an ending perhaps; one without may stand anywhere."""
    if not word[0].isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?:s|es|d|ed)?(?![a-z0-9])", text) is not None


def _of_a_kind(
    wanted: frozenset[str], present: Iterable[str], points: int, what: str
) -> Iterable[tuple[int, Reason | None]]:
    has = frozenset(present) - {""}
    if not wanted:
        return
    shared = sorted(wanted & has)
    if shared:
        yield points, Reason(what, shared[0])
    elif has:
        yield -_OTHER, None


_TOO_COMMON: Final = frozenset({"the", "and", "for", "with", "your", "you", "are", "not", "order", "parcel"})
