"""How well an answer explains all that was typed: the second stage of finding."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from servicedesk.answers.index import Entry
from servicedesk.answers.term import Met, Term

_TERMS: Final = 88
_ORDER: Final = 3
_COVERED: Final = 4
WHOLE_TITLE: Final = 97.0
_AGAIN: Final = 0.6
"""What a second typed word is worth that means a word of the title which the first one meant."""
_JOINED: Final = 0.97
_CLEAR: Final = 0.75
"""The mean quality from which the words found make up for others that are not."""


def score_of(
    number: int, entry: Entry, terms: Sequence[Term], joined: Sequence[Term | None], tight: str
) -> tuple[float, Met] | None:
    """0–100, and the weakest of the explanations; None where too much of it is not explained.

    ``tight``: what was typed, without blanks.
    """
    if tight == entry.tight:
        return WHOLE_TITLE, Met(1.0, 0, "title", entry.answer.title)
    mets = [term.met(number, entry) for term in terms]
    if any(joined):
        _join(mets, number, entry, terms, joined)
    found = [met for met in mets if met is not None]
    if not found or (len(found) < len(mets) and not _bearable(found, len(mets))):
        return None
    value = _TERMS * _explained(terms, mets) + _ORDER * _in_order(found) + _COVERED * _covered(terms, mets, entry)
    return value, min(found)


def _bearable(found: Sequence[Met], typed: int) -> bool:
    """Whether some words may be left unexplained: at most half of them, and the others must be clear."""
    return 2 * len(found) >= typed and sum(met.quality for met in found) >= _CLEAR * len(found)


def _join(
    mets: list[Met | None], number: int, entry: Entry, terms: Sequence[Term], joined: Sequence[Term | None]
) -> None:
    """Let two neighbours stand for one word where that explains more than they do by themselves."""
    for at, term in enumerate(joined):
        together = None if term is None else term.met(number, entry)
        if together is not None:
            quality = together.quality * _JOINED
            if quality > _explained(terms[at : at + 2], mets[at : at + 2]):
                mets[at] = together._replace(quality=quality)
                mets[at + 1] = together._replace(quality=quality, place=-1)


def _explained(terms: Sequence[Term], mets: Sequence[Met | None]) -> float:
    """The mean of the qualities, long words weighing more."""
    total = weights = 0.0
    used: list[int] = []
    for term, met in zip(terms, mets, strict=True):
        weight = term.weight
        weights += weight
        if met is not None:
            if met.place >= 0 and met.place in used:
                weight *= _AGAIN
            used.append(met.place)
            total += weight * met.quality
    return total / weights


def _in_order(found: Sequence[Met]) -> float:
    """0–1: neighbours of the title typed as neighbours; of one word, the title's first."""
    places = [met.place for met in found if met.place >= 0]
    if len(places) < 2:
        return 1.0 if places == [0] else 0.5
    steps = [second - first for first, second in pairwise(places)]
    return sum(1.0 if step == 1 else 0.6 if step > 0 else 0.0 for step in steps) / len(steps)


def _covered(terms: Sequence[Term], mets: Sequence[Met | None], entry: Entry) -> float:
    """0–1: how much of the title was typed."""
    letters = 0
    for term, met in zip(terms, mets, strict=True):
        if met is not None and met.place >= 0:
            letters += len(term.text) if term.chinese else len(entry.words[met.place])
    return min(1.0, letters / max(1, len(entry.tight)))
