"""A message as counted pieces: words with their neighbours, and parts of words, each in one of 8,192 buckets."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from servicedesk.answers.normalising import runs, unspaced

BLOCK: Final = 4_096
"""Buckets of each of the two blocks: words first, parts of words after them."""
BUCKETS: Final = 2 * BLOCK
LONGEST: Final = 2_000
"""Characters of a message that are looked at; a mail says what it wants at its beginning."""
_MOST_COUNTED: Final = 255
_LONGEST_WORD: Final = 30
_SAYING_LITTLE: Final = frozenset("的了是我你您他她它们吗呢吧啊个一这那就都也要请给和与在有很把被让到么什怎样")
"""Chinese characters that stand in any message: they count with a neighbour, not alone."""
_DIGITS: Final = re.compile(r"\d+")


def pieces(text: str) -> Counter[int]:
    """How often each bucket is hit, 1–255; empty for a text without letters and digits.

    Numbers count as their length alone: an order's number says nothing, a year or an amount says what it is.
    """
    words = [_word(run) for run in runs(text[:LONGEST])]
    counts = Counter(_bucket(word) for word in _words(words))
    counts.update(BLOCK + _bucket(part) for part in _parts(words))
    return Counter({bucket: min(count, _MOST_COUNTED) for bucket, count in counts.items()})


def mostly_unspaced(text: str) -> bool:
    """Whether most letters are of a script without blanks, such as Chinese."""
    found = runs(text[:LONGEST])
    return 2 * sum(len(run) for run in found if unspaced(run)) > sum(map(len, found))


def _word(run: str) -> str:
    return _DIGITS.sub(lambda digits: "0" * min(len(digits[0]), 5), run)[: LONGEST if unspaced(run) else _LONGEST_WORD]


def _words(words: list[str]) -> Iterator[str]:
    """Words, pairs of neighbours and pairs with one between; of a script without blanks, the same of characters."""
    spoken = [piece for word in words for piece in (word if unspaced(word) else (word,))]
    yield from (piece for piece in spoken if piece not in _SAYING_LITTLE)
    for first, second in pairwise(spoken):
        yield f"{first} {second}"
    for first, _, third in zip(spoken, spoken[1:], spoken[2:], strict=False):
        yield f"{first}  {third}"


def _parts(words: list[str]) -> Iterator[str]:
    """Three and four letters side by side, a word's ends with them; of a script without blanks, one and two."""
    for word in words:
        sizes = (1, 2) if unspaced(word) else (3, 4)
        held = word if unspaced(word) else f" {word} "
        for size in sizes:
            for at in range(len(held) - size + 1):
                part = held[at : at + size]
                if part not in _SAYING_LITTLE:
                    yield part


def _bucket(piece: str) -> int:
    return zlib.crc32(piece.encode()) % BLOCK
