"""Chinese titles as they are typed with Latin letters: whole, by initials, or some of each (``tuiksq``).

Readings are learnt apart from everything else, since that takes a while: until then Chinese titles are found by their
characters alone.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, pairwise
from typing import Final

from servicedesk.answers.bits import Postings, lowest
from servicedesk.answers.normalising import unspaced
from servicedesk.answers.speech import Parts, Speech
from servicedesk.answers.vocabulary import BEGINS, CLOSE

_VERIFIED: Final = 300
"""As many answers that hold the syllables are looked at for their order at once; of more, those that are scored."""
_MOST_WAYS: Final = 12
_MOST_PARTS: Final = 24
_CUT_SHORT: Final = 0.04
"""Taken off where a syllable is neither whole nor its first letter, as in ``ch`` for chen."""
_BROKEN: Final = 0.06
"""Taken off where what was typed without a blank stands in the title with a sign in it."""
_SWAPPED: Final = 0.16
"""Taken off where two letters had to change places."""
_SWAPPED_FROM, _SWAPPED_UP_TO = 5, 24
"""Letters of what may have two of them swapped: fewer can be read in too many ways, more is no word."""
_LONGEST_PART: Final = 6
"""Letters of the longest syllable, ``zhuang``."""


class Readings:
    """How titles are read. ``titles``: answers' numbers, rising, with titles that hold Chinese, as single
    runs with blanks between; ``size``: numbers are below it."""

    def __init__(self, titles: Sequence[tuple[int, str]], size: int) -> None:
        self._titles, self._size = titles, size
        self._syllables: Mapping[int, Parts] = {}
        self._initials: Mapping[int, str] = {}
        self._character: Callable[[str], str | None] = str
        self._breaks: dict[int, frozenset[int]] = {}
        self._beginnings: frozenset[str] = frozenset()
        self._whole: frozenset[str] = frozenset()
        self._holding = Postings(size)

    @property
    def wanted(self) -> bool:
        """Whether there is anything to learn."""
        return bool(self._titles) and not self._syllables

    def learn(self, reader: Callable[[Iterable[str]], Speech]) -> None:
        """Have all titles read; for a thread, as it takes 0.2 ms a title."""
        if not self.wanted:
            return
        titles = {number: title.split() for number, title in self._titles}
        speech = reader(dict.fromkeys(run for runs in titles.values() for run in runs if unspaced(run)))
        syllables: dict[int, Parts] = {}
        holding = Postings(self._size)
        distinct: set[str] = set()
        for number, held in titles.items():
            runs = [speech.runs.get(run) or tuple(run) for run in held]
            parts = syllables[number] = tuple(part for run in runs for part in run)
            self._breaks[number] = frozenset(accumulate(map(len, runs)))
            distinct.update(parts)
            holding.add({f"{one[0]} {two[0]}" for one, two in pairwise(parts)}, number)
            holding.add({way[:end] for part in parts for way in _typed(part) for end in range(1, len(way) + 1)}, number)
        holding.close()
        self._holding = holding
        self._beginnings = frozenset(
            way[:end] for part in distinct for way in _typed(part) for end in range(1, len(way) + 1)
        )
        self._whole = frozenset(way for part in distinct for way in _typed(part))
        self._initials = {number: "".join(part[0] for part in parts) for number, parts in syllables.items()}
        self._character = speech.character
        self._syllables = syllables

    def find(self, term: str) -> Generator[None, None, "Spelled"]:
        """Answers whose title, from any character on, is read so; where there is none, with two letters swapped."""
        spelled = Spelled(self)
        for parts in self._ways(term) if self._syllables else ():
            spelled.add(parts)
            yield
        if spelled.bits or not _SWAPPED_FROM <= len(term) <= _SWAPPED_UP_TO or not self._syllables:
            return spelled
        swapped = Spelled(self, level=CLOSE, less=_SWAPPED)
        for way in _swaps(term):
            for parts in islice(self._cuts(way), _MOST_WAYS):
                if len(parts) > 1 and all(part in self._whole for part in parts[:-1]):
                    swapped.add(parts)
            yield
        return swapped

    def sounding(self, chinese: str) -> frozenset[int]:
        """Answers with characters that are read as these are: an input method's usual slip."""
        if not self._syllables:
            return frozenset()
        parts = tuple(self._character(character) or character for character in chinese)
        numbers = lowest(self.holding(parts), _VERIFIED)
        return frozenset(number for number in numbers if next(self.places(number, parts, whole=True), None))

    def holding(self, parts: Parts) -> int:
        """Answers with these syllables or beginnings, neighbours by their initials: those read so and few others."""
        return self._holding.all_of((*dict.fromkeys(f"{one[0]} {two[0]}" for one, two in pairwise(parts)), *parts))

    def broken(self, number: int, start: int, end: int) -> bool:
        """Whether a blank or a sign stands between these places of a title."""
        return not self._breaks[number].isdisjoint(range(start + 1, end))

    def places(self, number: int, parts: Parts, *, whole: bool = False) -> Iterator[tuple[int, Parts]]:
        """Where a title is read so, with all its syllables. ``whole``: to their last letters."""
        known = self._syllables.get(number)
        if known is None:
            return
        syllables, initials = known, self._initials[number]
        wanted = "".join(part[0] for part in parts)
        start = initials.find(wanted)
        while start >= 0:
            there = syllables[start : start + len(parts)]
            if there == parts or (not whole and all(map(_begins, there, parts))):
                yield start, syllables
            start = initials.find(wanted, start + 1)

    def _ways(self, term: str) -> list[Parts]:
        """How a typed word can be cut: long parts first, and all letters as initials."""
        ways = dict.fromkeys(islice(self._cuts(term), _MOST_WAYS))
        if all(letter in self._beginnings for letter in term):
            ways[tuple(term)] = None
        return [parts for parts in ways if len(parts) <= _MOST_PARTS]

    def _cuts(self, term: str) -> Iterator[Parts]:
        """Every way of cutting a word, long parts first. Places from which the rest can't be cut are never tried."""
        ends: list[list[int]] = [[] for _ in term]
        for start in range(len(term) - 1, -1, -1):
            for end in range(min(len(term), start + _LONGEST_PART), start, -1):
                if term[start:end] in self._beginnings and (end == len(term) or ends[end]):
                    ends[start].append(end)
        return _paths(term, ends, 0)


