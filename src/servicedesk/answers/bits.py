"""Sets of small whole numbers as the bits of one int: joined and cut in microseconds, however many there are."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

_ANY: Final = re.compile(rb"[^\0]")
_PLACES: Final = tuple(tuple(place for place in range(8) if byte >> place & 1) for byte in range(256))
_DENSE: Final = 64
"""From one in so many on, a word's answers are kept as bits; below, their numbers take less room."""


def bits_of(numbers: Iterable[int], size: int) -> int:
    """``size``: numbers are below it."""
    flags = bytearray(size // 8 + 1)
    for number in numbers:
        flags[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(flags, "little")


def lowest(bits: int, most: int) -> list[int]:
    """The smallest numbers of a set, in their order."""
    data = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    found = (match.start() * 8 + place for match in _ANY.finditer(data) for place in _PLACES[data[match.start()]])
    return list(islice(found, most))


class Members:
    """A set asked number by number."""

    def __init__(self, bits: int, size: int) -> None:
        self._data = bits.to_bytes(size // 8 + 1, "little")

    def __contains__(self, number: int) -> bool:
        return bool(self._data[number >> 3] >> (number & 7) & 1)


class Postings:
    """Which answers hold a word. Numbers are added in rising order; then it is closed, and asked."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._numbers: dict[str, array[int]] = {}
        self._bits: dict[str, int] = {}
        self._only: dict[str, int] = {}
        """Most words stand in a single answer: a number takes a fifth of a list's room."""

    def add(self, words: Iterable[str], number: int) -> None:
        for word in words:
            held = self._numbers.get(word)
            if held is None:
                self._numbers[word] = array("I", (number,))
            elif held[-1] != number:
                held.append(number)

    def close(self) -> None:
        several: dict[str, array[int]] = {}
        for word, held in self._numbers.items():
            if len(held) * _DENSE >= self._size:
                self._bits[word] = bits_of(held, self._size)
            elif len(held) == 1:
                self._only[word] = held[0]
            else:
                several[word] = held
        self._numbers = several

    def words(self) -> Iterator[str]:
        return chain(self._bits, self._only, self._numbers)

    def _held(self, word: str) -> Sequence[int]:
        only = self._only.get(word)
        return self._numbers.get(word, ()) if only is None else (only,)

    def any_of(self, words: Iterable[str]) -> int:
        """The answers that hold at least one of the words."""
        bits = 0
        flags: bytearray | None = None
        for word in words:
            dense = self._bits.get(word)
            if dense is not None:
                bits |= dense
            elif held := self._held(word):
                if flags is None:
                    flags = bytearray(self._size // 8 + 1)
                for number in held:
                    flags[number >> 3] |= 1 << (number & 7)
        return bits if flags is None else bits | int.from_bytes(flags, "little")

    def all_of(self, words: Iterable[str]) -> int:
        """The answers that hold every one of the words."""
        bits = -1
        for word in words:
            bits &= self.any_of((word,))
            if not bits:
                break
        return max(bits, 0)
