"""The one who watches: starts what will die, keeps what it promised, and looks at what it left behind."""

import signal
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from tests.crash import child, sweepers

DEATHS = (-signal.SIGKILL, -signal.SIGXFSZ)
DEADLINE = 120
PROCESSES = get_context("forkserver")
# The server imports the program once; each process that dies is a fork of it, made in milliseconds.
PROCESSES.set_forkserver_preload([child.__name__, sweepers.__name__])


@dataclass(frozen=True)
class Ended:
    """The reports of a process, and how it ended."""

    reports: list[dict[str, Any]]
    code: int | None

    @property
    def died(self) -> bool:
        return self.code in DEATHS

    @property
    def last(self) -> dict[str, Any]:
        return self.reports[-1]


def run_child(**order: object) -> Ended:
    """Run one order of ``child.main`` to its end; anything but death or success raises."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=child.main, args=(order, theirs))
    process.start()
    theirs.close()
    reports = _heard(ours)
    process.join(DEADLINE)
    if reports and "failed" in reports[-1]:
        raise AssertionError(f"{order}\n{reports[-1]['failed']}")
    ended = Ended(reports, process.exitcode)
    assert ended.died or ended.code == 0, f"{order} ended with {ended.code}"
    return ended


def _heard(ours: Connection) -> list[dict[str, Any]]:
    """Everything reported until the other side is gone; a report cut off by death was not heard."""
    reports = []
    while ours.poll(DEADLINE):
        try:
            reports.append(ours.recv())
        except (EOFError, OSError):
            break
    return reports
