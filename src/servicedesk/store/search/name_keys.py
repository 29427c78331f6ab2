"""The keys of a customer's name: each beginning of one finds the customer.

A Chinese name has its characters as keys from each on (``陈静``, ``静``), its syllables likewise (``chenjing``,
``jing``) and its initials (``cj``).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from servicedesk.domain.words import LONGEST_WORD, UNSPACED, fold_words

MOST_KEYS: Final = 60
"""Of one name; a novel given as a name is found by its beginning."""
PART: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@lru_cache(2_000)
def name_keys(name: str) -> tuple[str, ...]:
    """The keys of a name, each once."""
    found: dict[str, None] = {}
    spelled = name.casefold()
    for way in dict.fromkeys((name, spelled.translate(_UMLAUTS))):
        for part in PART.findall(fold_words(way)):
            found.update(dict.fromkeys(key[:LONGEST_WORD] for key in _part_keys(part)))
            if len(found) >= MOST_KEYS:
                return tuple(found)[:MOST_KEYS]
    return tuple(found)


def _part_keys(part: str) -> Iterable[str]:
    if _HAN.fullmatch(part) is None:
        return (part,) if part.isascii() else (part[n:] for n in range(len(part)))
    return _han_keys(part[:12])


def _han_keys(part: str) -> Iterable[str]:
    from servicedesk.store.search.pinyin import readings

    yield from (part[n:] for n in range(len(part)))
    for syllables in readings(part):
        yield from ("".join(syllables[n:]) for n in range(len(syllables)))
        yield "".join(syllable[0] for syllable in syllables)
