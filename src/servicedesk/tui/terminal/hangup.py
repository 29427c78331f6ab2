"""The terminal can vanish: a closed window, a broken SSH line. The console then keeps the text and ends.

Textual would go on reading an end of file and block on writing to nowhere, so a thread watches the terminal itself.
"""

import os
import select
import sys
import threading
from collections.abc import Callable
from typing import Final, NoReturn

HUNG_UP: Final = 129
"""The exit code of a program whose terminal hung up: 128 + SIGHUP."""
PATIENCE: Final = 3.0
"""Seconds that the console has to end by itself; after that it is ended."""


def end_without_terminal() -> NoReturn:
    """End at once: the usual way out would fail on writing the last bytes to a terminal that is gone."""
    os._exit(HUNG_UP)


def watch_terminal(leave: Callable[[], None]) -> None:
    """Call ``leave`` once when the terminal behind stdin hangs up, and see to it that the process ends."""
    try:
        terminal = sys.stdin.fileno()
    except (OSError, ValueError):
        return
    if os.isatty(terminal):
        threading.Thread(target=_watch, args=(terminal, leave), name="hangup", daemon=True).start()


def _watch(terminal: int, leave: Callable[[], None]) -> None:
    poll = select.poll()
    poll.register(terminal, 0)  # without a mask only a hang-up or an error wakes it
    while not any(state & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, state in poll.poll()):
        pass
    leave()
    threading.Event().wait(PATIENCE)
    end_without_terminal()
