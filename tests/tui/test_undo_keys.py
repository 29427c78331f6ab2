"""Undo by keys: far back, past what has left, and the list of what was done."""

import pytest
from tests.builders import MINUTE, opened
from tests.tui.driving import MIDDLE, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings

STAY = Settings(timezone="UTC", after_send="stay")


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    lite.handling.priority(number, "high")
    clock.advance(MINUTE)
    return number


async def test_u_reaches_what_stands_behind_many_undone_acts(sqlite_url, clock, lite, ticket):
    for _ in range(12):
        lite.handling.tag(ticket, ["box"])
        lite.history.undo()
    async with console_at(sqlite_url, clock, size=MIDDLE, settings=STAY) as console:
        assert "undo: priority" in console.footer
        await console.press("u")
        assert lite.queue.row(ticket).priority == "normal"
        assert "assignment" in (console.desk.state.undo or "")


async def test_u_goes_past_a_reply_that_has_left_and_says_so(sqlite_url, clock, lite, ticket):
    lite.conversation.reply(ticket, "It is on its way.", grace=0)
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock, size=MIDDLE, settings=STAY) as console:
        assert "undo: priority" in console.footer
        await console.press("u")
        assert f"The reply of 12:01 has left and stays; u again undoes: priority #{ticket}." in console.text
        assert lite.queue.row(ticket).priority != "normal"
        await console.press("u")
        assert "The reply of 12:01 has left; undone: priority." in console.text
        assert lite.queue.row(ticket).priority == "normal"


async def test_the_list_of_acts_begins_with_what_can_be_undone(sqlite_url, clock, lite, ticket):
    lite.conversation.reply(ticket, "It is on its way.", grace=0)
    for _ in range(15):
        clock.advance(MINUTE)
        lite.handling.tag(ticket, ["box"])
        lite.history.undo()
    async with console_at(sqlite_url, clock, size=MIDDLE, settings=STAY) as console:
        await console.press("U")
        first = next(line for line in console.lines if "> 1 " in line)
        assert f"#{ticket} priority" in first
        assert "undone already" not in first
        await console.press(*["down"] * 40)
        assert "has left" in console.text


async def test_a_ticket_whose_opening_is_undone_was_taken_back(sqlite_url, clock, lite):
    number = opened(lite, subject="By mistake")
    async with console_at(sqlite_url, clock, size=MIDDLE, settings=STAY) as console:
        await console.press("]", "enter")
        await console.until(lambda: "NEXT" in console.text)
        await console.press("u")
        assert lite.queue.row(number).status == "spam"
        assert console.desk.queue.has_focus
        assert "no ticket open" in console.text
        await console.desk.reading.find(number)
        await console.settle()
        assert f"#{number} taken back" in console.text
        assert "this is spam" not in console.text
        assert "nothing: it was opened by mistake and taken back" in console.text


async def test_beside_an_empty_list_stands_nothing(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE, settings=STAY) as console:
        await console.until(lambda: "NEXT" in console.text)
        await console.press("/")
        await console.type("zzqxw")
        await console.press("enter")
        assert "no ticket open" in console.text
        assert "NEXT" not in console.text
