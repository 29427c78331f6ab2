"""What is typed against whole titles and codes, for what doesn't fall into words: ``wimp`` for "Where is my parcel".

The test is the one of fzf, every letter in its order, and its form that bears one letter too many, by the longest
common subsequence. Titles are looked at in pieces; those left are kept for the next letter.
"""

from collections.abc import Generator, Sequence
from typing import Final

from servicedesk.answers.index import Entry, Index
from servicedesk.answers.likeness import mistyped, with_gaps

_FROM: Final = 3
_SPREAD_FROM: Final = 6
_TYPO_FROM: Final = 8
"""Letters typed from which they are looked for anywhere in a title: fewer stand in most titles somehow; and from
which one of them may be missing."""
_PIECE: Final = 5_000
"""Titles that one call of rapidfuzz looks at: about a millisecond."""
_MOST: Final = 150
_KEPT: Final = 60

_INITIALS: Final = 84.0
_CODE: Final = 90.0
_CODE_ALIKE: Final = 0.6
_TIGHT: Final = 36.0
_SPREAD: Final = 22.0

Steps = Generator[None, None, dict[int, float]]


class Whole:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._left: dict[str, tuple[int, ...]] = {}

    def find(self, tight: str) -> Steps:
        """Numbers of answers with 0–100. ``tight``: what was typed, without blanks."""
        if len(tight) < _FROM:
            return {}
        found: dict[int, float] = {}
        for number in self._index.initials_begin(tight)[:_MOST]:
            initials = self._index.entries[number].initials
            found[number] = _INITIALS + 4 * len(tight) / len(initials)
        yield
        numbers = (yield from self._subsequences(tight)) if len(tight) >= _SPREAD_FROM else ()
        for number in numbers[:_MOST]:
            found[number] = max(found.get(number, 0.0), _quality(tight, self._index.entries[number]))
        yield
        for code in (yield from self._codes(tight)):
            alike = min(len(code), len(tight)) / max(len(code), len(tight))
            for number in self._index.with_code(code)[:_MOST] if alike >= _CODE_ALIKE else ():
                found[number] = max(found.get(number, 0.0), _CODE * alike)
        return found

    def _subsequences(self, tight: str) -> Generator[None, None, tuple[int, ...]]:
        kept = self._left.get(tight)
        if kept is not None:
            return kept
        titles = self._index.tight
        # From here on one letter may be missing: those that the shorter text left are too few.
        among = None if len(tight) == _TYPO_FROM else self._left.get(tight[:-1])
        missing = int(len(tight) >= _TYPO_FROM)
        numbers: Sequence[int] = range(self._index.size) if among is None else among
        left: list[int] = []
        for start in range(0, len(numbers), _PIECE):
            piece = numbers[start : start + _PIECE]
            choices = titles[piece[0] : piece[-1] + 1] if among is None else [titles[number] for number in piece]
            left += (piece[at] for at in with_gaps(tight, choices, missing=missing))
            yield
        if len(self._left) >= _KEPT:
            self._left.clear()
        self._left[tight] = tuple(left)
        return tuple(left)

    def _codes(self, tight: str) -> Generator[None, None, list[str]]:
        """Codes with a typo, or with letters left out."""
        found: list[str] = []
        codes = self._index.codes_with(tight[0])
        for start in range(0, len(codes), _PIECE):
            piece = codes[start : start + _PIECE]
            hits = with_gaps(tight, piece)
            yield
            if len(tight) > _FROM:
                hits += (at for at, _ in mistyped(tight, piece, 1))
            found += (piece[at] for at in hits)
            yield
        return found[:_MOST]


def _quality(tight: str, entry: Entry) -> float:
    """The closer the letters stand, the better."""
    text, at, met = entry.tight, -1, ""
    for letter in tight:
        place = text.find(letter, at + 1)
        if place >= 0:
            at, met = place, met + letter
    end, start = at + 1, at + 1
    for letter in reversed(met):
        start = text.rfind(letter, 0, start)
    share = len(met) / len(tight)
    return (_TIGHT * len(met) / max(1, end - start) + _SPREAD) * share * share
