"""Texts made alike once, so that what is typed and what is searched compare by their letters alone."""

import re
from typing import Final

from servicedesk.domain.words import UNSPACED, fold_words

LONGEST_QUERY: Final = 200
LONGEST_TERM: Final = 40
MOST_TERMS: Final = 12
_DROPPED: Final = re.compile("['\u2019\u02bc\u00ad\u200b-\u200f\u2060\ufeff]")
"""Apostrophes and what can't be seen: ``don't`` is typed ``dont``."""
_RUN: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")


def plain(text: str) -> str:
    """Letters and digits, folded: case, accents, full width; all between them one blank."""
    return " ".join(runs(text))


def runs(text: str) -> list[str]:
    """The words of a text; what is written without blanks is a run by itself."""
    return _RUN.findall(fold_words(_DROPPED.sub("", text)))


def terms(query: str) -> tuple[str, ...]:
    """What is looked for, shortened to what anybody types."""
    return tuple(run[:LONGEST_TERM] for run in runs(query[:LONGEST_QUERY])[:MOST_TERMS])


def unspaced(run: str) -> bool:
    """Whether a run is of a script without blanks, such as Chinese."""
    return _UNSPACED.match(run) is not None


def compounds(text: str) -> list[str]:
    """Words with a hyphen or apostrophe as they are typed without: ``e-mail`` → ``email``."""
    return [plain(found).replace(" ", "") for found in re.findall(r"\w+(?:-\w+)+", text) if found.isascii()]
