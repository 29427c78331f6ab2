"""Titles that are nearly the same, found among ten thousand within seconds."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.answers.normalising import plain, unspaced

_NEAR: Final = 90
"""Of 100: one letter in ten differs."""
_RAREST: Final = 3
_CROWD: Final = 200
"""A word that more titles share than this makes no two of them alike."""


def near_titles(answers: Sequence[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """Pairs of different codes, the later first. Titles that are the same, or differ in a number, aren't near.

    Only titles that share one of their rarest words are compared.
    """
    from rapidfuzz.fuzz import ratio

    titles = [plain(answer.title) for answer in answers]
    numbers = [tuple(re.findall(r"\d+", title)) for title in titles]
    seen: set[tuple[int, int]] = set()
    for group in _groups(titles):
        for place, later in enumerate(group):
            for earlier in group[:place]:
                if numbers[earlier] != numbers[later] or titles[earlier] == titles[later] or (earlier, later) in seen:
                    continue
                if ratio(titles[later], titles[earlier], score_cutoff=_NEAR):
                    seen.add((earlier, later))
                    if answers[later].code.upper() != answers[earlier].code.upper():
                        yield answers[later], answers[earlier]


def _groups(titles: Sequence[str]) -> Iterator[list[int]]:
    words = [_words(title) for title in titles]
    holders: dict[str, list[int]] = {}
    for number, mine in enumerate(words):
        for word in mine:
            holders.setdefault(word, []).append(number)
    groups: dict[str, list[int]] = {}
    for number, mine in enumerate(words):
        shared = sorted(
            (word for word in mine if 1 < len(holders[word]) <= _CROWD), key=lambda word: (len(holders[word]), word)
        )
        for word in shared[:_RAREST]:
            groups.setdefault(word, []).append(number)
    yield from groups.values()


def _words(title: str) -> set[str]:
    """Words, and pairs of characters where there are no blanks."""
    found: set[str] = set()
    for run in title.split():
        found |= {run[at : at + 2] for at in range(max(1, len(run) - 1))} if unspaced(run) else {run}
    return found
