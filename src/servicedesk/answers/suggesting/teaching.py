"""Learning in a process of its own, which is this module run as a program: the memory that it takes goes with it.

Examples come in on standard input, and what was learned of them goes out: as soon as it can be asked, and again when
all is worked in. The argument is the folder where what was learned is kept, empty for none.
"""

import os
import sys
from pathlib import Path
from typing import IO, Final

from servicedesk.answers.suggesting.exchange import examples_of, send
from servicedesk.answers.suggesting.handed import written
from servicedesk.answers.suggesting.keeping import Shelf
from servicedesk.answers.suggesting.learner import Learner
from servicedesk.answers.suggesting.model import Model

_PATIENT: Final = 5
"""Added to the process's niceness: nobody waits for it."""


def _serve(folder: str, told: IO[bytes], out: IO[bytes]) -> None:
    learner = Learner(shelf=Shelf(Path(folder)) if folder else None)
    learner.learn(examples_of(told))
    first = learner.model
    _send(first, out)
    learner.rest()
    if learner.model is not first:
        _send(learner.model, out)


def _send(model: Model | None, out: IO[bytes]) -> None:
    if model is not None:
        send(written(model), out)


if __name__ == "__main__":
    os.nice(_PATIENT)
    _serve(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
