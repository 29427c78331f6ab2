"""Which characters of a text were meant by what somebody looks for, and a piece of the text around them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from servicedesk.domain.words import UNSPACED, Wanted, fold_words, number_key

Span = tuple[int, int]

_RUN: Final = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
BEFORE: Final = 12
"""Characters of an excerpt before what was meant."""


def spans_of(text: str, words: Sequence[Wanted]) -> list[Span]:
    """Stretches of the text that the words mean, from left to right, touching ones joined."""
    found: list[Span] = []
    for begin, end in sorted(_spans(text, words)):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _spans(text: str, words: Sequence[Wanted]) -> Iterator[Span]:
    for match in _RUN.finditer(text):
        run = match.group()
        folded = fold_words(run)
        if _UNSPACED.match(run):
            yield from _in_unspaced(match.start(), run, folded, words)
        elif any(folded == one.word or (one.begins and folded.startswith(one.word)) for one in words):
            longest = max(len(one.word) for one in words if folded.startswith(one.word))
            yield match.start(), match.start() + (longest if len(folded) == len(run) else len(run))


def _in_unspaced(start: int, run: str, folded: str, words: Sequence[Wanted]) -> Iterator[Span]:
    if len(folded) != len(run):
        return
    for one in words:
        at = folded.find(one.word)
        while at >= 0:
            yield start + at, start + at + len(one.word)
            at = folded.find(one.word, at + 1)


def key_spans(text: str, key: str) -> list[Span]:
    """Where the letters and digits of a number stand in a text, whatever parts them there; the last such place."""
    places = [(place, folded) for place, letter in enumerate(text) for folded in number_key(letter)]
    at = "".join(folded for _, folded in places).rfind(key) if key else -1
    return [(places[at][0], places[at + len(key) - 1][0] + 1)] if at >= 0 else []


def excerpt(text: str, words: Sequence[Wanted], length: int = 120) -> str:
    """A piece of the text in one line, beginning a little before the first word that was meant."""
    flat = " ".join(text.split())
    first = next(_spans(flat, words), (0, 0))[0]
    begin = first - BEFORE if first > 2 * BEFORE else 0
    if begin:
        blank = flat.find(" ", begin, first)
        begin = blank + 1 if blank >= 0 else begin
    piece = flat[begin : begin + length]
    return f"{'…' if begin else ''}{piece}{'…' if begin + length < len(flat) else ''}"
