"""How alike a message is to each example: what there is to go by while examples are few, or codes very many."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.features import BUCKETS
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.vectors import Vectors, vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHARPNESS: Final = 20.0
"""How much more the likest examples count than the next ones."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """All examples, ``labels`` their codes' places."""

    rows: Vectors
    starts: "NDArray[np.int64]"
    lengths: "NDArray[np.float32]"
    labels: "NDArray[np.int64]"

    @classmethod
    def of(cls, packed: Packed, weigh: "NDArray[np.float32]") -> "Nearest":
        import numpy as np

        rows = vectors(packed, weigh, np.arange(len(packed)))
        return cls(rows, packed.starts[:-1], _lengths(rows), packed.labels)

    def likeness(self, message: Vectors) -> "NDArray[np.float32]":
        """Of each example, 0 (nothing in common) to 1 (the same)."""
        import numpy as np

        held = np.zeros(BUCKETS, np.float32)
        held[message.columns] = message.values
        found = np.add.reduceat(held[self.rows.columns] * self.rows.values, self.starts)
        if message.meanings.shape[1]:
            found += self.rows.meanings.astype(np.float32) @ message.meanings[0].astype(np.float32)
        alike: NDArray[np.float32] = found / (self.lengths * _lengths(message)[0])
        return alike

    def votes(self, alike: "NDArray[np.float32]", codes: int) -> "NDArray[np.float32]":
        """A score for each code: many like examples count more than one, the likest count most."""
        import numpy as np

        told = np.bincount(self.labels, np.exp(_SHARPNESS * (alike - alike.max())), codes)
        scores: NDArray[np.float32] = np.log(np.maximum(told, 1e-9)).astype(np.float32)
        return scores


def _lengths(rows: Vectors) -> "NDArray[np.float32]":
    import numpy as np

    pieces = np.bincount(rows.rows, rows.values * rows.values, rows.size)
    meant = (rows.meanings.astype(np.float32) ** 2).sum(axis=1)
    lengths: NDArray[np.float32] = np.sqrt(pieces + meant).astype(np.float32)
    return lengths
