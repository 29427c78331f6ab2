"""numpy, loaded when it is first needed: in a worker behind the first paint."""

import os
from typing import Final

_THREADS: Final = "OPENBLAS_NUM_THREADS"


def load() -> None:
    """One thread for numpy's algebra: it takes less memory, and the other cores are the console's."""
    kept = os.environ.get(_THREADS)
    os.environ[_THREADS] = kept or "1"
    try:
        import numpy  # noqa: F401
    finally:
        if kept is None:
            del os.environ[_THREADS]
