"""A text as numbers of word pieces: of BERT's uncased vocabulary the longest piece that fits, again and again.

The vocabulary beside this file is the one that all-MiniLM-L6-v2 was made with (Apache-2.0, see VOCABULARY.md); a
piece's number is its line.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_LONGEST_WORD: Final = 100
"""Letters; a longer one is unknown, as it was to the model."""
_IDEOGRAPHS: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_SIGNS: Final = (
    r"!-/:-@\[-`{-~\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3011\uff01-\uff0f"
)
_WORD: Final = re.compile(rf"[{_IDEOGRAPHS}]|[{_SIGNS}]|[^\s{_IDEOGRAPHS}{_SIGNS}]+")
_UNSEEN: Final = frozenset({"Mn", "Cf", "Cc", "Cs", "Co"})
_UNKNOWN, _FIRST, _LAST = "[UNK]", "[CLS]", "[SEP]"


@cache
def vocabulary() -> Mapping[str, int]:
    """30,522 pieces; those inside a word begin with ``##``."""
    text = files("servicedesk.answers.suggesting").joinpath("vocabulary.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(text.split("\n"))}


def word_pieces(text: str, most: int) -> list[int]:
    """The numbers, at most so many, with those of a text's beginning and end around them."""
    known = vocabulary()
    found: list[int] = []
    for word in _WORD.findall(_plain(text)):
        found += _pieces(word, known)
        if len(found) >= most:
            break
    return [known[_FIRST], *found[: most - 2], known[_LAST]]


def _plain(text: str) -> str:
    """Small letters without accents and without what can't be seen."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if letter.isascii() or unicodedata.category(letter) not in _UNSEEN)


def _pieces(word: str, known: Mapping[str, int]) -> list[int]:
    if len(word) > _LONGEST_WORD:
        return [known[_UNKNOWN]]
    found: list[int] = []
    begin = 0
    while begin < len(word):
        prefix = "##" if begin else ""
        end = next((end for end in range(len(word), begin, -1) if prefix + word[begin:end] in known), None)
        if end is None:
            return [known[_UNKNOWN]]
        found.append(known[prefix + word[begin:end]])
        begin = end
    return found
