"""What was learned up to one moment. Asking changes nothing, so that several threads may."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.calibrating import Calibration, calibrated
from servicedesk.answers.suggesting.example import Suggestion
from servicedesk.answers.suggesting.features import BUCKETS
from servicedesk.answers.suggesting.nearest import Nearest
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.softmax import nudge, shares, train
from servicedesk.answers.suggesting.vectors import Vectors, rarity, vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_TRAINED: Final = 500
"""Codes with weights of their own, 32 kB each; where there are more, all go by likeness."""
_UNTRIED_SHARPNESS: Final = 2.3
_STEEP: Final = 12.0


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` is None where there are too many codes, ``calibration`` where there is too little to try it with;
    ``nearest`` is there where one of them is not."""

    codes: tuple[str, ...]
    weigh: "NDArray[np.float32]"
    weights: "NDArray[np.float32] | None"
    calibration: Calibration | None
    nearest: Nearest | None

    @classmethod
    def of(cls, packed: Packed, stopped: Callable[[], bool] = lambda: False) -> "Model":
        """Learn all rows anew. Raises Stopped soon after ``stopped`` says so."""
        import numpy as np

        weigh = rarity(packed)
        weights = calibration = None
        if len(packed.codes) <= MOST_TRAINED:
            calibration = calibrated(packed, weigh, stopped)
            weights = train(packed, weigh, np.arange(len(packed)), len(packed.codes), stopped)
        nearest = None if calibration else Nearest.of(packed, weigh)
        return cls(packed.codes, weigh, weights, calibration, nearest)

    def taught(self, late: Packed, every: Callable[[], Packed]) -> "Model":
        """With the rows ``late``, that came since, learned in a hurry; ``every``: those and all before."""
        import numpy as np

        codes = tuple(dict.fromkeys((*self.codes, *late.codes)))
        places = {code: place for place, code in enumerate(codes)}
        weights = self.weights
        if weights is not None:
            weights = np.pad(weights, ((0, 0), (0, len(codes) - len(self.codes))))
            labels = np.array([places[code] for code in late.codes])[late.labels]
            nudge(weights, vectors(late, self.weigh, np.arange(len(late))), labels)
        nearest = self.nearest
        if nearest is not None:
            rows = every()
            labels = np.array([places[code] for code in rows.codes])[rows.labels]
            nearest = replace(Nearest.of(rows, self.weigh), labels=labels)
        return replace(self, codes=codes, weights=weights, nearest=nearest)

    def suggestions(self, message: Packed, limit: int, halfway: float) -> tuple[Suggestion, ...]:
        """Best first; nothing when the message, rows of one, is out of scope.

        ``halfway``: the likeness to the nearest example, 0–1, at which a message is in scope as likely as not. It
        counts while there are too few examples to try.
        """
        import numpy as np

        vector = vectors(message, self.weigh, np.zeros(1, np.int64))
        sure = self._sure_by_trial(vector) if self.calibration else self._sure_by_likeness(vector, halfway)
        if sure is None:
            return ()
        best = np.argsort(-sure, kind="stable")[:limit]
        return tuple(Suggestion(self.codes[at], float(sure[at])) for at in best)

    def _sure_by_trial(self, vector: Vectors) -> "NDArray[np.float32] | None":
        assert self.weights is not None
        assert self.calibration is not None
        scores = _scores(vector, self.weights)
        return None if scores.max() < self.calibration.least else shares(scores * self.calibration.sharpness)

    def _sure_by_likeness(self, vector: Vectors, halfway: float) -> "NDArray[np.float32] | None":
        assert self.nearest is not None
        alike = self.nearest.likeness(vector)
        in_scope = 1 / (1 + math.exp(_STEEP * (halfway - float(alike.max()))))
        if in_scope < 1 / 2:
            return None
        if self.weights is None:
            return shares(self.nearest.votes(alike, len(self.codes))) * in_scope
        return shares(_scores(vector, self.weights) * _UNTRIED_SHARPNESS) * in_scope


def _scores(vector: Vectors, weights: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Of each code, for rows of one."""
    scores = vector.values @ weights[vector.columns]
    if vector.meanings.shape[1]:
        scores = scores + vector.meanings[0].astype(scores.dtype) @ weights[BUCKETS:]
    return scores
