"""One typed word against all answers: which may be meant, in steps of distance, and how well each explains it."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from servicedesk.answers.bits import Members, bits_of
from servicedesk.answers.index import BEGUN, Entry, Index, pairs
from servicedesk.answers.pinyin import Spelled
from servicedesk.answers.vocabulary import BEGINS, CLOSE, EXACT, LOOSE, Likeness, begins

CALLED: Final = 2
IN_BODY: Final = 6
MISSING: Final = 9
"""Distances: what stands only among the words that call for an answer is farther by so much; what stands only in
its text, or nowhere, is so far."""
_BODY_FROM: Final = 3
_SPLIT_FROM: Final = 5
_CODE, _CODE_BEGUN = 0.93, 0.86
_CALLED_QUALITY: Final = 0.8
_SPLIT_QUALITY: Final = 0.9
_BODY_QUALITY: Final = 0.35
_ENOUGH: Final = 0.93
"""Nothing explains more than a word so like."""

Edge = tuple[int, int]
"""A distance, and the answers at it as bits."""


class Met(NamedTuple):
    """How an answer explains a term: above 0 to 1, where in its title (-1: elsewhere), and the reason's parts."""

    quality: float
    place: int
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Term:
    """``words``: of the vocabulary, that may be meant; ``split``: two words with the blank between them left out;
    ``spelled``: answers by pinyin; ``sounding``: those whose title sounds so."""

    text: str
    chinese: bool
    edges: tuple[Edge, ...]
    body: Members
    words: Mapping[str, Likeness] = field(default_factory=dict)
    split: tuple[str, str] | None = None
    spelled: Spelled | None = None
    sounding: frozenset[int] = frozenset()

    @property
    def weight(self) -> float:
        """Long words tell more, and a Chinese character as much as two letters."""
        return 2.0 * len(self.text) if self.chinese else 1.0 + len(self.text)

    def met(self, number: int, entry: Entry) -> Met | None:
        """The best explanation in an answer."""
        if self.chinese:
            return self._chinese(number, entry)
        best: Met | None = None
        most = 0.0
        for at, held in enumerate(entry.words):
            near = self._near(held)
            if near is not None and near[1] > most:
                most = near[1]
                best = Met(most, at, "title" if near[0] <= BEGINS else "near", held)
        for piece in entry.pieces:
            near = self._near(piece)
            if near is not None:
                quality = _CODE if near[0] == EXACT else near[1] * _CODE_BEGUN
                if quality > most:
                    most = quality
                    best = Met(most, -1, "code" if near[0] <= BEGINS else "near", entry.answer.code)
        for held in entry.called:
            near = self._near(held)
            if near is not None and near[0] <= CLOSE and near[1] * _CALLED_QUALITY > most:
                most = near[1] * _CALLED_QUALITY
                best = Met(most, -1, "title" if near[0] <= BEGINS else "near", held)
        return best if most >= _ENOUGH else self._otherwise(number, entry, best)

    def _near(self, held: str) -> Likeness | None:
        return begins(self.text, held) if held.startswith(self.text) else self.words.get(held)

    def _otherwise(self, number: int, entry: Entry, best: Met | None) -> Met | None:
        """Two words in one, pinyin, the text, where they explain more."""
        most = 0.0 if best is None else best.quality
        if self.split is not None and most < _SPLIT_QUALITY and all(word in entry.words for word in self.split):
            return Met(_SPLIT_QUALITY, entry.words.index(self.split[0]), "near", " ".join(self.split))
        if self.spelled is not None:
            quality = self.spelled.quality(number)
            if quality > most:
                what = "pinyin" if self.spelled.level == BEGINS else "near"
                return Met(quality, -1, what, entry.answer.title)
        if best is None and number in self.body:
            return Met(_BODY_QUALITY, -1, "text", self.text)
        return best

    def _chinese(self, number: int, entry: Entry) -> Met | None:
        text, title = self.text, entry.tight
        at = title.find(text)
        if at >= 0:
            return Met(0.94 + (0.0 if at else 0.02) + 0.04 * len(text) / len(title), at, "title", text)
        if len(text) > 1 and all(character in title for character in text):
            return Met(0.84 if in_order(text, title) else 0.74, -1, "near", entry.answer.title)
        if number in self.sounding:
            return Met(0.8, -1, "pinyin", entry.answer.title)
        if any(text in word for word in entry.called):
            return Met(_CALLED_QUALITY, -1, "title", text)
        if len(text) > 2 and sum(character in title for character in text) >= len(text) - 1:
            return Met(0.66, -1, "near", entry.answer.title)
        return Met(_BODY_QUALITY, -1, "text", text) if number in self.body else None


