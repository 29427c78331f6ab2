"""What somebody types against an answer's code, title, words and text: typos, gaps and any order are borne.

rapidfuzz is loaded with the first search: importing this module is cheap.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from servicedesk.answers.answer import Answer, Reason
from servicedesk.domain.words import UNSPACED, fold_words

LONGEST_QUERY: Final = 200
_TERM: Final = re.compile(rf"[{UNSPACED}]+|[^\s{UNSPACED}]+")
_WORD: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_NEAR: Final = 74
"""Likeness (0–100) from which a word counts as misspelled."""


@dataclass(frozen=True)
class Indexed:
    """An answer with its texts folded."""

    answer: Answer

    @cached_property
    def code(self) -> str:
        return fold_words(self.answer.code)

    @cached_property
    def title(self) -> str:
        return fold_words(self.answer.title)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Of the title, then those that call for it."""
        return tuple(dict.fromkeys(_WORD.findall(self.title + " " + fold_words(" ".join(self.answer.words)))))

    @cached_property
    def body(self) -> str:
        return fold_words(self.answer.body)


def terms(query: str) -> tuple[str, ...]:
    """What is looked for: words, and runs of characters of scripts without blanks."""
    return tuple(_TERM.findall(fold_words(query[:LONGEST_QUERY])))[:12]


def match(entry: Indexed, query: str, wanted: tuple[str, ...]) -> tuple[int, Reason] | None:
    """0–100 and the reason; None where fewer than half of the terms are found. ``wanted``: the terms of ``query``."""
    whole = fold_words(query.strip())
    if whole == entry.code:
        return 100, Reason("code", entry.answer.code)
    if entry.code.startswith(whole):
        return 96, Reason("code", entry.answer.code)
    found = [_term(entry, term) for term in wanted]
    marks = [mark for mark in found if mark is not None]
    if not marks or 2 * len(marks) < len(found):
        return None
    score = sum(mark[0] for mark in marks) / len(found)
    if len(wanted) > 1 and whole in entry.title:
        score += 4
    return round(min(94, score)), min(marks, key=lambda mark: mark[0])[1]


def _term(entry: Indexed, term: str) -> tuple[float, Reason] | None:
    """The best place of one term."""
    if term in entry.code.split("-") or (len(term) > 2 and term in entry.code):
        return 93, Reason("code", entry.answer.code)
    if _UNSPACED.match(term):
        return _unspaced(entry, term)
    best = _among(entry, term)
    if best is not None and best[0] >= 70:
        return best
    if len(term) > 2 and term in entry.body:
        return 50, Reason("text", term)
    return best


def _unspaced(entry: Indexed, term: str) -> tuple[float, Reason] | None:
    """Chinese: as it stands, in the words that call for it, its characters with gaps, in the text."""
    if term in entry.title:
        return 92 if entry.title.startswith(term) else 88, Reason("title", term)
    if any(term in word for word in entry.words):
        return 80, Reason("title", term)
    if len(term) > 1 and _in_order(term, entry.title):
        return 70, Reason("near", entry.answer.title)
    return (50, Reason("text", term)) if term in entry.body else None


def _among(entry: Indexed, term: str) -> tuple[float, Reason] | None:
    """The best of the title's words: the word, its beginning, a part, with gaps (``rfnd``), misspelled."""
    from rapidfuzz import fuzz

    best: tuple[float, Reason] | None = None
    for word in entry.words:
        if word == term:
            mark = 92.0, Reason("title", word)
        elif word.startswith(term):
            mark = 88.0, Reason("title", word)
        elif len(term) > 2 and term in word:
            mark = 76.0, Reason("title", word)
        elif len(term) > 2 and word[0] == term[0] and _in_order(term, word):
            mark = 72.0, Reason("near", word)
        elif len(term) > 3 and (likeness := fuzz.ratio(term, word, score_cutoff=_NEAR)):
            mark = likeness * 0.72, Reason("near", word)
        else:
            continue
        if best is None or mark[0] > best[0]:
            best = mark
    return best


def _in_order(term: str, text: str) -> bool:
    """Every character of ``term`` stands in ``text``, in its order."""
    at = iter(text)
    return all(character in at for character in term)
