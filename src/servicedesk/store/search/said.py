"""Texts of a ticket as they stand, to see whether a word is in them: for so few that no index is asked."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from servicedesk.domain.words import LONGEST_WORD, UNSPACED, Wanted, fold_words

_IN_A_WORD: Final = rf"[^\W_{UNSPACED}]"


@dataclass(slots=True)
class Said:
    """``keys`` are those of the customer's name, each found by its beginning."""

    texts: list[str]
    keys: tuple[str, ...]
    _folded: list[str] = field(default_factory=list)

    def has(self, wanted: Wanted) -> bool:
        """Whether the word stands in one of the texts or begins a key."""
        if any(key.startswith(wanted.word) for key in self.keys):
            return True
        self._folded += map(fold_words, self.texts[len(self._folded) :])
        looked_for = _pattern(wanted)
        return any(looked_for.search(text) for text in self._folded)


@lru_cache(64)
def _pattern(wanted: Wanted) -> re.Pattern[str]:
    """A word of letters from its beginning; characters of unspaced scripts wherever they stand together.

    A word that was cut may go on.
    """
    word = re.escape(wanted.word)
    if re.match(f"[{UNSPACED}]", wanted.word):
        return re.compile(word)
    goes_on = wanted.begins or len(wanted.word) == LONGEST_WORD
    return re.compile(f"(?<!{_IN_A_WORD}){word}" + ("" if goes_on else f"(?!{_IN_A_WORD})"))
