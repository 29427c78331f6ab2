"""Which code a vector calls for: a weight for each column and code, learned in small steps (softmax regression)."""

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.example import Stopped
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.vectors import Vectors, vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PACE: Final = 5.0
_MOMENTUM: Final = 0.9
_SOFTNESS: Final = 15.0
"""How far weights may grow: the larger, the closer to the examples."""
_STEPS: Final = 1_250
_FEWEST_ROUNDS, _MOST_ROUNDS = 10, 20
_FEW: Final = 2_500
"""Rows up to which a step looks at few of them."""
_NUDGES: Final = 20
_ENOUGH: Final = 0.9
"""The share of its own code at which a new example counts as learned for now."""


def train(
    packed: Packed,
    weigh: "NDArray[np.float32]",
    chosen: "NDArray[np.int64]",
    codes: int,
    stopped: Callable[[], bool] = lambda: False,
) -> "NDArray[np.float32]":
    """Weights, columns × codes, from the chosen rows. The same rows give the same weights.

    Raises Stopped soon after ``stopped`` says so.
    """
    import numpy as np

    size = len(chosen)
    step = 32 if size <= _FEW else 64
    in_round = math.ceil(size / step)
    rounds = max(_FEWEST_ROUNDS, min(_MOST_ROUNDS, _STEPS // max(1, in_round)))
    columns = len(weigh) + packed.meanings.shape[1]
    weights = np.zeros((columns, codes), np.float32)
    speed, room = np.zeros_like(weights), np.empty_like(weights)
    shrink = np.float32(1 / (_SOFTNESS * size))
    share = packed.weights / packed.weights[chosen].mean()
    random = Random(size)
    order = chosen.tolist()
    done = 0
    for _ in range(rounds):
        if stopped():
            raise Stopped
        random.shuffle(order)
        for begin in range(0, size, step):
            rows = np.array(order[begin : begin + step])
            held, part = vectors(packed, weigh, rows).dense_where_held()
            wrong = shares(part @ weights[held])
            wrong[np.arange(len(rows)), packed.labels[rows]] -= 1
            wrong *= share[rows, None] / len(rows)
            speed *= _MOMENTUM
            speed[held] += part.T @ wrong
            speed += np.multiply(weights, shrink, out=room)
            pace = np.float32(_PACE * (1 + math.cos(math.pi * done / (rounds * in_round))) / 2)
            weights -= np.multiply(speed, pace, out=room)
            done += 1
    return weights


def nudge(weights: "NDArray[np.float32]", rows: Vectors, labels: "NDArray[np.int64]") -> None:
    """Change the weights in place until each row's own code is the likeliest by far, in a few steps."""
    import numpy as np

    for vector, label in zip(rows.dense(), labels, strict=True):
        held = np.flatnonzero(vector)
        for _ in range(_NUDGES):
            wrong = shares(vector[held] @ weights[held])
            if wrong[label] >= _ENOUGH:
                break
            wrong[label] -= 1
            weights[held] -= np.float32(_PACE) * np.outer(vector[held], wrong)


def shares(scores: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Scores as shares of 1 along the last axis."""
    import numpy as np

    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    parts: NDArray[np.float32] = grown / grown.sum(axis=-1, keepdims=True)
    return parts
