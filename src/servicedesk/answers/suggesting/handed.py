"""What was learned, as bytes that one process hands to another: a line of JSON, then arrays that are read in part.

``written`` needs numpy; ``Handed`` needs nothing, and keeps in memory no more than what every message needs.
"""

import json
import os
from array import array
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from servicedesk.answers.suggesting.features import BUCKETS
from servicedesk.answers.suggesting.scales import Calibration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from servicedesk.answers.suggesting.model import Model
    from servicedesk.answers.suggesting.nearest import Nearest

_KINDS: Final = {
    "rarity": "f",
    "starts": "I",
    "lengths": "f",
    "labels": "I",
    "likest": "I",
    "shares": "f",
    "weights": "f",
}
"""The arrays, in their order in the file: the first are read at once, the last three as a message asks for them."""
_KEPT: Final = ("rarity", "starts", "lengths", "labels")
_SIZE: Final = 4
"""Bytes of each number."""
_BREAK: Final = b"\n"
_CHUNK: Final = 1 << 16


def written(model: "Model") -> bytes:
    """A core model: without meanings, which are not for asking by plain arithmetic."""
    judging = model.judging
    near = model.nearest if judging is None or judging.nearest is None else judging.nearest
    arrays: dict[str, NDArray[Any]] = {"rarity": model.weigh.astype("f4")}
    if near is not None:
        arrays |= _by_column(near)
    if judging is not None:
        arrays["weights"] = judging.weights.astype("f4")
    tried = model.calibration
    head = {
        "codes": model.codes,
        "tried": None if tried is None else [tried.sharpness, *tried.least],
        "near_too": judging is not None and judging.nearest is not None,
        "sizes": {name: int(array.size) for name, array in arrays.items()},
    }
    parts = [arrays[name].tobytes() for name in _KINDS if name in arrays]
    return b"".join((json.dumps(head).encode(), _BREAK, *parts))


def _by_column(near: "Nearest") -> "dict[str, NDArray[Any]]":
    """Of each column the examples that have something in it, from ``starts[column]`` to ``starts[column + 1]``."""
    import numpy as np

    order = np.argsort(near.rows.columns, kind="stable")
    held = np.bincount(near.rows.columns, minlength=BUCKETS)
    return {
        "starts": np.concatenate([np.zeros(1), np.cumsum(held)]).astype("u4"),
        "lengths": near.lengths.astype("f4"),
        "labels": near.labels.astype("u4"),
        "likest": near.rows.rows[order].astype("u4"),
        "shares": near.rows.values[order].astype("f4"),
    }


class Handed:
    """A model in a file without a name: the system takes it back with the last who has it open.

    ``near_too``: what is learned is asked together with the nearest examples. ``compares``: there are examples to
    compare with; ``judges``: there are weights. May be read from several threads.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Raises ValueError or KeyError where the file is none of ``written``."""
        self._file = file
        file.seek(0)
        line = file.readline()
        head = json.loads(line)
        self.codes: tuple[str, ...] = tuple(head["codes"])
        tried = head["tried"]
        self.calibration = None if tried is None else Calibration(tried[0], (tried[1], tried[2]))
        self.near_too: bool = head["near_too"]
        self._places = _places(head["sizes"], len(line))
        if os.fstat(file.fileno()).st_size != max(end for _, end in self._places.values()):
            message = "a model that was cut off"
            raise ValueError(message)
        kept = {name: self._whole(name) for name in _KEPT if name in self._places}
        self.rarity = kept["rarity"]
        self._starts = kept.get("starts", array("I"))
        self.lengths, self.labels = kept.get("lengths", array("f")), kept.get("labels", array("I"))
        self.compares, self.judges = "starts" in kept, "weights" in self._places

    @classmethod
    def of(cls, learned: IO[bytes], size: int, folder: Path | None) -> "Handed":
        """Take ``size`` bytes into a file of our own, in ``folder`` where that can be. Raises OSError or ValueError."""
        file = _nameless(folder)
        while size and (chunk := learned.read(min(size, _CHUNK))):
            file.write(chunk)
            size -= len(chunk)
        file.flush()
        return cls(file)

    def examples_in(self, column: int) -> "tuple[array[int], array[float]]":
        """The examples that have something in a column, and how much."""
        first, last = self._starts[column], self._starts[column + 1]
        rows: array[int] = self._part("likest", first, last)
        shares: array[float] = self._part("shares", first, last)
        return rows, shares

    def weights_of(self, column: int) -> "array[float]":
        """What a column counts for each code."""
        codes = len(self.codes)
        return self._part("weights", column * codes, (column + 1) * codes)

    def _whole(self, name: str) -> "array[Any]":
        first, last = self._places[name]
        return self._part(name, 0, (last - first) // _SIZE)

    def _part(self, name: str, first: int, last: int) -> "array[Any]":
        begin = self._places[name][0] + first * _SIZE
        found = array(_KINDS[name])
        found.frombytes(os.pread(self._file.fileno(), (last - first) * _SIZE, begin))
        return found


def _places(sizes: Mapping[str, int], begin: int) -> dict[str, tuple[int, int]]:
    """The bytes of each array, from its first to before its last."""
    names = [name for name in _KINDS if name in sizes]
    edges = [begin]
    for name in names:
        edges.append(edges[-1] + sizes[name] * _SIZE)
    return dict(zip(names, pairwise(edges), strict=True))


def _nameless(folder: Path | None) -> IO[bytes]:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return TemporaryFile(dir=folder)
    except OSError:
        return TemporaryFile()
