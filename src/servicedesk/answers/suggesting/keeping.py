"""What was learned, kept on disk: a file's name tells whether it is whole, and only arrays of numbers are read."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servicedesk.answers.suggesting.example import Example, digest_of
from servicedesk.answers.suggesting.features import BUCKETS
from servicedesk.answers.suggesting.judging import Judging
from servicedesk.answers.suggesting.model import MOST_TRAINED, Model
from servicedesk.answers.suggesting.numbers import load
from servicedesk.answers.suggesting.rows import HEAVIEST, Rows, State
from servicedesk.answers.suggesting.scales import Calibration

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

_METHOD: Final = 2
"""Counted up with every change to how messages become numbers or weights are learned."""
_WORTH_KEEPING: Final = 200
"""Examples; fewer are learned anew in a moment."""
_MOST_FILES: Final = 4
_MOST_BYTES: Final = 100_000_000
"""Of one file; the largest there can be are of 20,000 examples of 500 answers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was learned: ``rows`` and the model made of all of them. ``told``: how many examples that were."""

    rows: Rows
    model: Model
    told: int


class Shelf:
    """A folder with the last few. Reading and writing never fail: what can't be read is learned anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, rows: State, model: Model, told: int) -> None:
        """Write what was learned of all ``rows`` (their state), and take the oldest files away."""
        from tempfile import NamedTemporaryFile

        if len(rows["labels"]) < _WORTH_KEEPING or model.judging is None:
            return
        written = _written(rows, model, model.judging, told)
        if len(written) > _MOST_BYTES:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
                file.write(written)
            name = f"{_prefix(rows['meanings'].shape[1])}{_digest(written)}.npz"
            Path(file.name).replace(self._folder / name)
            self._tidy()

    def taken(self, examples: Sequence[Example], dimensions: int) -> tuple[Kept, list[Example]] | None:
        """The newest that was learned from some of these examples and no others, and the examples it does not know."""
        if len(examples) < _WORTH_KEEPING:
            return None
        for file in self._newest(f"{_prefix(dimensions)}*.npz")[:_MOST_FILES]:
            with suppress(*_misfits()):
                written = file.read_bytes()
                if _digest(written) != file.stem.rpartition("-")[2]:
                    continue
                found = _read(written, dimensions)
                unknown = None if found is None else _unknown(found.rows.weights(), examples)
                if found is not None and unknown is not None:
                    return found, unknown
        return None

    def _newest(self, pattern: str) -> list[Path]:
        with suppress(OSError):
            return sorted(self._folder.glob(pattern), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        return []

    def _tidy(self) -> None:
        for file in [*self._newest("learned-*.npz")[_MOST_FILES:], *self._newest("*.part")[1:]]:
            file.unlink(missing_ok=True)


def _unknown(known: Mapping[int, float], examples: Sequence[Example]) -> list[Example] | None:
    """The examples beyond those known; None where something known is none of the examples."""
    left = {digest: HEAVIEST**9 if weight >= HEAVIEST else weight for digest, weight in known.items()}
    met, unknown = set(), []
    for example in examples:
        digest = digest_of(example)
        if left.get(digest, 0.0) >= example.weight:
            left[digest] -= example.weight
            met.add(digest)
        else:
            unknown.append(example)
    spare = any(weight > 0 for digest, weight in left.items() if known[digest] < HEAVIEST)
    return None if spare or len(met) < len(known) else unknown


def _written(rows: State, model: Model, judging: Judging, told: int) -> bytes:
    import numpy as np

    tried = () if model.calibration is None else (model.calibration.sharpness, *model.calibration.least)
    learned: State = {
        "rarity": model.weigh,
        "learned": judging.weights,
        "tried": np.array(tried, np.float64),
        "told": np.array([told], np.int64),
    }
    out = BytesIO()
    np.savez(out, allow_pickle=False, **rows, **learned)
    return out.getvalue()


def _read(written: bytes, dimensions: int) -> Kept | None:
    """None where the arrays are none of a model; raises one of ``_misfits`` where they are no arrays."""
    load()
    import numpy as np

    with np.load(BytesIO(written), allow_pickle=False) as file:
        state = {name: file[name] for name in file.files}
    rows = Rows.of_state(state)
    weigh: NDArray[float32] = state["rarity"].astype(np.float32, copy=False)
    weights: NDArray[float32] = state["learned"].astype(np.float32, copy=False)
    tried = state["tried"].tolist()
    packed = rows.packed()
    fits = (
        rows.dimensions == dimensions
        and weigh.shape == (BUCKETS,)
        and weights.shape == (BUCKETS + dimensions, len(packed.codes))
        and len(packed.codes) <= MOST_TRAINED
        and len(tried) in (0, 3)
        and bool(np.isfinite(weights).all() and np.isfinite(weigh).all() and np.isfinite(state["tried"]).all())
    )
    if not fits:
        return None
    calibration = Calibration(tried[0], (tried[1], tried[2])) if tried else None
    return Kept(rows, Model.learned(packed, weigh, weights, calibration), int(state["told"][0]))


def _misfits() -> tuple[type[Exception], ...]:
    """What a file may raise that is none of ours."""
    from zipfile import BadZipFile

    return (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, BadZipFile, EOFError)


def _prefix(dimensions: int) -> str:
    return f"learned-{_METHOD}-{dimensions}-"


def _digest(written: bytes) -> str:
    return blake2b(written, digest_size=16).hexdigest()
