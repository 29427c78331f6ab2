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
    assert console.shows("Mine, due first")
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
    """NO_COLOR: not one colour is named; the row under the cursor is reversed and has its sign."""
    console = terminal(NO_COLOR="1")
    assert console.shows("red lamp")
    assert b"\x1b[7m>" in console.sent
    codes = {code for group in re.findall(rb"\x1b\[([0-9;]*)m", console.sent) for code in group.split(b";")}
    assert codes <= {b"", b"1", b"2", b"3", b"4", b"7", b"8", b"9", b"22", b"23", b"24", b"27", b"29"}


def test_public_and_note_are_told_apart_without_colours(terminal, ticket):
    console = terminal(NO_COLOR="1")
    assert console.shows("red lamp")
    console.press(b"r")
    assert console.shows("PUBLIC")
    assert re.search(rb"\x1b\[(?:1;)?7m[^\x1b]*3 \x1b\[1mPUBLIC", console.sent)
    console.press(b"\x1b")
    console.listen(0.3)
    console.press(b"n")
    assert console.shows("NOTE, the customer never sees this")
    assert re.search(rb"[^7]m[^\x1b]*NOTE", console.sent)
