"""Ways to the clipboard: a program of the desktop, tmux, the terminal itself (OSC 52). Texts must be clean."""

import base64
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

PATIENCE: Final = 3.0
"""Seconds that a clipboard program may take."""
LONGEST_SEQUENCE: Final = 74_994
"""Characters of base64 that terminals take; longer ones many drop without a word."""
_SCREEN_CHUNK: Final = 240
"""GNU screen passes strings on up to a length."""

Environment = Mapping[str, str]
Which = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Program:
    """A program that takes the text on its standard input. ``encoding`` is the one it expects."""

    name: str
    command: tuple[str, ...]
    encoding: str = "utf-8"


def over_ssh(environment: Environment) -> bool:
    """The screen is somewhere else: this machine's clipboard and viewers are of no use there."""
    return any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))


def program(environment: Environment, which: Which = shutil.which) -> Program | None:
    """The clipboard program of the desktop that the console runs on; never over SSH."""
    if over_ssh(environment):
        return None
    candidates = [
        ("WAYLAND_DISPLAY", Program("wl-copy", ("wl-copy",))),
        ("DISPLAY", Program("xclip", ("xclip", "-selection", "clipboard"))),
        ("DISPLAY", Program("xsel", ("xsel", "--clipboard", "--input"))),
        ("", Program("pbcopy", ("pbcopy",))),
        ("", Program("clip.exe", ("clip.exe",), "utf-16")),
    ]
    for needs, candidate in candidates:
        path = which(candidate.name) if not needs or environment.get(needs) else None
        if path is not None:
            return Program(candidate.name, (path, *candidate.command[1:]), candidate.encoding)
    return None


def tmux(environment: Environment, which: Which = shutil.which) -> Program | None:
    """Inside tmux: its own buffer, from which it tells the terminal's clipboard as its settings allow."""
    path = which("tmux") if environment.get("TMUX") else None
    return Program("tmux", (path, "load-buffer", "-w", "-")) if path is not None else None


def hand_over(to: Program, text: str) -> bool:
    """Give a text to a program; False when it didn't take it. Such programs stay in the background: no pipe is kept."""
    try:
        done = subprocess.run(
            to.command,
            input=text.encode(to.encoding, "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            start_new_session=True,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def sequence(text: str, environment: Environment) -> str | None:
    """What makes the terminal take a text, wrapped for tmux or screen in between; None when it is too long."""
    coded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if len(coded) > LONGEST_SEQUENCE:
        return None
    plain = f"\x1b]52;c;{coded}\x07"
    if environment.get("TMUX"):
        wrapped = plain.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{wrapped}\x1b\\"
    if environment.get("STY"):
        chunks = [plain[at : at + _SCREEN_CHUNK] for at in range(0, len(plain), _SCREEN_CHUNK)]
        return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
    return plain