class Spelled:
    """What one typed word finds by pinyin. ``level``: how clear that is; ``less``: what is taken off each quality."""

    def __init__(self, readings: Readings, *, level: int = BEGINS, less: float = 0.0) -> None:
        self._readings = readings
        self._less = less
        self.level = level
        self._known: dict[int, float] = {}
        self._ways: list[Parts] = []
        self.bits = 0

    def add(self, parts: Parts) -> None:
        """One more way of cutting the word."""
        bits = self._readings.holding(parts)
        if bits and len(parts) > 1 and bits.bit_count() <= _VERIFIED:
            numbers = lowest(bits, _VERIFIED)
            bits = sum(1 << number for number in numbers if next(self._readings.places(number, parts), None))
        if bits:
            self._ways.append(parts)
            self.bits |= bits

    def quality(self, number: int) -> float:
        """How well a title is read so; 0 where it isn't."""
        known = self._known.get(number)
        if known is None:
            known = self._known[number] = max(
                (
                    _quality(parts, place, syllables)
                    - self._less
                    - _BROKEN * self._readings.broken(number, place, place + len(parts))
                    for parts in self._ways
                    for place, syllables in self._readings.places(number, parts)
                ),
                default=0.0,
            )
        return known


def _paths(term: str, ends: Sequence[Sequence[int]], start: int) -> Iterator[Parts]:
    if start == len(term):
        yield ()
        return
    for end in ends[start]:
        for rest in _paths(term, ends, end):
            yield (term[start:end], *rest)


def _swaps(term: str) -> Iterator[str]:
    """The word with each two neighbouring letters in the other order."""
    for at, (first, second) in enumerate(pairwise(term)):
        if first != second:
            yield term[:at] + second + first + term[at + 2 :]


def _typed(syllable: str) -> tuple[str, ...]:
    """``ü`` is typed ``v`` or ``u``."""
    return (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)


def _begins(syllable: str, part: str) -> bool:
    return syllable.startswith(part) or ("v" in syllable and syllable.replace("v", "u").startswith(part))


def _quality(parts: Parts, start: int, syllables: Parts) -> float:
    there = syllables[start : start + len(parts)]
    whole = sum(map(str.__eq__, parts, there))
    share = 0.04 * len(parts) / len(syllables) + (0.0 if start else 0.02)
    if len(parts) > 1 and whole >= len(parts) - 1:
        return (0.92 if whole == len(parts) else 0.91) + share
    if any(1 < len(part) < len(syllable) for part, syllable in zip(parts[:-1], there, strict=False)):
        share -= _CUT_SHORT
    letters = sum(map(len, parts))
    return (0.42, 0.42, 0.6, 0.76, 0.86)[letters] + share if letters < 5 else 0.89 + share
