"""The console as a process on a real terminal: bytes in, bytes out."""

import array
import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte

RUN = "import sys; from servicedesk.settings import Settings; from servicedesk.tui.app import run_console; "
RUN += "sys.exit(run_console(sys.argv[1], sys.argv[2], Settings(timezone='UTC')))"
KEY_GAP = 0.04
"""Seconds between two keys of somebody who types fast."""


class Answering(pyte.Screen):
    """A screen that answers when it is asked where the cursor is."""

    answers: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answers(data)


class Terminal:
    """The console on a pseudo terminal, its bytes and its screen."""

    def __init__(
        self, url: str, folder: Path, *, size: tuple[int, int] = (100, 30), handle: str = "lin", **environment: str
    ) -> None:
        columns, lines = size
        self._screen = Answering(columns, lines)
        self._screen.answers = self._answer
        self._stream = pyte.ByteStream(self._screen)
        self._folder = folder
        self.sent = b""
        self._ours, self._theirs = pty.openpty()
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        surroundings |= {"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(lines), "HOME": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, url, handle],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env={**surroundings, **environment},
            start_new_session=True,
        )

    def __repr__(self) -> str:
        """The screen, for the words of a failing test."""
        return f"console showing\n{self.text}\n{self.log}"

    def until(self, seen: Callable[[], bool], seconds: float = 30) -> bool:
        """Read what the console paints until it is so; False when it never was."""
        end = time.monotonic() + seconds
        while not seen() and time.monotonic() < end:
            self._read(0.05)
        return seen()

    def shows(self, text: str, seconds: float = 30) -> bool:
        return self.until(lambda: text in self.text, seconds)

    def hides(self, text: str, seconds: float = 30) -> bool:
        return self.until(lambda: text not in self.text, seconds)

    def press(self, keys: bytes) -> None:
        """Write bytes at once, and return when the console has read them."""
        while keys:
            ready = self._ready(select.POLLIN | select.POLLOUT, 1.0)
            if ready & select.POLLIN:
                self._read(0)
            if ready & select.POLLOUT:
                keys = keys[os.write(self._ours, keys[:1024]) :]
        while self._unread() and self.process.poll() is None:
            self._read(0.005)

    def type(self, text: str) -> None:
        """Key by key, as fingers do."""
        for character in text:
            self.press(character.encode())
            self.listen(KEY_GAP)

    def listen(self, seconds: float) -> None:
        """Read what the console paints for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)

    def ends(self, seconds: float = 30) -> int | None:
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.05)
        return self.process.poll()

    @property
    def text(self) -> str:
        """The screen. (pyte's own ``display`` fails on half a wide character.)"""
        buffer, columns = self._screen.buffer, range(self._screen.columns)
        return "\n".join("".join(buffer[y][x].data for x in columns) for y in range(self._screen.lines))

    @property
    def log(self) -> str:
        """What the console has written to its log."""
        return "".join(file.read_text("utf-8") for file in self._folder.rglob("servicedesk.log"))

    def vanish(self) -> None:
        """Close the window: the other side hangs up."""
        os.close(self._theirs)
        os.close(self._ours)
        self._ours = self._theirs = -1

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self._ours >= 0:
            self.vanish()

    def _answer(self, data: str) -> None:
        os.write(self._ours, data.encode())

    def _unread(self) -> int:
        """Bytes that wait for the console."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self._theirs, termios.FIONREAD, waiting)
        return waiting[0]

    def _ready(self, wanted: int, seconds: float) -> int:
        """What the console's side is ready for; 0 when nothing came in time."""
        poll = select.poll()
        poll.register(self._ours, wanted)
        return next((events for _file, events in poll.poll(seconds * 1000)), 0)

    def _read(self, seconds: float) -> None:
        if self._ready(select.POLLIN, seconds):
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # the other side is closed
                return
            self.sent += data
            self._stream.feed(data)
