"""Rows as vectors of length 1: what each piece of a message weighs, and what the message means."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.features import BLOCK, BUCKETS
from servicedesk.answers.suggesting.rows import Packed
from servicedesk.answers.suggesting.scales import WORDS_SHARE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIECES_BESIDE_MEANING: Final = 0.7
"""How long the vector of pieces is where there is one of meaning, of length 1, beside it."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Some rows: ``values[i]`` stands in row ``rows[i]`` and column ``columns[i]``; ``meanings`` come after BUCKETS."""

    size: int
    rows: "NDArray[np.int32]"
    columns: "NDArray[np.uint16]"
    values: "NDArray[np.float32]"
    meanings: "NDArray[np.float16]"

    def dense(self) -> "NDArray[np.float32]":
        """Rows × (BUCKETS + dimensions)."""
        import numpy as np

        full = np.zeros((self.size, BUCKETS + self.meanings.shape[1]), np.float32)
        full[self.rows, self.columns] = self.values
        full[:, BUCKETS:] = self.meanings
        return full

    def without_pieces(self) -> "Vectors":
        """What the rows mean, alone."""
        return replace(self, rows=self.rows[:0], columns=self.columns[:0], values=self.values[:0])

    def dense_where_held(self) -> "tuple[NDArray[np.int64], NDArray[np.float32]]":
        """The columns that any row has something in, ascending, and rows × those columns."""
        import numpy as np

        is_held = np.zeros(BUCKETS + self.meanings.shape[1], bool)
        is_held[self.columns] = is_held[BUCKETS:] = True
        held = np.flatnonzero(is_held)
        place = np.cumsum(is_held) - 1
        part = np.zeros((self.size, len(held)), np.float32)
        part[self.rows, place[self.columns]] = self.values
        part[:, place[BUCKETS:]] = self.meanings
        return held, part


def joined(before: Vectors, after: Vectors) -> Vectors:
    import numpy as np

    return Vectors(
        before.size + after.size,
        np.concatenate([before.rows, before.size + after.rows]),
        np.concatenate([before.columns, after.columns]),
        np.concatenate([before.values, after.values]),
        np.concatenate([before.meanings, after.meanings]),
    )


def rarity(packed: Packed) -> "NDArray[np.float32]":
    """What each bucket weighs: 1 where every row has it, more the fewer have it."""
    import numpy as np

    held = np.bincount(packed.buckets, minlength=BUCKETS)
    return (np.log((1 + len(packed)) / (1 + held)) + 1).astype(np.float32)


def vectors(packed: Packed, weigh: "NDArray[np.float32]", chosen: "NDArray[np.int64]") -> Vectors:
    """The chosen rows, each made of its words and of the parts of them."""
    import numpy as np

    starts = packed.starts[chosen]
    lengths = packed.starts[chosen + 1] - starts
    ends = np.cumsum(lengths)
    source = np.repeat(starts - (ends - lengths), lengths) + np.arange(lengths.sum())
    rows = np.repeat(np.arange(len(chosen), dtype=np.int32), lengths)
    columns = packed.buckets[source]
    values = (1 + np.log(packed.counts[source].astype(np.float32))) * weigh[columns]
    blocks = 2 * rows + (columns >= BLOCK)
    squares = np.bincount(blocks, values * values, 2 * len(chosen))
    wanted = np.tile(np.array([WORDS_SHARE, 1.0]) ** 2, len(chosen)) * (squares > 0)
    whole = wanted.reshape(-1, 2).sum(axis=1)
    length = PIECES_BESIDE_MEANING if packed.meanings.shape[1] else 1.0
    values *= (length * np.sqrt(wanted[blocks] / squares[blocks] / whole[rows])).astype(np.float32)
    return Vectors(len(chosen), rows, columns, values, packed.meanings[chosen])
