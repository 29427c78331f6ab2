"""The examples learned so far, packed: three bytes for each piece of a message, so that thousands weigh little."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.example import Example
from servicedesk.answers.suggesting.features import LONGEST, pieces
from servicedesk.answers.suggesting.numbers import load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ROWS: Final = 20_000
KEPT: Final = 18_000
"""Rows that are left when there would be more than MOST_ROWS."""
HEAVIEST: Final = 5.0
"""A message that gets the same answer again and again counts no more than this."""
_BYTES: Final = 2
"""Of one dimension of a meaning."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as they were at one moment. Row ``r`` has the pieces ``starts[r]`` to ``starts[r + 1]`` of ``buckets`` and
    ``counts``; ``labels`` are places in ``codes``; ``meanings`` is rows × dimensions, of no dimensions in the core."""

    codes: tuple[str, ...]
    starts: "NDArray[np.int64]"
    buckets: "NDArray[np.uint16]"
    counts: "NDArray[np.uint8]"
    labels: "NDArray[np.int64]"
    weights: "NDArray[np.float32]"
    meanings: "NDArray[np.float16]"

    def __len__(self) -> int:
        return len(self.labels)


class Rows:
    """The same message with the same answer is one row. Not for several threads at once.

    ``dimensions``: numbers that say what a message means, 0 in the core.
    """

    def __init__(self, dimensions: int = 0) -> None:
        self._dimensions = dimensions
        self._codes: dict[str, int] = {}
        self._places: dict[int, int] = {}
        self._digests = array("Q")
        self._labels = array("I")
        self._weights = array("f")
        self._ends = array("I")
        self._buckets = array("H")
        self._counts = array("B")
        self._meanings = bytearray()

    def __len__(self) -> int:
        return len(self._labels)

    def knows(self, example: Example) -> bool:
        return _digest(example) in self._places

    def add(self, example: Example, meaning: bytes = b"") -> bool:
        """Whether it says anything: a text without letters and digits, or without weight, does not.

        ``meaning`` is its dimensions as float16.
        """
        if not (math.isfinite(example.weight) and example.weight > 0):
            return False
        digest = _digest(example)
        place = self._places.get(digest)
        if place is not None:
            self._weights[place] = min(HEAVIEST, self._weights[place] + example.weight)
            return True
        counted = pieces(example.text)
        if not counted:
            return False
        buckets = sorted(counted)
        self._places[digest] = len(self)
        self._digests.append(digest)
        self._labels.append(self._codes.setdefault(example.code, len(self._codes)))
        self._weights.append(min(HEAVIEST, example.weight))
        self._buckets.extend(buckets)
        self._counts.extend(counted[bucket] for bucket in buckets)
        self._ends.append(len(self._buckets))
        self._meanings += meaning
        if len(self) > MOST_ROWS:
            self._forget()
        return True

    def packed(self) -> Packed:
        """All rows and codes, in an order that does not depend on when they came."""
        return self._pack(sorted(range(len(self)), key=self._digests.__getitem__), sorted(self._codes))

    def newest(self, number: int) -> Packed:
        """The rows that came last."""
        return self._pack(range(max(0, len(self) - number), len(self)), list(self._codes))

    def _pack(self, rows: Sequence[int], codes: Sequence[str]) -> Packed:
        load()
        import numpy as np

        rank = {code: place for place, code in enumerate(codes)}
        places = np.array([rank[code] for code in self._codes], np.int64)
        chosen = np.array(rows, np.int64)
        ends = np.array(self._ends, np.int64)
        lengths = np.diff(ends, prepend=0)[chosen]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        source = np.repeat(ends[chosen] - starts[1:], lengths) + np.arange(starts[-1])
        meanings = np.frombuffer(bytes(self._meanings), np.float16).reshape(len(self), self._dimensions)
        return Packed(
            tuple(codes),
            starts,
            np.array(self._buckets, np.uint16)[source],
            np.array(self._counts, np.uint8)[source],
            places[np.array(self._labels, np.int64)[chosen]],
            np.array(self._weights, np.float32)[chosen],
            meanings[chosen],
        )

    def _forget(self) -> None:
        """Keep the newest rows of each code, fewer of those that have most, so that no code is lost."""
        order = self._turns()[:KEPT]
        kept = sorted(order)
        codes = list(self._codes)
        packed = self._pack(kept, codes)
        self._digests = array("Q", [self._digests[place] for place in kept])
        self._labels = array("I", packed.labels.tolist())
        self._weights = array("f", packed.weights.tolist())
        self._ends = array("I", packed.starts[1:].tolist())
        self._buckets = array("H", packed.buckets.tobytes())
        self._counts = array("B", packed.counts.tobytes())
        self._meanings = bytearray(packed.meanings.tobytes())
        self._places = {digest: place for place, digest in enumerate(self._digests)}

    def _turns(self) -> list[int]:
        """Rows as if each code in turn gave its newest."""
        seen: dict[int, int] = {}
        turns: list[tuple[int, int]] = []
        for place in reversed(range(len(self))):
            label = self._labels[place]
            seen[label] = seen.get(label, 0) + 1
            turns.append((seen[label], -place))
        return [-place for _, place in sorted(turns)]


def packed_message(text: str, meaning: bytes = b"") -> Packed | None:
    """A message that is asked about, as rows of one without a code; None when it says nothing."""
    rows = Rows(len(meaning) // _BYTES)
    return rows.packed() if rows.add(Example("", text), meaning) else None


def _digest(example: Example) -> int:
    said = f"{example.code}\0{example.text[:LONGEST]}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest())
