"""Handing a file to the desktop's viewer: pictures, PDF and plain text only, never over SSH, never by itself."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from servicedesk.i18n import _
from servicedesk.tui.terminal.clipboard import over_ssh

VIEWABLE: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic", ".pdf", ".txt"})
"""Endings that a viewer shows; anything else might be run by what the desktop opens it with."""

Which = Callable[[str], str | None]


def viewer(environment: Mapping[str, str], which: Which = shutil.which, platform: str = sys.platform) -> str | None:
    """The program that opens a file by its kind; None over SSH and without a screen."""
    if over_ssh(environment):
        return None
    if platform == "darwin":
        return which("open")
    has_screen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return which("xdg-open") if has_screen else None


def why_not_viewed(name: str, environment: Mapping[str, str], which: Which = shutil.which) -> str | None:
    """Why a file can't be handed to a viewer; None when it can."""
    if over_ssh(environment):
        return _("your screen is elsewhere (SSH); save it and fetch it from there")
    if viewer(environment, which) is None:
        return _("there is no viewer here")
    if Path(name).suffix.lower() not in VIEWABLE:
        return _("only pictures, PDF and plain text are opened; save it")
    return None


def view(program: str, name: str, data: bytes) -> Path:
    """Write a copy that only we can read, open it, and take it away when the console ends. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix="servicedesk-", dir=os.environ.get("XDG_RUNTIME_DIR") or None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / name
    path.write_bytes(data)
    path.chmod(0o400)
    subprocess.Popen(
        [program, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return path
