"""What is read as it was typed, in the ticket's language, comes before what merely looks like it.

Two letters begin or stand inside many words: ``th`` is 退货 on a Chinese ticket, not the first half of "the".
"""

from collections.abc import Sequence
from typing import Final

from servicedesk.answers.finder import Found
from servicedesk.answers.index import Entry

_WORD_FROM: Final = 3
"""Letters from which a typed word that is one of another language's title, or begins a code, is taken to mean it."""


def is_read(found: Found, entry: Entry, language: str) -> bool:
    """Whether an answer in this language was found by pinyin."""
    return found.what == "pinyin" and entry.answer.language == language


def gives_way(found: Found, entry: Entry, language: str, typed: Sequence[str]) -> bool:
    """Whether what was typed in Latin letters is spelled nearly so, stands in the text, or is but part of a word."""
    match found.what:
        case "near" | "text":
            return True
        case "title":
            whole = found.detail in typed and len(found.detail) >= _WORD_FROM
            return entry.answer.language != language and not whole
        case "code":
            tight = "".join(typed)
            begun = entry.code.startswith(tight) and len(tight) >= _WORD_FROM
            return not begun and set(typed).isdisjoint((entry.code, *entry.pieces))
        case _:
            return False
