"""The examples learned so far, packed: three bytes for each piece of a message, so that thousands weigh little."""

import json
import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from servicedesk.answers.suggesting.example import Example, digest_of
from servicedesk.answers.suggesting.features import mostly_unspaced, pieces
from servicedesk.answers.suggesting.numbers import load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ROWS: Final = 20_000
KEPT: Final = 18_000
"""Rows that are left when there would be more than MOST_ROWS."""
HEAVIEST: Final = 5.0
"""A message that gets the same answer again and again counts no more than this."""
State = Mapping[str, "NDArray[Any]"]
"""Arrays by name: what rows are kept as."""
_BYTES: Final = 2
"""Of one dimension of a meaning."""
_ARRAYS: Final = {
    "starts": "int64",
    "buckets": "uint16",
    "counts": "uint8",
    "labels": "int64",
    "weights": "float32",
    "own": "uint8",
    "unspaced": "uint8",
    "meanings": "float16",
}
"""The arrays of ``Packed`` and what they are made of."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as they were at one moment. Row ``r`` has the pieces ``starts[r]`` to ``starts[r + 1]`` of ``buckets`` and
    ``counts``; ``labels`` are places in ``codes``; ``meanings`` is rows × dimensions, of no dimensions in the core;
    ``own`` is 1 where a row is an answer's own words, ``unspaced`` where it is mostly of a script without blanks."""

    codes: tuple[str, ...]
    starts: "NDArray[np.int64]"
    buckets: "NDArray[np.uint16]"
    counts: "NDArray[np.uint8]"
    labels: "NDArray[np.int64]"
    weights: "NDArray[np.float32]"
    own: "NDArray[np.uint8]"
    unspaced: "NDArray[np.uint8]"
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
        self._own = array("B")
        self._unspaced = array("B")
        self._ends = array("I")
        self._buckets = array("H")
        self._counts = array("B")
        self._meanings = bytearray()

    def __len__(self) -> int:
        return len(self._labels)

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def weights(self) -> dict[int, float]:
        """What each row counts, by the digest of its message and code."""
        return dict(zip(self._digests, self._weights, strict=True))

    def knows(self, example: Example) -> bool:
        return digest_of(example) in self._places

    def add(self, example: Example, meaning: bytes = b"") -> bool:
        """Whether it says anything: a text without letters and digits, or without weight, does not.

        ``meaning`` is its dimensions as float16.
        """
        if not (math.isfinite(example.weight) and example.weight > 0):
            return False
        digest = digest_of(example)
        place = self._places.get(digest)
        if place is not None:
            self._weights[place] = min(HEAVIEST, self._weights[place] + example.weight)
            self._own[place] &= example.own
            return True
        counted = pieces(example.text)
        if not counted:
            return False
        buckets = sorted(counted)
        self._places[digest] = len(self)
        self._digests.append(digest)
        self._labels.append(self._codes.setdefault(example.code, len(self._codes)))
        self._weights.append(min(HEAVIEST, example.weight))
        self._own.append(example.own)
        self._unspaced.append(mostly_unspaced(example.text))
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

    def state(self) -> State:
        """All there is, as arrays: what ``of_state`` takes."""
        import numpy as np

        packed = self._pack(range(len(self)), list(self._codes))
        names = json.dumps(packed.codes).encode()
        found: State = {name: getattr(packed, name) for name in _ARRAYS}
        return {**found, "codes": np.frombuffer(names, np.uint8), "digests": np.array(self._digests, np.uint64)}

    @classmethod
    def of_state(cls, state: State) -> "Rows":
        """Raises ValueError or KeyError where the arrays are none of ``state``."""
        import numpy as np

        codes = json.loads(state["codes"].tobytes())
        rows = cls(state["meanings"].shape[1])
        rows._codes = {code: place for place, code in enumerate(codes)}
        rows._digests = array("Q", state["digests"].astype(np.uint64).tolist())
        packed = Packed(tuple(codes), **{name: state[name].astype(kind, copy=False) for name, kind in _ARRAYS.items()})
        size = len(rows._digests)
        if not (
            len(packed.labels) == len(packed.weights) == len(packed.own) == len(packed.meanings) == size
            and len(packed.starts) == size + 1
            and packed.starts[0] == 0
            and packed.starts[-1] == len(packed.buckets) == len(packed.counts)
        ):
            message = "the arrays do not fit together"
            raise ValueError(message)
        rows._fill(packed)
        return rows

    def _fill(self, packed: Packed) -> None:
        """Take over the arrays; the digests are there already."""
        self._labels = array("I", packed.labels.tolist())
        self._weights = array("f", packed.weights.tolist())
        self._own = array("B", packed.own.tobytes())
        self._unspaced = array("B", packed.unspaced.tobytes())
        self._ends = array("I", packed.starts[1:].tolist())
        self._buckets = array("H", packed.buckets.tobytes())
        self._counts = array("B", packed.counts.tobytes())
        self._meanings = bytearray(packed.meanings.tobytes())
        self._places = {digest: place for place, digest in enumerate(self._digests)}

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
            np.array(self._own, np.uint8)[chosen],
            np.array(self._unspaced, np.uint8)[chosen],
            meanings[chosen],
        )

    def _forget(self) -> None:
        """Keep the newest rows of each code, fewer of those that have most, so that no code is lost."""
        order = self._turns()[:KEPT]
        kept = sorted(order)
        codes = list(self._codes)
        packed = self._pack(kept, codes)
        self._digests = array("Q", [self._digests[place] for place in kept])
        self._fill(packed)

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
