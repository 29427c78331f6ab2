"""Answers for what is typed, in two stages: sets of answers by distance, then a close look at some hundred of them.

What one typed word may stand for, and the sets that the words before it leave, are kept: the next letter costs one
word. The same text finds the same answers, whatever was typed before it.
"""

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from servicedesk.answers.bits import lowest
from servicedesk.answers.index import Index
from servicedesk.answers.normalising import terms, unspaced
from servicedesk.answers.scoring import score_of
from servicedesk.answers.term import MISSING, Edge, Term, chinese_term, latin_term
from servicedesk.answers.whole import Whole

LOOKED_AT: Final = 200
"""Answers that are looked at closely."""
_AT_ONCE: Final = 20
_FARTHEST: Final = 30
_ENOUGH, _NEAR = 50, 2
"""With so many found, those farther than the nearest by more than this aren't looked at."""
_TOO_FAR: Final = 9
"""Answers farther than the nearest by more than this aren't looked at."""
_GOOD: Final = 55
"""Where no answer matches so well (0–100), whole titles are looked at too."""
_KEPT: Final = 200
_CODE_BEGUN: Final = 96.0
_HYPHEN: Final = re.compile(r"\w[-－]")

Steps = Generator[None, None, tuple["Found", ...]]
Sets = tuple[int, ...]
"""The answers at each distance, as bits."""


class Found(NamedTuple):
    """An answer's number, how well it matches (0–100), and the parts of the reason."""

    number: int
    score: float
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """The typed words, and each two neighbours as one word where they make one."""

    terms: tuple[Term, ...]
    joined: tuple[Term | None, ...]


class Finder:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._terms: dict[tuple[str, bool], Term] = {}
        self._sets: dict[tuple[str, ...], Sets] = {}
        self._whole = Whole(index)

    def find(self, query: str, *, preferred: int = -1) -> Steps:
        """The matching answers, not yet in order. Whoever takes the steps may pause or stop between any two.

        ``preferred``: bits of the answers to look at first where many match alike.
        """
        words = terms(query)
        if not words:
            return ()
        learnt = not self._index.readings.wanted
        asked = yield from self._asked(words, learnt)
        near = yield from self._nearest(words, asked, preferred)
        looked: dict[int, Found] = {}
        yield from self._look(near, asked, "".join(words), looked)
        if not any(found.score >= _GOOD for found in looked.values()) and not any(map(unspaced, words)):
            wholly = yield from self._whole.find("".join(words))
            for number, score in wholly.items():
                if number not in looked or looked[number].score < score:
                    looked[number] = Found(number, score, "near", self._index.entries[number].answer.title)
        yield from self._add_codes(query, "".join(words), looked)
        return tuple(looked.values())

    def _asked(self, words: tuple[str, ...], learnt: bool) -> Generator[None, None, _Asked]:
        found: list[Term] = []
        for word in words:
            found.append((yield from self._term(word, learnt)))
        joined: list[Term | None] = []
        for first, second in pairwise(found):
            joined.append((yield from self._joined(first, second, learnt)))
        return _Asked(tuple(found), tuple(joined))

    def _term(self, word: str, learnt: bool) -> Generator[None, None, Term]:
        kept = self._terms.get((word, learnt))
        if kept is None:
            if len(self._terms) >= _KEPT:
                self._terms.clear()
                self._sets.clear()
            kept = yield from (chinese_term if unspaced(word) else latin_term)(self._index, word)
            self._terms[word, learnt] = kept
        return kept

    def _joined(self, first: Term, second: Term, learnt: bool) -> Generator[None, None, Term | None]:
        """Two typed words as one, where the blank between them is one too many."""
        text = first.text + second.text
        if unspaced(first.text) or unspaced(second.text):
            return None
        vocabulary = self._index.vocabulary
        known = first.text in vocabulary and second.text in vocabulary
        if known or not vocabulary.begun(text):
            return None
        return (yield from self._term(text, learnt))

    def _nearest(self, words: tuple[str, ...], asked: _Asked, preferred: int) -> Generator[None, None, list[int]]:
        """The answers to look at closely, the nearest first."""
        sets = yield from self._distances(words, asked)
        found: list[int] = []
        seen, nearest = 0, None
        for distance, bits in enumerate(sets):
            fresh = bits & ~seen
            if not fresh:
                continue
            nearest = distance if nearest is None else nearest
            too_far = distance > nearest + _TOO_FAR or (len(words) == 1 and distance >= MISSING)
            enough = len(found) >= _ENOUGH and distance > nearest + _NEAR
            if too_far or enough or len(found) >= LOOKED_AT:
                break
            seen |= fresh
            found += lowest(fresh & preferred, LOOKED_AT - len(found))
            if preferred != -1:
                found += lowest(fresh & ~preferred, LOOKED_AT - len(found))
            yield
        return found

    def _distances(self, words: tuple[str, ...], asked: _Asked) -> Generator[None, None, Sets]:
        everything = (1 << self._index.size) - 1
        before: Sets = ()
        sets: Sets = (everything,)
        mark: tuple[str, ...] = ("learnt",) if not self._index.readings.wanted else ("",)
        for at, term in enumerate(asked.terms):
            mark = (*mark, words[at])
            kept = self._sets.get(mark)
            if kept is None:
                ways: list[tuple[Sets, Iterable[Edge]]] = [(sets, (*term.edges, (MISSING, everything)))]
                joined = asked.joined[at - 1] if at else None
                if joined is not None:
                    ways.append((before, ((distance + 1, bits) for distance, bits in joined.edges)))
                kept = self._sets[mark] = _advance(ways)
                yield
            before, sets = sets, kept
        return sets

    def _look(
        self, numbers: list[int], asked: _Asked, tight: str, looked: dict[int, Found]
    ) -> Generator[None, None, None]:
        for start in range(0, len(numbers), _AT_ONCE):
            for number in numbers[start : start + _AT_ONCE]:
                scored = score_of(number, self._index.entries[number], asked.terms, asked.joined, tight)
                if scored is not None:
                    looked[number] = Found(number, scored[0], scored[1].what, scored[1].detail)
            yield

    def _add_codes(self, query: str, tight: str, looked: dict[int, Found]) -> Generator[None, None, None]:
        """A code as it stands wins; so does, after whole titles, the beginning of one that can't be a word."""
        entries = self._index.entries
        if _HYPHEN.search(query) or not self._index.vocabulary.begun(tight):
            for number in self._index.code_begins(tight):
                if number not in looked or looked[number].score < _CODE_BEGUN:
                    looked[number] = Found(number, _CODE_BEGUN, "code", entries[number].answer.code)
            yield
        for number in self._index.with_code(tight):
            looked[number] = Found(number, 100.0, "code", entries[number].answer.code)


def _advance(ways: Iterable[tuple[Sets, Iterable[Edge]]]) -> Sets:
    """The sets after one more word: those before it, each step of distance cut with each of the word's."""
    found = [0] * (_FARTHEST + 1)
    for sets, edges in ways:
        for distance, bits in edges:
            for so_far, held in enumerate(sets[: _FARTHEST + 1 - distance]):
                if held:
                    found[so_far + distance] |= held & bits
    return tuple(found)
