"""Texts as words that compare equal however they were spelled: what a text index keeps and what is asked of it.

Case, accents and compatibility forms are folded away. Scripts written without blanks become pairs of characters,
each run's last character standing alone too, so that any two characters next to each other are found and a single
one is the beginning of some word.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

LONGEST_WORD: Final = 40
"""Longer ones are cut: nobody types them, and engines have limits."""
LONGEST_DOCUMENT: Final = 300_000
"""Characters of a document; what a longer text says further down isn't indexed."""
UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # radicals, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af\u1100-\u11ff"  # Hangul
)
"""Characters of scripts that put no blanks between words, or whose words change at their ends."""
_WORD: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_PLAIN_WORD: Final = re.compile("[a-z0-9]+")
_WIDE_MARKS: Final = "！＂（），．／：；？［］"
"""Marks between words that normalising would rewrite, and every text that has one would be taken apart for it."""
_UNSPACED_FIRST: Final = re.compile(f"[{UNSPACED}]")
_LETTERS: Final = {
    **dict.fromkeys(range(0x300, 0x370)),
    **{
        ord(letter): plain
        for letter, plain in zip("øłđıæœþð", ("o", "l", "d", "i", "ae", "oe", "th", "d"), strict=True)
    },
}
_FOLDED: Final = re.compile(f"[{''.join(map(chr, _LETTERS))}]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word to look for. ``begins``: longer words that begin with it count too."""

    word: str
    begins: bool


def fold_words(text: str) -> str:
    """Case, accents and compatibility forms folded; other characters as they are."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # A table for translating is asked for every character, a set of characters is searched for much quicker.
    return unicodedata.normalize("NFC", folded.translate(_LETTERS) if _FOLDED.search(folded) else folded)


def words_of(text: str) -> list[str]:
    """The words of a text in their order, some of them several times; each at least once."""
    if text.isascii():
        return _PLAIN_WORD.findall(text.lower())
    for mark in _WIDE_MARKS:
        text = text.replace(mark, " ")
    found: list[str] = []
    for run in dict.fromkeys(_WORD.findall(fold_words(text))):
        if run.isascii() or not _UNSPACED_FIRST.match(run):
            found.append(run)
        else:
            found += map(str.__add__, run, run[1:])
            found.append(run[-1])
    return found


def document(*texts: str) -> list[str]:
    """What an index keeps of texts: each word once, cut to a length, as many as fit."""
    words: dict[str, None] = {}
    for text in filter(None, texts):
        words |= dict.fromkeys(words_of(text))
    if sum(map(len, texts)) <= LONGEST_WORD or not words:
        return list(words)
    if max(map(len, words)) > LONGEST_WORD:
        words = dict.fromkeys(word[:LONGEST_WORD] for word in words)
    if sum(map(len, texts)) > LONGEST_DOCUMENT // 2:
        return _as_many_as_fit(words)
    return list(words)


def message_parts(author: str, author_name: str, body: str) -> tuple[str, ...]:
    """What of a message is indexed: its body, and the name a customer gave."""
    return (body, author_name) if author == "customer" else (body,)


def _as_many_as_fit(words: Iterable[str]) -> list[str]:
    sizes = accumulate(len(word) + 1 for word in words)
    return [word for word, size in zip(words, sizes, strict=True) if size <= LONGEST_DOCUMENT]


def wanted_words(text: str, most: int = 12) -> tuple[Wanted, ...]:
    """What somebody looks for: words by their beginnings, characters of unspaced scripts in pairs."""
    found: dict[Wanted, None] = {}
    for run in _WORD.findall(fold_words(text)):
        if not _UNSPACED_FIRST.match(run):
            found[Wanted(run[:LONGEST_WORD], len(run) <= LONGEST_WORD)] = None
        elif len(run) == 1:
            found[Wanted(run, True)] = None
        else:
            found.update({Wanted(run[n : n + 2], False): None for n in range(len(run) - 1)})
        if len(found) >= most:
            break
    return tuple(found)[:most]


def number_key(text: str) -> str:
    """An order or tracking number for comparing: its letters and digits only, folded."""
    return "".join(_WORD.findall(fold_words(text)))
