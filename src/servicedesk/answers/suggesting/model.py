"""What was learned up to one moment. Asking changes nothing, so that several threads may."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.calibrating import calibrated
from servicedesk.answers.suggesting.example import Suggestion
from servicedesk.answers.suggesting.judging import Judging
from servicedesk.answers.suggesting.nearest import Nearest
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.scales import STEEP, UNTRIED_SHARPNESS, WORTH_SHOWING, Calibration
from servicedesk.answers.suggesting.softmax import shares, train
from servicedesk.answers.suggesting.vectors import Vectors, rarity, vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_TRAINED: Final = 500
"""Codes with weights of their own, 32 kB each; where there are more, all go by likeness."""


@dataclass(frozen=True, slots=True)
class Model:
    """``judging`` is None where there are too many codes, ``calibration`` where there is too little to try it with;
    ``nearest`` is there where one of them is not."""

    codes: tuple[str, ...]
    weigh: "NDArray[np.float32]"
    judging: Judging | None
    calibration: Calibration | None
    nearest: Nearest | None

    @classmethod
    def of(cls, packed: Packed, stopped: Callable[[], bool] = lambda: False) -> "Model":
        """Learn all rows anew. Raises Stopped soon after ``stopped`` says so."""
        import numpy as np

        weigh = rarity(packed)
        if len(packed.codes) > MOST_TRAINED:
            return cls.learned(packed, weigh, None, None)
        calibration = calibrated(packed, weigh, stopped)
        weights = train(packed, weigh, np.arange(len(packed)), len(packed.codes), stopped)
        return cls.learned(packed, weigh, weights, calibration)

    @classmethod
    def learned(
        cls,
        packed: Packed,
        weigh: "NDArray[np.float32]",
        weights: "NDArray[np.float32] | None",
        calibration: Calibration | None,
    ) -> "Model":
        """From what was learned of these rows before."""
        import numpy as np

        every = np.arange(len(packed))
        judging = None if weights is None else Judging.of(packed, weigh, weights, every)
        nearest = None if judging and calibration else Nearest.of(packed, weigh, every, pieces=True)
        return cls(packed.codes, weigh, judging, calibration, nearest)

    def taught(self, late: Packed) -> "Model":
        """With the rows ``late``, that came since, learned in a hurry."""
        import numpy as np

        codes = tuple(dict.fromkeys((*self.codes, *late.codes)))
        places = {code: place for place, code in enumerate(codes)}
        labels = np.array([places[code] for code in late.codes])[late.labels]
        rows = vectors(late, self.weigh, np.arange(len(late)))
        return replace(
            self,
            codes=codes,
            judging=self.judging and self.judging.taught(rows, labels, len(codes)),
            nearest=self.nearest and self.nearest.with_rows(rows, labels),
        )

    def suggestions(self, message: Packed, limit: int, halfway: float) -> tuple[Suggestion, ...]:
        """Best first; nothing when the message, rows of one, is out of scope.

        ``halfway``: the likeness to the nearest example, 0–1, at which a message is in scope as likely as not. It
        counts while there are too few examples to try.
        """
        import numpy as np

        vector = vectors(message, self.weigh, np.zeros(1, np.int64))
        sure = (
            self._sure_by_trial(vector, int(message.unspaced[0]))
            if self.nearest is None
            else self._sure_by_likeness(vector, halfway)
        )
        if sure is None:
            return ()
        best = np.argsort(-sure, kind="stable")[:limit]
        return tuple(Suggestion(self.codes[at], float(sure[at])) for at in best)

    def _sure_by_trial(self, vector: Vectors, unspaced: int) -> "NDArray[np.float32] | None":
        assert self.judging is not None
        assert self.calibration is not None
        verdict = self.judging.verdict(vector)
        if verdict.known < self.calibration.least[unspaced]:
            return None
        sure = shares(verdict.scores * self.calibration.sharpness)
        told = vector.meanings.any() or not vector.meanings.shape[1]
        return None if told and sure.max() < WORTH_SHOWING else sure

    def _sure_by_likeness(self, vector: Vectors, halfway: float) -> "NDArray[np.float32] | None":
        assert self.nearest is not None
        alike = self.nearest.likeness(vector)
        nearest = 0.0 if alike is None else float(alike.max())
        in_scope = 1 / (1 + math.exp(STEEP * (halfway - nearest)))
        if alike is None or in_scope < 1 / 2:
            return None
        if self.judging is None:
            return shares(self.nearest.votes(alike, len(self.codes))) * in_scope
        return shares(self.judging.verdict(vector).scores * UNTRIED_SHARPNESS) * in_scope
