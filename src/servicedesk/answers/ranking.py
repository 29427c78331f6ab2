"""How well an answer fits a ticket before anything is typed, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from servicedesk.answers.answer import Answer, Reason
from servicedesk.domain.words import document, fold_words

_LANGUAGE: Final = 30
_NATURE: Final = 14
_STAGE: Final = 12
_KIND: Final = 8
_WORD: Final = 18
_WORDS_MOST: Final = 36
"""A word that calls for the answer counts so much, several together at most so much."""
_TITLE_WORD: Final = 4
_LOOKED_AT: Final = 20_000
"""Characters of a message that are looked at."""
_OTHER: Final = 10
"""Taken off where the answer names kinds, natures or stages and the ticket has others."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a ticket. ``language``: a code (``zh``); ``said``: the customer's last words and the subject."""

    language: str = ""
    kind: str = ""
    nature: str = ""
    stages: frozenset[str] = frozenset()
    said: str = ""


class Fit:
    """Measures answers by one ticket."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        folded = fold_words(facts.said[:_LOOKED_AT])
        self._text = f" {' '.join(folded.split())} "
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
        yield from _of_a_kind(answer.kinds, {facts.kind}, _KIND, "kind")
        yield from _of_a_kind(answer.natures, {facts.nature}, _NATURE, "nature")
        yield from _of_a_kind(answer.stages, facts.stages, _STAGE, "stage")
        yield from self._called_for(answer)

    def _called_for(self, answer: Answer) -> Iterable[tuple[int, Reason | None]]:
        room = _WORDS_MOST
        for word in answer.words:
            if room > 0 and self._says(word):
                points = min(room, _WORD)
                room -= points
                yield points, Reason("word", word)
        shared = sorted(self._words & frozenset(document(answer.title)) - _TOO_COMMON)
        for word in shared[:2]:
            if len(word) > 2 or not word.isascii():
                yield _TITLE_WORD, None

    def _says(self, word: str) -> bool:
        """A word with Latin letters stands at a word's beginning; one without may stand anywhere."""
        folded = " ".join(fold_words(word).split())
        if not folded:
            return False
        if not folded[0].isascii():
            return folded in self._text
        at = self._text.find(folded)
        while at > 0:
            if not (self._text[at - 1].isascii() and self._text[at - 1].isalnum()):
                return True
            at = self._text.find(folded, at + 1)
        return False


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
