"""The one who watches: starts what will die, keeps what it promised, and looks at what it left behind."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEATHS = (-signal.SIGKILL, -signal.SIGXFSZ)
DEADLINE = 60


@dataclass(frozen=True)
class Ended:
    """The reports of a process, and how it ended."""

    reports: list[dict[str, Any]]
    code: int
    errors: str

    @property
    def died(self) -> bool:
        return self.code in DEATHS

    @property
    def last(self) -> dict[str, Any]:
        return self.reports[-1]


def run_child(**order: object) -> Ended:
    """Run one order of ``child.main`` to its end; anything but death or success raises."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.child", json.dumps(order)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    ended = Ended([json.loads(line) for line in done.stdout.splitlines()], done.returncode, done.stderr)
    if ended.code and not ended.died:
        raise AssertionError(f"{order}\n{ended.errors}")
    return ended
