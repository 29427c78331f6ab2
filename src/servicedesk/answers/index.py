"""All answers made ready for finding: which of them hold which word, in the code, the title, the text."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.answers.bits import Postings, bits_of, lowest
from servicedesk.answers.normalising import compounds, runs, unspaced
from servicedesk.answers.pinyin import Readings
from servicedesk.answers.vocabulary import Vocabulary

BEGUN: Final = 3
"""As many letters of words in titles and codes, and fewer, have their answers at hand."""
_AT_ONCE: Final = 200
_CODES_LOOKED_AT: Final = 1_500
_LONGEST_WORD: Final = 40
_LONGEST_BODY: Final = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer with what it is found by, folded. ``title`` has single blanks, ``tight`` none; so has ``code``."""

    answer: Answer
    code: str
    pieces: tuple[str, ...]
    title: str
    tight: str
    words: tuple[str, ...]
    called: tuple[str, ...]

    @property
    def initials(self) -> str:
        """The first letters of the title's words."""
        return "".join(word[0] for word in self.title.split())

    @classmethod
    def of(cls, answer: Answer) -> "Entry":
        pieces, words = runs(answer.code), runs(answer.title)
        return cls(
            answer=answer,
            code="".join(pieces),
            pieces=tuple(pieces),
            title=" ".join(words),
            tight="".join(words),
            words=tuple(dict.fromkeys([word[:_LONGEST_WORD] for word in words] + compounds(answer.title))),
            called=tuple(dict.fromkeys(run for word in answer.words for run in runs(word))),
        )


class Index:
    """Answers by number, in the order given: of equals the earlier one is found first.

    Building takes about 0.1 ms an answer and is for a thread.
    """

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.entries = tuple(map(Entry.of, answers))
        size = self.size = len(self.entries)
        self.titles, self.called, self.bodies = Postings(size), Postings(size), Postings(size)
        self.begun, self._attributes = Postings(size), Postings(size)
        for number, entry in enumerate(self.entries):
            self._add(number, entry)
        for postings in (self.titles, self.called, self.bodies, self.begun, self._attributes):
            postings.close()
        held = {word for part in (self.titles, self.called, self.bodies) for word in part.words()}
        self.vocabulary = Vocabulary(word for word in held if not unspaced(word))
        self.tight = [entry.tight for entry in self.entries]
        self._by_code: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            self._by_code.setdefault(entry.code, []).append(number)
        self.codes = sorted(self._by_code)
        self._by_initials: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            self._by_initials.setdefault(entry.initials, []).append(number)
        self._initials = sorted(self._by_initials)
        self.readings = Readings(
            [(n, entry.title) for n, entry in enumerate(self.entries) if any(map(unspaced, entry.words))],
            size,
        )

    def _add(self, number: int, entry: Entry) -> None:
        answer = entry.answer
        self.titles.add(searched(entry.words), number)
        self.titles.add(entry.pieces, number)
        if not entry.title.isascii():
            self.titles.add(pairs(entry.tight), number)
        self.begun.add({word[:end] for word in (*entry.words, *entry.pieces) for end in range(1, BEGUN + 1)}, number)
        self.called.add(searched(entry.called), number)
        self.bodies.add(set(searched(runs(answer.body[:_LONGEST_BODY]))), number)
        self._attributes.add(_attributes(answer), number)

    def fitting(self, language: str, kind: str) -> int:
        """The answers in a language that are for a kind of ticket or for all; empty asks for nothing."""
        bits = -1
        if language:
            bits &= self._attributes.any_of((f"language {language}",))
        if kind:
            bits &= self._attributes.any_of((f"kind {kind}", "kind "))
        return bits

    def suggested(self, called: Sequence[int], special: Iterable[str], preferred: int, most: int) -> list[int]:
        """Answers to offer with nothing typed: of those preferred the ones called for, then those made for one of
        the ``special`` natures, stages and states of parcels, then the first."""
        found: list[int] = []
        left = preferred & ((1 << self.size) - 1)
        for bits in (bits_of(called, self.size), self._attributes.any_of(map("for {}".format, special)), -1):
            found += lowest(left & bits, most - len(found))
            left &= ~bits
        return found

    def with_code(self, code: str) -> Sequence[int]:
        return self._by_code.get(code, ())

    def code_begins(self, code: str) -> list[int]:
        """Answers whose code begins so, at most some hundred."""
        numbers = (number for held in self.codes_with(code)[:_CODES_LOOKED_AT] for number in self._by_code[held])
        return nsmallest(_AT_ONCE, numbers)

    def codes_with(self, beginning: str) -> Sequence[str]:
        """The distinct codes that begin so."""
        return _begun(self.codes, beginning)

    def initials_begin(self, letters: str) -> list[int]:
        """Answers the first letters of whose title's words begin so: ``wimp`` for "Where is my parcel"."""
        return [number for key in _begun(self._initials, letters)[:_AT_ONCE] for number in self._by_initials[key]]


def _attributes(answer: Answer) -> list[str]:
    """What of an answer is asked for by sets."""
    special = (*answer.natures, *answer.stages, *answer.parcels, *answer.lifecycle)
    return [
        f"language {answer.language}",
        *(f"kind {kind}" for kind in answer.kinds or ("",)),
        *(f"for {one}" for one in special),
    ]


def _begun(ordered: Sequence[str], beginning: str) -> Sequence[str]:
    start = bisect_left(ordered, beginning)
    return ordered[start : bisect_left(ordered, beginning + "\U0010ffff", start)]


def searched(found: Sequence[str]) -> list[str]:
    """Words cut to a length; of Chinese runs the characters and their pairs."""
    kept: list[str] = []
    for run in found:
        if unspaced(run):
            kept += pairs(run)
        else:
            kept.append(run[:_LONGEST_WORD])
    return kept


def pairs(run: str) -> list[str]:
    """The Chinese characters of a run, and each two that stand side by side."""
    chinese = [unspaced(character) for character in run]
    found = [character for character, is_chinese in zip(run, chinese, strict=True) if is_chinese]
    found += [run[at : at + 2] for at in range(len(run) - 1) if chinese[at] and chinese[at + 1]]
    return found
