"""What a score means, found out with examples that were kept back: how sure to be, and below what to say nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.softmax import shares, train

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_CODES: Final = 5
_FEWEST_KEPT_BACK: Final = 40
_MOST_KEPT_BACK: Final = 1_500
_ONE_IN: Final = 5
_FIRST: Final = 2
"""The third example of a code is the first that is kept back, so that two are left."""
_TURNED_AWAY: Final = {False: 0.031, True: 0.0105}
"""The share of messages in scope that may be taken for out of scope; True: with meanings, which tell them better."""
_SHARPEST, _SHARPNESS_STEPS = 8.0, 40


@dataclass(frozen=True, slots=True)
class Calibration:
    """``sharpness``: what scores are multiplied by before they become shares; ``least``: the best score of a message
    in scope is rarely below it."""

    sharpness: float
    least: float


def calibrated(packed: Packed, weigh: "NDArray[np.float32]", stopped: Callable[[], bool]) -> Calibration | None:
    """None when there are too few examples to keep some back. Raises Stopped."""
    import numpy as np

    back = _kept_back(packed.labels)
    if len(packed.codes) < FEWEST_CODES or len(back) < _FEWEST_KEPT_BACK:
        return None
    rest = np.setdiff1d(np.arange(len(packed)), back)
    weights = train(packed, weigh, rest, len(packed.codes), stopped)
    scores = scores_of(packed, weigh, weights, back)
    return Calibration(
        _sharpness(scores, packed.labels[back]), _least(scores.max(axis=1), _TURNED_AWAY[packed.meanings.shape[1] > 0])
    )


def scores_of(
    packed: Packed, weigh: "NDArray[np.float32]", weights: "NDArray[np.float32]", chosen: "NDArray[np.int64]"
) -> "NDArray[np.float32]":
    """Rows × codes, a few rows at a time to spare memory."""
    import numpy as np

    from servicedesk.answers.suggesting.vectors import vectors

    parts = np.array_split(chosen, -(-len(chosen) // 64))
    return np.concatenate([vectors(packed, weigh, part).dense() @ weights for part in parts])


def _kept_back(labels: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Every fifth row of each code that has three or more."""
    import numpy as np

    seen: dict[int, int] = {}
    back = []
    for row, label in enumerate(labels.tolist()):
        place = seen[label] = seen.get(label, -1) + 1
        if place % _ONE_IN == _FIRST:
            back.append(row)
    return np.array(back[:_MOST_KEPT_BACK], np.int64)


def _least(best: "NDArray[np.float32]", turned_away: float) -> float:
    """The score that the share stays below, less two standard errors: few examples turn few messages away."""
    import numpy as np

    error = (turned_away * (1 - turned_away) / len(best)) ** 0.5
    return float(np.quantile(best, max(0.0, turned_away - 2 * error)))


def _sharpness(scores: "NDArray[np.float32]", labels: "NDArray[np.int64]") -> float:
    """The one that makes the right codes likeliest."""
    import numpy as np

    rows = np.arange(len(labels))
    tried = np.geomspace(1 / _SHARPEST, _SHARPEST, _SHARPNESS_STEPS)
    likely = [float(np.log(shares(scores * sharp)[rows, labels] + 1e-9).mean()) for sharp in tried]
    return float(tried[int(np.argmax(likely))])
