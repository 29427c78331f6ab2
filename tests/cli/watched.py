"""A command that somebody watches: its stderr is a terminal."""

import os
import pty
import subprocess
import sys
from pathlib import Path


def painted(*arguments: object) -> bytes:
    """All that ``servicedesk ARGS`` paints on stderr."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "servicedesk", *map(str, arguments)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=theirs) as run:
        os.close(theirs)
        seen = b"".join(iter(lambda: _block(ours), b""))
        run.wait(60)
    os.close(ours)
    return seen


def _block(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other end is closed
        return b""
