"""Copying on a real terminal: the bytes of OSC 52, and the plain page that the console steps aside for."""

import pytest
from tests.builders import opened

from servicedesk.desk.desk import Desk

LONG = "Where is it? " + "lamp " * 60
PLAIN = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "TMUX": "", "STY": "", "PATH": "/nonexistent"}


@pytest.fixture
def ticket(lite: Desk) -> int:
    number = opened(lite, LONG + "\x1b]2;PWNED\x07", subject="red lamp", name="Mara Costa")
    lite.assignment.take(number)
    return number


@pytest.mark.parametrize(
    ("inside", "sent"),
    [
        ({}, b"\x1b]52;c;bWFyYUBleGFtcGxlLmNvbQ==\x07"),
        ({"TMUX": "/tmp/x,1,0"}, b"\x1bPtmux;\x1b\x1b]52;c;bWFyYUBleGFtcGxlLmNvbQ==\x07\x1b\\"),
        ({"STY": "1.pts"}, b"\x1bP\x1b]52;c;bWFyYUBleGFtcGxlLmNvbQ==\x07\x1b\\"),
    ],
)
def test_the_terminal_gets_the_text(terminal, ticket, inside, sent):
    console = terminal(**{**PLAIN, **inside})
    assert console.shows("red lamp")
    console.press(b"y")
    assert console.shows("Copy of #")
    console.press(b"e")
    assert console.shows("Copied: e-mail")
    assert sent in console.sent


def test_the_plain_page_and_the_way_back(terminal, ticket):
    console = terminal(**PLAIN)
    assert console.shows("red lamp")
    console.press(b"\r")
    assert console.shows("NEXT")
    console.press(b"r")
    assert console.shows("PUBLIC")
    console.type("Half a sentence")
    assert console.shows("Half a sentence")
    console.press(b"\x1b")
    assert console.hides("back to commands")
    console.press(b"y")
    assert console.shows("Copy of #")
    console.press(b"w")
    assert console.shows("Enter goes back to the console")
    assert "customer name: Mara Costa" in console.text
    assert LONG.strip().encode() in console.sent
    assert b"\x1b]2;PWNED" not in console.sent
    console.press(b"\r")
    assert console.shows("Half a sentence")
    assert console.shows("PUBLIC to mara")
    console.press(b"r")
    assert console.shows("back to commands")
    console.type(" more")
    assert console.shows("Half a sentence more")
