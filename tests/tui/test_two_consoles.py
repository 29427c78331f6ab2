"""Two consoles as two processes on two terminals: each sees the other, and a killed one is no ghost."""

import re
import signal
from collections.abc import Callable

import pytest
from tests.builders import opened
from tests.tui.on_pty import Terminal

from servicedesk.clock import SystemClock
from servicedesk.desk.desk import Desk

IDLE = 3.0
"""Seconds of looking at a console that nothing happens to."""


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A ticket of ``lin``, opened by the real clock, as the consoles live by it."""
    now = lite.acting_as("lin", clock=SystemClock())
    number = opened(now, "Where is the red lamp?", subject="Red lamp")
    now.assignment.take(number)
    now.presence.let_go(number)
    return number


@pytest.fixture
def two(terminal: Callable[..., Terminal], ticket: int) -> tuple[Terminal, Terminal]:
    """``lin`` reads the ticket; ``ana`` stands on it in the list of all."""
    lin, ana = terminal(handle="lin"), terminal(handle="ana")
    assert lin.shows("Red lamp")
    assert ana.shows("Unassigned 0")
    lin.press(b"\r")
    assert lin.shows("Where is the red lamp?")
    ana.press(b"]")
    assert ana.shows("[Unassigned")
    ana.press(b"]")
    assert ana.shows("Red lamp")
    ana.press(b"\r")
    assert ana.shows("Where is the red lamp?")
    return lin, ana


def test_each_sees_the_other_write_and_both_texts_live(two, ticket):
    lin, ana = two
    assert lin.shows("Ana looks at this")
    ana.press(b"n")
    assert ana.shows("NOTE")
    assert lin.shows("Ana is writing here", 5)
    lin.press(b"r")
    assert lin.shows(f"Ana has been working on #{ticket}", 5)
    lin.type("Half a sentence")
    ana.type("she called")
    ana.press(b"\x13")
    assert ana.shows("Note stored")
    assert lin.shows("she called", 5)
    assert "Half a sentence" in lin.text
    assert ana.shows("Lin is writing here", 5)


def test_a_killed_console_leaves_its_lease_to_the_clock(two, lite, ticket):
    lin, ana = two
    ana.press(b"n")
    assert lin.shows("Ana is writing here", 5)
    ana.process.send_signal(signal.SIGKILL)
    ana.ends()
    held = lite.acting_as("lin", clock=SystemClock()).presence.holder(ticket)
    assert held is not None
    assert held.handle == "ana"
    assert 290 < (held.until - SystemClock().now()).total_seconds() <= 300
    lin.press(b"r")
    assert lin.shows("Ana has been working on")
    lin.type("mine now")
    assert lin.shows("mine now")


def test_a_console_that_ends_is_gone_at_once(two):
    lin, ana = two
    assert lin.shows("Ana looks at this")
    ana.press(b"\x11")
    assert ana.ends() == 0
    assert lin.hides("Ana looks at this", 5)


def test_a_console_that_others_move_beside_paints_next_to_nothing(two, lite, ticket):
    lin, ana = two
    assert lin.shows("Ana looks at this")
    before = len(lin.sent)
    for _ in range(3):
        ana.press(b"n")
        ana.listen(IDLE / 6)
        ana.press(b"\x1b")
        ana.listen(IDLE / 6)
        lin.listen(0.1)
    lin.listen(0.5)
    painted = lin.sent[before:]
    assert b"Red lamp" not in painted
    assert len(re.sub(rb"\x1b\[\d+;\d+H", b"", painted)) < 3_000
