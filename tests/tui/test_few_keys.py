"""The desk with arrows, enter, escape, digits, ctrl+s and ctrl+o alone: what every terminal lets through."""

import re
from typing import Final

import pytest
from tests.builders import opened
from tests.tui.on_pty import Terminal

from servicedesk.desk.desk import Desk

UP, DOWN, LEFT, RIGHT = b"\x1b[A", b"\x1b[B", b"\x1b[D", b"\x1b[C"
ENTER, ESCAPE, SEND, FIND = b"\r", b"\x1b", b"\x13", b"\x0f"
AT: Final = re.compile(r"^ > (.*)", re.MULTILINE)
"""The line of a slip under the cursor."""


@pytest.fixture
def tickets(lite: Desk) -> list[int]:
    numbers = [
        opened(lite, "Where is it?", subject="red lamp"),
        opened(lite, "It is blue.", subject="blue lamp"),
        opened(lite, "Nobody has me.", subject="green lamp"),
    ]
    for number in numbers[:2]:
        lite.assignment.take(number)
    return numbers


class Hands:
    """Somebody whose letters the terminal keeps for itself; texts they dictate."""

    def __init__(self, console: Terminal) -> None:
        self._console = console

    def press(self, *keys: bytes, shows: str) -> None:
        for key in keys:
            self._console.press(key)
            self._console.listen(0.1)
        assert self._console.shows(shows), self._console.text

    def dictate(self, text: str) -> None:
        self._console.press(text.encode())
        assert self._console.shows(text), self._console.text

    def choose(self, label: str) -> None:
        """Go down to a line and take it."""
        console = self._console
        assert console.until(lambda: bool(AT.findall(console.text))), console.text
        while True:
            line = AT.findall(console.text)[-1]
            if re.sub(r"^\s*\w?\s+", "", line).startswith(label):
                break
            console.press(DOWN)
            assert console.until(lambda was=line: AT.findall(console.text)[-1:] != [was], 5), console.text
        console.press(ENTER)

    def every_act(self, label: str) -> None:
        """From anywhere: find, its last line, the act's name."""
        self.press(FIND, shows="every act")
        self.choose("every act")
        assert self._console.shows("Every act"), self._console.text
        self.choose(label)


@pytest.mark.parametrize("term", ["screen", "tmux-256color", "xterm"])
def test_a_walk_without_letters(terminal, lite, tickets, term):
    console = terminal(size=(100, 30), TERM=term)
    assert console.shows("red lamp"), console.text
    assert console.shows("synced"), console.text
    hands = Hands(console)

    hands.press(ENTER, shows="Where is it?")
    hands.press(ENTER, shows="What to do with")
    hands.choose("reply")
    assert console.shows("PUBLIC"), console.text
    hands.dictate("It is on its way, 12.")
    hands.press(SEND, shows="resolved")
    hands.press(b"2", shows="leaves in a moment")
    assert lite.queue.row(tickets[0]).status == "resolved"

    hands.press(ESCAPE, ESCAPE, shows="blue lamp")
    hands.press(FIND, b"0", b"0", b"0", b"2", shows="blue lamp")
    hands.press(ENTER, shows="It is blue.")
    hands.press(ENTER, shows="What to do with")
    hands.choose("note")
    assert console.shows("NOTE"), console.text
    hands.dictate("Asked the warehouse")
    hands.press(SEND, shows="Note stored")

    hands.every_act("assign to …")
    assert console.shows("Ana"), console.text
    hands.choose("Ana")
    assert console.shows("Ana"), console.text
    hands.every_act("undo")
    assert console.shows("ndone"), console.text
    assert lite.queue.row(tickets[1]).assignee == "lin"

    hands.every_act("take next")
    assert console.shows("Nobody has me."), console.text
    assert lite.queue.row(tickets[2]).assignee == "lin"

    hands.every_act("quit")
    assert console.ends() == 0
    assert console.log == ""


def test_from_an_empty_list_every_act_is_there(terminal, lite):
    console = terminal()
    assert console.shows("synced"), console.text
    hands = Hands(console)
    hands.every_act("theme")
    assert console.shows("high contrast"), console.text
    hands.press(ESCAPE, shows="synced")
    hands.every_act("quit")
    assert console.ends() == 0
