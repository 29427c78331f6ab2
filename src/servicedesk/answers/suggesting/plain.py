"""Suggestions by plain arithmetic, for a process that goes without numpy: the same as ``Model`` gives, within rounding.

A message takes some milliseconds, and next to no memory.
"""

import math
from collections.abc import Sequence

from servicedesk.answers.suggesting.example import Suggestion
from servicedesk.answers.suggesting.features import BLOCK, mostly_unspaced, pieces
from servicedesk.answers.suggesting.handed import Handed
from servicedesk.answers.suggesting.scales import (
    CROWDED,
    HALFWAY,
    LEAST_LENGTH,
    LITTLE,
    NEAR,
    SHARPNESS,
    STEEP,
    UNTRIED_SHARPNESS,
    WORDS_SHARE,
    WORTH_SHOWING,
)

Held = Sequence[tuple[int, float]]
"""Columns and what a message has in them; of length 1."""


class Plain:
    """A core model as it was handed over. May be asked from several threads."""

    def __init__(self, model: Handed) -> None:
        self._model = model

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Best first; nothing when the message is out of scope or says nothing."""
        counted = pieces(text)
        if not counted or limit < 1:
            return ()
        held = self._weighed(counted)
        unspaced = mostly_unspaced(text)
        trial = self._model.judges and self._model.calibration is not None
        sure = self._sure_by_trial(held, unspaced) if trial else self._sure_by_likeness(held, unspaced)
        best = sorted(range(len(sure)), key=lambda place: -sure[place])[:limit]
        return tuple(Suggestion(self._model.codes[place], sure[place]) for place in best)

    def _weighed(self, counted: dict[int, int]) -> Held:
        """Words and their parts, each as long as its share of the message."""
        values = [(at, (1 + math.log(count)) * self._model.rarity[at]) for at, count in sorted(counted.items())]
        squares = [0.0, 0.0]
        for at, value in values:
            squares[at >= BLOCK] += value * value
        wanted = [share * share if square else 0.0 for share, square in zip((WORDS_SHARE, 1.0), squares, strict=True)]
        whole = sum(wanted)
        by = [math.sqrt(want / square / whole) if square else 0.0 for want, square in zip(wanted, squares, strict=True)]
        return [(at, value * by[at >= BLOCK]) for at, value in values]

    def _sure_by_trial(self, held: Held, unspaced: bool) -> list[float]:
        assert self._model.calibration is not None
        scores = self._scores(held)
        most = max(scores)
        known = math.log(sum(math.exp(CROWDED * (score - most)) for score in scores)) / CROWDED + most
        if self._model.near_too:
            known += NEAR * max(self._likeness(held))
        if known < self._model.calibration.least[unspaced]:
            return []
        sure = _shares(scores, self._model.calibration.sharpness)
        return sure if max(sure) >= WORTH_SHOWING else []

    def _sure_by_likeness(self, held: Held, unspaced: bool) -> list[float]:
        alike = self._likeness(held)
        halfway = HALFWAY["unspaced" if unspaced else "spaced"]
        in_scope = 1 / (1 + math.exp(STEEP * (halfway - max(alike))))
        if in_scope < 1 / 2:
            return []
        scores = self._scores(held) if self._model.judges else self._votes(alike)
        sharpness = UNTRIED_SHARPNESS if self._model.judges else 1.0
        return [share * in_scope for share in _shares(scores, sharpness)]

    def _scores(self, held: Held) -> list[float]:
        scores = [0.0] * len(self._model.codes)
        for column, value in held:
            scores = [
                score + value * weight for score, weight in zip(scores, self._model.weights_of(column), strict=True)
            ]
        return scores

    def _likeness(self, held: Held) -> list[float]:
        """Of each example, 0 to 1."""
        found = [0.0] * len(self._model.lengths)
        for column, value in held:
            for row, share in zip(*self._model.examples_in(column), strict=True):
                found[row] += value * share
        length = math.sqrt(sum(value * value for _, value in held))
        lengths = self._model.lengths
        return [shared / max(each * length, LEAST_LENGTH) for shared, each in zip(found, lengths, strict=True)]

    def _votes(self, alike: Sequence[float]) -> list[float]:
        told = [0.0] * len(self._model.codes)
        most = max(alike)
        for likeness, label in zip(alike, self._model.labels, strict=True):
            told[label] += math.exp(SHARPNESS[False] * (likeness - most))
        whole = sum(told)
        return [math.log(share / whole + LITTLE) for share in told]


def _shares(scores: Sequence[float], sharpness: float) -> list[float]:
    """Scores as shares of 1."""
    most = max(scores)
    grown = [math.exp((score - most) * sharpness) for score in scores]
    whole = sum(grown)
    return [each / whole for each in grown]
