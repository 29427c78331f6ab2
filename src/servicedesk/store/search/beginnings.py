"""Which words stand for longer ones, and which are kept in ``known_words`` for that."""

from typing import Final

from servicedesk.domain.words import Wanted

LEAST_BEGINNING: Final = 3


def begins_others(wanted: Wanted) -> bool:
    """A letter or two of the alphabet begin too much to mean anything."""
    return wanted.begins and (len(wanted.word) >= LEAST_BEGINNING or not wanted.word.isascii())


def is_known_kind(word: str) -> bool:
    """Whether ``known_words`` lists such words: numbers are too many to list, and few share a beginning."""
    return len(word) > 1 and not word.isdigit() if word.isascii() else True
