"""Which words of the answers a typed word may stand for, and how well: the first stage of finding.

There are far fewer words than answers, so every distinct one is looked at, not every title. Work goes in pieces of
about a millisecond, with a ``yield`` between.
"""

from bisect import bisect_left
from collections.abc import Generator, Iterable, Sequence
from functools import lru_cache
from typing import Final

from servicedesk.answers.likeness import mistyped, with_gaps

EXACT, BEGINS, CLOSE, LOOSE = range(4)
"""How a word was meant, the clearest first; what a level adds to the distance of an answer is its number."""

Likeness = tuple[int, float]
"""A level, and how alike: above 0 to 1."""

Steps = Generator[None, None, dict[str, Likeness]]
_PIECE: Final = 6_000
"""Words that one call of rapidfuzz looks at: about half a millisecond."""
_KEPT: Final = 200
"""Typed words whose finds are kept."""
_WHOLE: Final = (EXACT, 1.0)
_CONSONANTS: Final = (CLOSE, 0.84)
_VOWELS: Final = frozenset("aeiouy")
_MORE_FROM: Final = 3
"""Letters from which a word is looked for otherwise than by its beginning."""
_BEGUN_TYPO_FROM: Final = 4
_CUT_BEFORE: Final = 13
"""Beginnings shorter than this are kept at hand; there are few longer words."""
_TWO_TYPOS_FROM: Final = 7


class Vocabulary:
    """Every distinct word, sorted. Answers to the same question are the same ones, whatever was asked before.

    Numbers are found by their beginnings only: another digit is another number.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(sorted(words))
        self._known = frozenset(self.words)
        self._lettered = tuple(word for word in self.words if word.isalpha())
        self._beginnings = {length: self._cut(length) for length in range(_MORE_FROM - 1, _CUT_BEFORE)}
        self._found: dict[str, dict[str, Likeness]] = {}
        self._gapped: dict[str, tuple[str, ...]] = {}
        self._blob = "\n".join(("", *self._lettered, ""))
        self._initial: dict[str, list[str]] = {}
        self._of_length: dict[int, list[str]] = {}
        for word in self._lettered:
            self._of_length.setdefault(len(word), []).append(word)
            self._initial.setdefault(word[0], []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def begun(self, prefix: str) -> tuple[str, ...]:
        """The words that begin so, the word itself among them."""
        start = bisect_left(self.words, prefix)
        return self.words[start : bisect_left(self.words, prefix + "\U0010ffff", start)]

    def like(self, term: str) -> Steps:
        """The words that ``term`` may stand for, those apart that begin so."""
        kept = self._found.get(term)
        if kept is not None:
            return kept
        found: dict[str, Likeness] = {}
        if not term.isdigit() and len(term) > 1:
            yield from self._with_gaps(term, found)
        if not term.isdigit() and len(term) >= _MORE_FROM:
            yield from self._inside(term, found)
            yield from self._misspelled(term, found)
        if len(self._found) >= _KEPT:
            self._found.clear()
            self._gapped.clear()
        self._found[term] = found
        return found

    def _inside(self, term: str, found: dict[str, Likeness]) -> Generator[None, None, None]:
        at = self._blob.find(term)
        while at >= 0:
            start = self._blob.rfind("\n", 0, at) + 1
            end = self._blob.index("\n", at)
            if start < at:
                _keep(found, self._blob[start:end], _in_part(CLOSE, 0.66, 0.12, len(term), end - start))
            at = self._blob.find(term, end)
        yield

    def _with_gaps(self, term: str, found: dict[str, Likeness]) -> Generator[None, None, None]:
        """The same first letter and all others in their order: ``rfnd`` for refund. Narrowed letter by letter."""
        among: Sequence[str] | None = self._gapped.get(term[:-1])
        if among is None:
            among = self._initial.get(term[0], [])
        left: list[str] = []
        for piece in _pieces(among):
            left += (piece[at] for at in with_gaps(term, piece))
            yield
        self._gapped[term] = tuple(left)
        for word in left:
            if not word.startswith(term):
                found[word] = _abbreviated(term, word)

    def _misspelled(self, term: str, found: dict[str, Likeness]) -> Generator[None, None, None]:
        """One letter more, less or another, or two swapped, in the word or in its beginning; in long words two."""
        size = len(term)
        for length in (size - 1, size, size + 1):
            for piece in _pieces(self._begin(length)):
                for at, typos in mistyped(term, piece, 1):
                    if typos and _plausible(term, piece[at]):
                        self._spelled(term, piece[at], found)
                yield
        if size < _TWO_TYPOS_FROM:
            return
        for length in range(size - 2, size + 3):
            for piece in _pieces(self._of_length.get(length, ())):
                for at, _ in mistyped(term, piece, 2):
                    if piece[at][0] == term[0] and not piece[at].startswith(term):
                        _keep(found, piece[at], (LOOSE, 0.62))
                yield

    def _spelled(self, term: str, beginning: str, found: dict[str, Likeness]) -> None:
        for word in self.begun(beginning) if len(term) >= _BEGUN_TYPO_FROM else (beginning,):
            if word.startswith(term) or word not in self._known:
                continue
            if word == beginning:
                _keep(found, word, (CLOSE, 0.8 if len(term) > 3 else 0.66))
            else:
                _keep(found, word, _in_part(LOOSE, 0.6, 0.12, len(beginning), len(word)))

    def _begin(self, length: int) -> tuple[str, ...]:
        """Every distinct beginning of a length."""
        return self._beginnings.get(length) or self._cut(length)

    def _cut(self, length: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word[:length] for word in self._lettered if len(word) >= length))


def begins(term: str, word: str) -> Likeness:
    """How a word is meant that begins with what was typed."""
    return _WHOLE if len(term) == len(word) else _in_part(BEGINS, 0.88, 0.1, len(term), len(word))


@lru_cache(maxsize=2_048)
def _in_part(level: int, base: float, more: float, part: int, whole: int) -> Likeness:
    """The same values by the thousand are one object each: collecting garbage would hold the loop up otherwise."""
    return level, base + more * part / whole


def _pieces(words: Sequence[str]) -> Iterable[Sequence[str]]:
    return (words[start : start + _PIECE] for start in range(0, len(words), _PIECE))


def _keep(found: dict[str, Likeness], word: str, likeness: Likeness) -> None:
    before = found.get(word)
    if before is None or (likeness[0], -likeness[1]) < (before[0], -before[1]):
        found[word] = likeness


def _plausible(term: str, beginning: str) -> bool:
    """A typo in the first letter of a short word could be any word."""
    if term[0] == beginning[0] or len(term) > 3:
        return True
    return sorted(term[:2]) == sorted(beginning[:2])


def _abbreviated(term: str, word: str) -> Likeness:
    """How a word is shortened: its consonants kept (``rfnd``), its last letter kept (``dly``), or just anyhow."""
    consonants = "".join(letter for n, letter in enumerate(word) if not n or letter not in _VOWELS)
    if term == consonants or (word[-1] == "y" and term == consonants + "y"):
        return _CONSONANTS
    if len(term) < _MORE_FROM:
        return _in_part(LOOSE, 0.52 if term[-1] == word[-1] else 0.46, 0.2, len(term), len(word))
    if consonants.startswith(term) or term[-1] == word[-1]:
        return _in_part(CLOSE, 0.66, 0.2, len(term), len(word))
    return _in_part(LOOSE, 0.54, 0.2, len(term), len(word))