def in_order(part: str, text: str) -> bool:
    """Every character of ``part`` stands in ``text``, in its order."""
    at = iter(text)
    return all(character in at for character in part)


def chinese_term(index: Index, text: str) -> Generator[None, None, Term]:
    """Characters side by side, in any order, read alike, all but one, in the text."""
    characters, held = list(dict.fromkeys(text)), pairs(text)
    sounding = index.readings.sounding(text) if len(text) > 1 else frozenset[int]()
    yield
    edges = [
        (EXACT, index.titles.all_of(held)),
        (BEGINS, index.titles.all_of(characters)),
        (CLOSE, bits_of(sounding, index.size)),
        (CALLED, index.called.all_of(held)),
        (IN_BODY, body := index.bodies.all_of(held)),
    ]
    yield
    if len(characters) > 2:
        for left_out in characters:
            edges.append((LOOSE, index.titles.all_of([one for one in characters if one != left_out])))
            yield
    return Term(text, True, _edges(edges), Members(body, index.size), sounding=sounding)


def latin_term(index: Index, text: str) -> Generator[None, None, Term]:
    """Words of the vocabulary like it, in titles and codes, among what calls for an answer, in texts; pinyin."""
    words = yield from index.vocabulary.like(text)
    begun = () if len(text) <= BEGUN else index.vocabulary.begun(text)
    levels: list[list[str]] = [[text], [*begun], [], []]
    for word, (level, _) in words.items():
        levels[level].append(word)
    yield
    edges: list[Edge] = []
    for level, held in enumerate(levels):
        edges.append((level, index.titles.any_of(held)))
        yield
        if level < LOOSE:
            edges.append((level + CALLED, index.called.any_of(held)))
            yield
    if len(text) <= BEGUN:
        edges.append((BEGINS, index.begun.any_of((text,))))
    body = yield from _in_texts(index, text, levels)
    spelled = (yield from index.readings.find(text)) if text.isascii() else None
    split = _split(index, text) if text not in index.vocabulary and len(text) >= _SPLIT_FROM else None
    if split is not None:
        edges.append((CLOSE, index.titles.all_of(split)))
    if spelled is not None:
        edges.append((spelled.level, spelled.bits))
    edges.append((IN_BODY, body))
    yield
    return Term(text, False, _edges(edges), Members(body, index.size), words, split, spelled)


def _in_texts(index: Index, text: str, levels: Sequence[Sequence[str]]) -> Generator[None, None, int]:
    """The answers with the word, or one that begins so, in their text; where there is none, with one misspelled."""
    body = 0
    if len(text) >= _BODY_FROM:
        body = index.bodies.any_of((*levels[EXACT], *levels[BEGINS]))
        yield
    if not body and len(text) >= _SPLIT_FROM:
        body = index.bodies.any_of(word for word in levels[CLOSE] if abs(len(word) - len(text)) < 2)
        yield
    return body


def _split(index: Index, text: str) -> tuple[str, str] | None:
    """Two words of titles that stand for one typed word: the blank left out, or another letter in its place."""
    found: list[tuple[int, tuple[str, str]]] = []
    for at in range(2, len(text) - 1):
        for second in (text[at:], text[at + 1 :]):
            first = text[:at]
            if len(second) > 1 and first in index.vocabulary and second in index.vocabulary:
                bits = index.titles.all_of((first, second))
                if bits:
                    found.append((abs(2 * at - len(text)), (first, second)))
    return min(found)[1] if found else None


def _edges(found: list[Edge]) -> tuple[Edge, ...]:
    """One for each distance, the nearest first."""
    merged: dict[int, int] = {}
    for distance, bits in found:
        if bits:
            merged[distance] = merged.get(distance, 0) | bits
    return tuple(sorted(merged.items()))
