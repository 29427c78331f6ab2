"""``servicedesk`` alone, on a real terminal: the console comes up on the store that was named, and is left."""

import os
import pty
import select
import subprocess
import sys
import time

import pyte
import pytest


class Terminal:
    """A program on a pseudo terminal of 120×36, and what its screen shows."""

    def __init__(self, *command: str) -> None:
        self._screen = pyte.Screen(120, 36)
        self._stream = pyte.ByteStream(self._screen)
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "36"},
            start_new_session=True,
        )
        os.close(theirs)

    def shows(self, text: str, seconds: float = 20) -> bool:
        """Read until the screen shows ``text``, or the time is over."""
        end = time.monotonic() + seconds
        while text not in self.text and time.monotonic() < end:
            self._read(0.1)
        return text in self.text

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def left(self, seconds: float = 20) -> int | None:
        """The exit code, once the program has left."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.1)
        return self.process.poll()

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def _read(self, seconds: float) -> None:
        if select.select([self._ours], [], [], seconds)[0]:
            try:
                self._stream.feed(os.read(self._ours, 65536))
            except OSError:  # the program has closed its side
                return

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.fixture
def console_on(home):
    """The console on a store."""
    opened: list[Terminal] = []

    def open_on(store: object) -> Terminal:
        opened.append(Terminal(sys.executable, "-m", "servicedesk", "--store", str(store)))
        return opened[-1]

    yield open_on
    for terminal in opened:
        terminal.close()


def test_the_console_opens_on_the_store_and_is_left(desk, console_on):
    console = console_on(desk.store)
    assert console.shows("Mine")
    console.press("q")
    assert console.shows("uit")
    console.press("\r")
    assert console.left() == 0


def test_a_file_that_is_no_store_is_told(console_on, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam\n" * 100)
    assert console_on(letter).shows("not a servicedesk store")
