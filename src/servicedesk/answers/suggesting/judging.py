"""What is said of a message: a score for each code, and how far it is something that was learned at all."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from servicedesk.answers.suggesting.features import BUCKETS
from servicedesk.answers.suggesting.likeness import Likeness
from servicedesk.answers.suggesting.nearest import MOST_COMPARED, Nearest
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.scales import CROWDED, NEAR
from servicedesk.answers.suggesting.softmax import nudge
from servicedesk.answers.suggesting.vectors import Vectors, vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_VOTES: Final = 0.35
"""What the likest examples count, where a score is 1: by their meaning; pieces alone tell less than the weights."""


class Verdict(NamedTuple):
    """``known``: the higher, the surer that the message is one of those that were learned."""

    scores: "NDArray[np.float32]"
    known: float


@dataclass(frozen=True, slots=True)
class Judging:
    """``weights``, columns × codes, and the examples themselves; None where there are very many without a meaning.

    ``likeness`` is there where few have one.
    """

    weights: "NDArray[np.float32]"
    nearest: Nearest | None
    likeness: Likeness | None = None

    @classmethod
    def of(
        cls,
        packed: Packed,
        weigh: "NDArray[np.float32]",
        weights: "NDArray[np.float32]",
        chosen: "NDArray[np.int64]",
    ) -> "Judging":
        """``chosen``: the rows that the weights were learned from."""
        compared = len(packed) <= MOST_COMPARED
        if not compared and not packed.meanings.shape[1]:
            return cls(weights, None)
        return cls(weights, Nearest.of(packed, weigh, chosen, pieces=compared), Likeness.of(packed, chosen))

    def verdict(self, vector: Vectors) -> Verdict:
        """Of a message, rows of one."""
        import numpy as np

        scores = self._scores(vector)
        known = float(np.log(np.exp(CROWDED * (scores - scores.max())).sum()) / CROWDED + scores.max())
        alike = None if self.nearest is None else self.nearest.likeness(vector)
        if self.nearest is None or alike is None:
            return Verdict(scores, known)
        if self.nearest.by_pieces:
            known += NEAR * float(alike.max())
        if not vector.meanings.any():
            return Verdict(scores, known)
        scores = scores + _VOTES * self.nearest.votes(alike, len(scores))
        if self.likeness is not None:
            scores = scores + self.likeness.scores(vector.meanings[0].astype(np.float32))
        return Verdict(scores, known)

    def taught(self, late: Vectors, labels: "NDArray[np.int64]", codes: int) -> "Judging":
        """With the rows ``late`` learned in a hurry."""
        import numpy as np

        weights = np.pad(self.weights, ((0, 0), (0, codes - self.weights.shape[1])))
        nudge(weights, late, labels)
        return replace(
            self,
            weights=weights,
            nearest=self.nearest and self.nearest.with_rows(late, labels),
            likeness=self.likeness and self.likeness.taught(late.meanings.astype(np.float32), labels, codes),
        )

    def _scores(self, vector: Vectors) -> "NDArray[np.float32]":
        scores = vector.values @ self.weights[vector.columns]
        if vector.meanings.shape[1]:
            scores = scores + vector.meanings[0].astype(scores.dtype) @ self.weights[BUCKETS:]
        return scores


def verdicts(
    judging: Judging, packed: Packed, weigh: "NDArray[np.float32]", chosen: "NDArray[np.int64]"
) -> list[Verdict]:
    """Of some of the rows."""
    import numpy as np

    return [judging.verdict(vectors(packed, weigh, np.array([row]))) for row in chosen.tolist()]
