"""The console as a process on a real terminal: bytes in, bytes out, and a death in the middle of a sentence."""

import re
import signal

import pytest
from tests.builders import opened

from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk) -> int:
    number = opened(lite, "\x1b]2;PWNED\x07\x1b[2J Where is it?", subject="\x1b[31mred lamp")
    lite.assignment.take(number)
    return number


def test_a_death_in_mid_sentence_loses_a_second_at_most(terminal, lite, ticket):
    console = terminal()
    assert console.shows("red lamp")
    console.press(b"r")
    assert console.shows("PUBLIC")
    console.press(b"Never lost")
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
    console.press(b"r")
    assert console.shows("PUBLIC")
    console.press(b"Half a sent")
    assert console.shows("Half a sent")
    console.vanish()
    assert console.process.wait(timeout=20) == 129
    assert [draft.body for draft in lite.drafts.load(ticket)] == ["Half a sent"]


def test_fast_keys_and_an_orderly_end(terminal, lite, ticket):
    console = terminal()
    assert console.shows("red lamp")
    console.type("nTold the carrier\x13")
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
