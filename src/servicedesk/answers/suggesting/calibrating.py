"""What a score means, found out with examples that were kept back: how sure to be, and below what to say nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.judging import Judging, verdicts
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.scales import Calibration
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
_TURNED_AWAY: Final = {False: 0.026, True: 0.01}
"""The share of messages in scope that may be taken for out of scope; True: with meanings, which tell them better."""
_OFFERED: Final = 3
"""Silence costs nothing where the right code would not have been among so many."""
_ERRORS: Final = 2.0
_EASY, _HARD = 0.2, 0.25
"""Of what is missed beyond the first share, the second is what may be turned away more."""
_SHARPEST, _SHARPNESS_STEPS = 8.0, 40


def calibrated(packed: Packed, weigh: "NDArray[np.float32]", stopped: Callable[[], bool]) -> Calibration | None:
    """None when there are too few examples to keep some back. Raises Stopped."""
    import numpy as np

    back = _kept_back(packed)
    if len(packed.codes) < FEWEST_CODES or len(back) < _FEWEST_KEPT_BACK:
        return None
    rest = np.setdiff1d(np.arange(len(packed)), back)
    weights = train(packed, weigh, rest, len(packed.codes), stopped)
    found = verdicts(Judging.of(packed, weigh, weights, rest), packed, weigh, back)
    known = np.array([one.known for one in found], np.float32)
    scores = np.array([one.scores for one in found], np.float32)
    share = _TURNED_AWAY[packed.meanings.shape[1] > 0]
    offered = np.argsort(-scores, axis=1, kind="stable")[:, :_OFFERED]
    right = (offered == packed.labels[back][:, None]).any(axis=1)
    of_script = [packed.unspaced[back] == unspaced for unspaced in (0, 1)]
    chosen = [some if some.sum() >= _FEWEST_KEPT_BACK else np.ones(len(back), bool) for some in of_script]
    spaced, unspaced = (_least(known[some], right[some], share) for some in chosen)
    return Calibration(_sharpness(scores, packed.labels[back]), (spaced, unspaced))


def _kept_back(packed: Packed) -> "NDArray[np.int64]":
    """Every fifth message of each code that has three or more."""
    import numpy as np

    seen: dict[int, int] = {}
    back = []
    for row in np.flatnonzero(packed.own == 0).tolist():
        label = int(packed.labels[row])
        place = seen[label] = seen.get(label, -1) + 1
        if place % _ONE_IN == _FIRST:
            back.append(row)
    return np.array(back[:_MOST_KEPT_BACK], np.int64)


def _least(known: "NDArray[np.float32]", right: "NDArray[np.bool_]", turned_away: float) -> float:
    """What the share of those that are ``right`` stays below, less two standard errors: few turn few away.

    The more is missed anyway, the less a suggestion is worth beside silence. Where there are too few to tell, the
    least that any was known.
    """
    import numpy as np

    missed = max(0.0, 1 - float(right.mean()) - _EASY)
    share = turned_away - _ERRORS * (turned_away * (1 - turned_away) / max(1, right.sum())) ** 0.5 + _HARD * missed
    return float(np.quantile(known[right], share) if share > 0 else known.min())


def _sharpness(scores: "NDArray[np.float32]", labels: "NDArray[np.int64]") -> float:
    """The one that makes the right codes likeliest."""
    import numpy as np

    rows = np.arange(len(labels))
    tried = np.geomspace(1 / _SHARPEST, _SHARPEST, _SHARPNESS_STEPS)
    likely = [float(np.log(shares(scores * sharp)[rows, labels] + 1e-9).mean()) for sharp in tried]
    return float(tried[int(np.argmax(likely))])
