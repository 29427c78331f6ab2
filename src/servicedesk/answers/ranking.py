"""How well an answer fits a ticket before anything is typed, and why; and how well it did before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final

from servicedesk.answers.answer import Answer, Past, Reason
from servicedesk.domain.words import document, fold_words

_LANGUAGE: Final = 30
_NATURE: Final = 14
_STAGE: Final = 12
_PARCEL: Final = 8
_LIFECYCLE: Final = 6
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
"""Taken off where the answer names kinds, natures, stages or states of parcels and the ticket has others."""
_USUAL, _USUAL_CASES = 0.85, 12
"""The share of tickets that end well, and how many cases it takes to tell another share."""
UNKNOWN_WORTH: Final = 0.5
_MANY_USES: Final = 200
_FEW_CASES: Final = 5
"""Cases from which on a share is told as a reason."""


_Point = tuple[int, str, str]
"""What counts for or against an answer, and the reason's parts, empty where it is not told."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a ticket. ``language`` is a code (``zh``).

    ``said``: the customer's last message and the subject; ``said_before``: messages of theirs before it;
    ``lifecycle``: the product's stage; ``parcels``: the states of the order's parcels.
    """

    language: str = ""
    kind: str = ""
    nature: str = ""
    stages: frozenset[str] = frozenset()
    said: str = ""
    said_before: str = ""
    lifecycle: str = ""
    parcels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Folded:
    """What is looked for in every message, folded once: words that call for answers, and titles by answer's id."""

    words: Mapping[str, str]
    titles: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> "Folded":
        known = {answer.id: answer for answer in answers}
        words = dict.fromkeys(word for answer in known.values() for word in answer.words)
        titles = {name: frozenset(document(answer.title)) for name, answer in known.items()}
        return cls({word: _folded(word) for word in words}, titles)


class Fit:
    """Measures answers by one ticket. Each word that calls for some answer is looked for once."""

    def __init__(self, facts: Facts, folded: Folded) -> None:
        self._facts = facts
        self._titles = folded.titles
        self._text, self._before = _flat(facts.said), _flat(facts.said_before)
        self._words = frozenset(document(facts.said[:_LOOKED_AT])) - _TOO_COMMON
        self._said: dict[str, int] = {word: self._weight(flat) for word, flat in folded.words.items()}

    @property
    def calling(self) -> Sequence[str]:
        """The words among them that the customer said."""
        return [word for word, points in self._said.items() if points]

    def of(self, answer: Answer) -> int:
        """0–100."""
        return max(0, min(100, sum(points for points, _, _ in self._points(answer))))

    def why(self, answer: Answer) -> tuple[Reason, ...]:
        """What speaks for it, the weightiest first."""
        found = sorted(self._points(answer), key=lambda point: -point[0])
        return tuple(Reason(what, detail) for points, what, detail in found if points > 0 and what)

    def _points(self, answer: Answer) -> Iterable[_Point]:
        facts = self._facts
        if facts.language and facts.language != answer.language:
            yield -_LANGUAGE, "", ""
        else:
            yield _LANGUAGE, "", ""
        yield from _of_a_kind(answer.kinds, (facts.kind,), _KIND // max(1, len(answer.kinds)), "kind")
        yield from _of_a_kind(answer.natures, (facts.nature,), _NATURE, "nature")
        yield from _of_a_kind(answer.stages, facts.stages, _STAGE, "stage")
        yield from _of_a_kind(answer.parcels, facts.parcels, _PARCEL, "parcel")
        yield from _of_a_kind(answer.lifecycle, (facts.lifecycle,), _LIFECYCLE, "lifecycle")
        yield from self._called_for(answer)

    def _called_for(self, answer: Answer) -> Iterable[_Point]:
        room = _WORDS_MOST
        for word in answer.words:
            points = min(room, self._said[word])
            if points:
                room -= points
                yield points, "word", word
        shared = sorted(self._words & self._titles[answer.id])
        for word in shared[:2]:
            if len(word) > 2 or not word.isascii():
                yield _TITLE_WORD, "", ""

    def _weight(self, folded: str) -> int:
        """What it counts that the customer says this."""
        if not folded:
            return 0
        phrase = " " in folded or (not folded.isascii() and len(folded) >= _PHRASE_LENGTH)
        points = _PHRASE if phrase else _WORD
        return points if _says(self._text, folded) else points // 2 if _says(self._before, folded) else 0


def worth(past: Past | None) -> float:
    """0–1, what worked before; ``UNKNOWN_WORTH`` where nothing is known.

    Few cases tell little; use alone counts, but less.
    """
    if past is None:
        return UNKNOWN_WORTH
    ended = past.settled + past.rated
    well = max(0, past.settled - past.reopened) + past.satisfied
    share = (well + _USUAL * _USUAL_CASES) / (ended + _USUAL_CASES)
    used = min(1.0, log1p(past.uses) / log1p(_MANY_USES))
    return max(0.0, min(1.0, UNKNOWN_WORTH + 2.0 * (share - _USUAL) + 0.25 * used))


def told(past: Past | None) -> tuple[Reason, ...]:
    """What worked before, as reasons."""
    if past is None or not past.uses:
        return ()
    found = [Reason("uses", str(past.uses))]
    if past.rated >= _FEW_CASES:
        found.append(Reason("satisfied", f"{past.satisfied}/{past.rated}"))
    if past.settled >= _FEW_CASES and past.reopened * 4 > past.settled:
        found.append(Reason("reopened", f"{past.reopened}/{past.settled}"))
    return tuple(found)


def in_order(answers: Iterable[Answer], past: Mapping[str, Past]) -> list[Answer]:
    """What worked before first, then short titles: so of equals the better one is found first."""
    return sorted(answers, key=lambda answer: (-worth(past.get(answer.id)), len(answer.title)))


def _folded(word: str) -> str:
    return " ".join(fold_words(word).split())


def _flat(text: str) -> str:
    return f" {' '.join(fold_words(text[:_LOOKED_AT]).split())} "


def _says(text: str, word: str) -> bool:
    """A word with Latin letters stands alone, with an ending perhaps; one without may stand anywhere."""
    if word not in text or not word[0].isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?:s|es|d|ed)?(?![a-z0-9])", text) is not None


def _of_a_kind(wanted: frozenset[str], present: Iterable[str], points: int, what: str) -> Iterable[_Point]:
    if not wanted:
        return
    has = frozenset(present) - {""}
    shared = sorted(wanted & has)
    if shared:
        yield points, what, shared[0]
    elif has:
        yield -_OTHER, "", ""


_TOO_COMMON: Final = frozenset({"the", "and", "for", "with", "your", "you", "are", "not", "order", "parcel"})
