"""Searching a conversation, and replies that quote what is selected of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import opened
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at
from textual import events

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.tui.quoting import quoted
from servicedesk.tui.thread_search import flat, places
from servicedesk.tui.wrap import wrap

QUOTE = "\n\nOn Thu, 19 Nov 2026 at 10:02, Shop wrote:\n> one\n> the hidden Zebra\n> three"


@pytest.fixture
def long(lite: Desk, clock: ManualClock) -> int:
    """Eighty messages: the oldest far beyond what is loaded at first."""
    number = opened(lite, "The very first word is Aardvark.", subject="Long")
    for n in range(40):
        clock.advance(timedelta(minutes=5))
        lite.conversation.note(number, f"note {n} about lamps")
        lite.conversation.message(number, f"message {n}, still no lamp" + (QUOTE if n == 20 else ""))
    lite.assignment.take(number)
    return number


@pytest.fixture
def short(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, "First line of mine.\nSecond line of mine.\n\nThird.\n-- \nMara", subject="Short")
    clock.advance(timedelta(minutes=5))
    lite.conversation.note(number, "for us alone")
    lite.assignment.take(number)
    return number


async def test_words_far_up_are_found_and_shown(sqlite_url, clock, long):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("enter", "/")
        await console.type("aardvark")
        await console.until(lambda: "1 of 1, from the newest" in console.text)
        assert "The very first word is Aardvark." in console.text
        await console.press("escape")
        assert "The very first word is Aardvark." in console.text
        assert console.desk.conversation.focused_message.body.startswith("The very first")
        assert console.desk.conversation.has_focus


async def test_the_newest_first_then_older_ones_in_a_ring(sqlite_url, clock, long):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await console.press("enter", "/")
        await console.type("note 3")
        await console.until(lambda: "1 of 11, from the newest" in console.text)
        assert "note 39 about" in console.text
        await console.press("enter")
        assert "2 of 11" in console.text
        await console.press("down", "down")
        assert "11 of 11" in console.text
        assert "note 3 about" in console.text
        await console.press("enter")
        assert "1 of 11" in console.text


async def test_a_hit_comes_out_of_its_fold(sqlite_url, clock, long):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter", "/")
        await console.type("ZEBRA")
        await console.until(lambda: "1 of 1" in console.text)
        assert "the hidden Zebra" in console.text


async def test_the_search_before_stands_ready(sqlite_url, clock, long):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "/")
        await console.type("lamps")
        await console.press("escape", "/")
        await console.until(lambda: "1 of 40" in console.text)
        await console.press("enter")
        assert "2 of 40" in console.text
        await console.type("nowhere")
        await console.until(lambda: "not in this conversation" in console.text)
        await console.press("escape")
        assert console.desk.conversation.wanted == ""


@given(
    st.text(alphabet="ab é你好👍\n-", max_size=80),
    st.integers(3, 20),
    st.text(alphabet="ab é你", min_size=1, max_size=4),
)
def test_how_lines_are_broken_changes_nothing(text, width, wanted):
    lines = list(wrap(text, width))
    assert len(places(lines, wanted)) == (flat(text).count(flat(wanted)) if flat(wanted) else 0)


async def test_a_reply_quotes_the_selected_message(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "g", "up", "up", "up")
        assert console.desk.conversation.focused_message.body.startswith("First")
        await console.press("x", "r")
        assert console.draft == "> First line of mine.\n> Second line of mine.\n>\n> Third.\n\n"
        await console.type("Yes")
        assert console.draft.endswith("\n\nYes")
        assert not console.desk.conversation.selecting


async def test_lines_are_selected_with_shift_and_the_arrows(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "g", "up", "up", "up", "shift+down", "shift+down", "r")
        assert console.draft == "> First line of mine.\n> Second line of mine.\n\n"


async def test_without_a_selection_nothing_is_quoted(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "x", "x", "r")
        assert console.draft == ""


async def test_a_note_is_never_quoted_to_the_customer(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "G")
        while console.desk.conversation.focused_message is None:
            await console.press("up")
        assert console.desk.conversation.focused_message.body == "for us alone"
        await console.press("x", "r")
        assert console.draft == ""
        assert "are for us alone" in console.text


async def test_escape_takes_the_selection_away_first(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "x", "escape")
        assert not console.desk.conversation.selecting
        assert console.desk.conversation.has_focus
        await console.press("escape")
        assert console.desk.queue.has_focus


async def test_the_mouse_selects_lines(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter")
        view = console.desk.conversation
        at = next(n for n, line in enumerate(console.lines) if "First line" in line) - view.region.y
        await console.pilot.mouse_down(view, offset=(5, at))
        view.post_message(events.MouseMove(view, 9, at + 1, 0, 1, 1, False, False, False))
        await console.pilot.mouse_up(view, offset=(9, at + 1))
        await console.press("r")
        assert console.draft == "> First line of mine.\n> Second line of mine.\n\n"


async def test_a_quote_goes_into_the_draft_at_the_caret(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("Hello")
        await console.press("escape", "g", "up", "up", "up", "shift+down", "r")
        assert console.draft == "Hello\n\n> First line of mine.\n\n"


async def test_a_wrapped_line_is_quoted_whole(sqlite_url, clock, lite):
    long = "这盏灯昨天收到的时候外面的箱子已经破了，里面的灯罩裂成三块，请问是补发一个灯罩还是整盏换新？" * 2
    ticket = opened(lite, f"{long}\n\nEnd.")
    lite.assignment.take(ticket)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter", "g", "up", "up", "up", "shift+down", "shift+down", "r")
        assert console.draft == f"> {long}\n\n"


async def test_a_quote_never_cuts_a_sentence(sqlite_url, clock, short):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("Hello Mara\nand all\n\nBye")
        await console.press("up", "up", "up", "home", "right", "right")
        await console.press("escape", "g", "up", "up", "up", "shift+down", "r")
        assert console.draft == "Hello Mara\nand all\n\n> First line of mine.\n\n\n\nBye"
        await console.type("Yes")
        assert "mine.\n\nYes\n\nBye" in console.draft


def test_quoted():
    assert quoted("a\n\nb  \n") == "> a\n>\n> b"
