"""A page in the terminal itself, without frames and unwrapped, to select from with the mouse."""

import select
import sys
from typing import Final

from servicedesk.i18n import _

STAYS: Final = 120.0
"""Seconds until the console comes back by itself: meanwhile it does nothing else."""


def show(text: str) -> None:
    """Print a clean text on the bare terminal and wait for enter."""
    out, keys = sys.__stdout__, sys.__stdin__
    if out is None or keys is None:
        return
    back = _("Select with the mouse and copy as your terminal does. Enter goes back to the console.")
    out.write(f"\x1b[2J\x1b[H{text}\n\n-- {back}\n")
    out.flush()
    try:
        ready, _w, _x = select.select([keys], [], [], STAYS)
        if ready:
            keys.readline()
    except (OSError, ValueError):
        return
    out.write("\x1b[2J\x1b[H")  # names and addresses don't stay in the terminal when the console ends
    out.flush()
