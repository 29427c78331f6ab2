"""Numbered strips: their keys, what they put first, and what they say of choices that can't be taken."""

from datetime import timedelta

import pytest
from tests.builders import complaint_at, opened
from tests.tui.driving import console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite)
    lite.assignment.take(number)
    clock.advance(timedelta(minutes=1))
    return number


async def test_a_new_promise_comes_first_while_none_is_overdue(sqlite_url, clock, lite, ticket):
    lite.handling.promise(ticket, "a new lamp", clock.now() + timedelta(hours=3))
    async with console_at(sqlite_url, clock) as console:
        await console.press("@", "1")
        assert "What did we promise?" in console.text
        await console.press("escape")
        clock.advance(timedelta(hours=4))
        await console.press("@", "1")
        assert lite.tickets.show(ticket).promises[0].state == "kept"


async def test_recent_acts_say_what_they_did(sqlite_url, clock, lite, ticket):
    complaint = complaint_at(lite, "communicated")
    lite.conversation.reply(ticket, "It is on its way.", then="resolved")
    lite.handling.status(ticket, "open")
    lite.history.undo()
    async with console_at(sqlite_url, clock) as console:
        await console.press("U")
        assert f"#{complaint} stage → communicated" in console.text
        assert f"#{ticket} reply, status → resolved" in console.text
        assert f"#{ticket} status → open, given to Lin" in console.text
        assert f"#{ticket} undone: status → open" in console.text
        (undone,) = [line for line in console.lines if f"#{ticket} status → open  " in line]
        assert "undone already, " in undone


async def test_letters_work_in_the_menu(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "enter", "n")
        assert "NOTE, the customer never sees this" in console.text
        await console.press("escape", "enter", "s")
        assert f"#{ticket} is" in console.text
        await console.press("escape", "enter", "8")
        assert "it is yours already." in console.text


async def test_the_eleventh_line_of_the_menu_has_its_own_letter(sqlite_url, clock, lite, ticket):
    lite.conversation.attach(ticket, "photo.jpg", b"first")
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "enter")
        assert " @ promises" in console.text
        await console.press("a")
        assert "it is yours already." in console.text
        await console.press("v")
        assert f"Attachments of #{ticket}" in console.text


async def test_a_choice_that_cannot_be_taken_says_why(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "4")
        assert "stage: only complaints have one." in console.text
        await console.press("j")
        assert "stage: only complaints have one." not in console.text
        await console.press("2", "1")
        assert lite.queue.row(ticket).priority == "urgent"


async def test_help_explains_the_signs_of_the_list(sqlite_url, clock, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("?", "G")
        for words in (
            "inquiry, complaint, return",
            "membership: vip, gold, silver",
            "the customer has waited 2 hours",
            "snoozed for 59 minutes more",
        ):
            assert words in console.text
