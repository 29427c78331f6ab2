"""How alike a message is to each example, and what the likest of them say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.features import BUCKETS
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.scales import LEAST_LENGTH, LITTLE, SHARPNESS
from servicedesk.answers.suggesting.vectors import Vectors, joined, vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_COMPARED: Final = 5_000
"""Examples up to which a message is compared with each by its pieces, beside the weights that were learned."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """All examples, ``labels`` their codes' places. ``rows`` without pieces: only what they mean is compared."""

    rows: Vectors
    lengths: "NDArray[np.float32]"
    meanings: "NDArray[np.float32]"
    labels: "NDArray[np.int64]"

    @classmethod
    def of(
        cls, packed: Packed, weigh: "NDArray[np.float32]", chosen: "NDArray[np.int64]", *, pieces: bool
    ) -> "Nearest":
        rows = vectors(packed, weigh, chosen)
        return cls._of(rows if pieces else rows.without_pieces(), packed.labels[chosen])

    @classmethod
    def _of(cls, rows: Vectors, labels: "NDArray[np.int64]") -> "Nearest":
        return cls(rows, _lengths(rows), rows.meanings.astype("float32"), labels)

    @property
    def by_pieces(self) -> bool:
        return self.rows.columns.size > 0

    def with_rows(self, late: Vectors, labels: "NDArray[np.int64]") -> "Nearest":
        """With more examples behind those there are."""
        import numpy as np

        more = late if self.by_pieces else late.without_pieces()
        return self._of(joined(self.rows, more), np.concatenate([self.labels, labels]))

    def likeness(self, message: Vectors) -> "NDArray[np.float32] | None":
        """Of each example, 0 (nothing in common) to 1 (the same); None where there is nothing to compare."""
        import numpy as np

        found = np.zeros(self.rows.size, np.float32)
        if self.by_pieces:
            held = np.zeros(BUCKETS, np.float32)
            held[message.columns] = message.values
            found += np.bincount(self.rows.rows, held[self.rows.columns] * self.rows.values, self.rows.size)
        meaning = message.meanings[0].astype(np.float32)
        if meaning.any():
            found += self.meanings @ meaning
        elif not self.by_pieces:
            return None
        whole = _lengths(message if self.by_pieces else message.without_pieces())[0]
        alike: NDArray[np.float32] = found / np.maximum(self.lengths * whole, LEAST_LENGTH)
        return alike

    def votes(self, alike: "NDArray[np.float32]", codes: int) -> "NDArray[np.float32]":
        """The share of each code, as a logarithm: many like examples count more than one, the likest count most."""
        import numpy as np

        told = np.bincount(self.labels, np.exp(SHARPNESS[not self.by_pieces] * (alike - alike.max())), codes)
        scores: NDArray[np.float32] = np.log(told / told.sum() + LITTLE).astype(np.float32)
        return scores


def _lengths(rows: Vectors) -> "NDArray[np.float32]":
    import numpy as np

    pieces = np.bincount(rows.rows, rows.values * rows.values, rows.size)
    meant = (rows.meanings.astype(np.float32) ** 2).sum(axis=1)
    lengths: NDArray[np.float32] = np.sqrt(pieces + meant).astype(np.float32)
    return lengths
