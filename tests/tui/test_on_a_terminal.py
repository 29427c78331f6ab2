"""The console as a process on a real terminal: bytes in, bytes out, and a death in the middle of a sentence."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pyte
import pytest
from tests.builders import opened

from servicedesk.desk.desk import Desk

RUN = "import sys; from servicedesk.settings import Settings; from servicedesk.tui.app import run_console; "
RUN += "sys.exit(run_console(sys.argv[1], 'lin', Settings(timezone='UTC')))"


class Terminal:
    """The console on a pseudo terminal, its bytes and its screen."""

    def __init__(self, url: str, folder: str, **environment: str) -> None:
        self._screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self._screen)
        self.sent = b""
        self._ours, theirs = pty.openpty()
        surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30", "HOME": folder}
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, url],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**surroundings, **environment},
            start_new_session=True,
        )
        os.close(theirs)

    def shows(self, text: str, seconds: float = 30) -> bool:
        end = time.monotonic() + seconds
        while text not in self.text and time.monotonic() < end:
            self._read()
        return text in self.text

    def press(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def ends(self, seconds: float = 30) -> int | None:
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read()
        return self.process.poll()

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def _read(self) -> None:
        if select.select([self._ours], [], [], 0.05)[0]:
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # the other side is closed
                return
            self.sent += data
            self._stream.feed(data)

    def vanish(self) -> None:
        """Close the window: the other side hangs up."""
        os.close(self._ours)
        self._ours = -1

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self._ours >= 0:
            os.close(self._ours)


@pytest.fixture
def terminal(sqlite_url, tmp_path):
    made: list[Terminal] = []

    def start(**environment: str) -> Terminal:
        made.append(Terminal(sqlite_url, str(tmp_path), **environment))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def ticket(lite: Desk) -> int:
    number = opened(lite, "\x1b]2;PWNED\x07\x1b[2J Where is it?", subject="\x1b[31mred lamp")
    lite.assignment.take(number)
    return number


def test_a_death_in_mid_sentence_loses_a_second_at_most(terminal, lite, ticket):
    console = terminal()
    assert console.shows("red lamp")
    console.press(b"rNever lost")
    assert console.shows("Never lost")
    assert console.shows("saved")
    console.process.send_signal(signal.SIGKILL)
    console.process.wait()
    assert [draft.body for draft in lite.drafts.load(ticket)] == ["Never lost"]
    again = terminal()
    assert again.shows("red lamp")
    again.press(b"r")
    assert again.shows("Never lost")


def test_a_terminal_that_vanishes_keeps_the_text_and_ends_the_console(terminal, lite, ticket):
    console = terminal()
    assert console.shows("red lamp")
    console.press(b"rHalf a sent")
    assert console.shows("Half a sent")
    console.vanish()
    assert console.process.wait(timeout=20) == 129
    assert [draft.body for draft in lite.drafts.load(ticket)] == ["Half a sent"]


def test_keys_in_one_write_and_an_orderly_end(terminal, lite, ticket):
    console = terminal()
    assert console.shows("red lamp")
    console.press(b"nTold the carrier\x13")
    assert console.shows("Note stored")
    console.press(b"\x1b")
    assert console.shows("Mine, by due time")
    console.press(b"q")
    assert console.shows("Quit?")
    console.press(b"1")
    assert console.ends() == 0
    assert lite.tickets.show(ticket).thread.messages[-1].body == "Told the carrier"


def test_no_byte_of_a_ticket_acts_on_the_terminal(terminal, ticket):
    console = terminal()
    assert console.shows("red lamp")
    console.press(b"\r")
    assert console.shows("Where is it?")
    assert b"\x1b]2;PWNED" not in console.sent
    assert b"\x1b[31mred" not in console.sent


def test_without_colours(terminal, ticket):
    """NO_COLOR leaves shades of grey: of the terminal's 256 colours only those are named."""
    console = terminal(NO_COLOR="1")
    assert console.shows("red lamp")
    named = {int(code) for code in re.findall(rb"\x1b\[[0-9;]*[34]8;5;(\d+)", console.sent)}
    assert named <= {16, 59, 102, 145, 188, 231, *range(232, 256)}
    assert b"8;2;" not in console.sent
