"""Mentions by keys: names offered in a note, the view, the notice, NEXT, and how they end."""

from datetime import timedelta

import pytest
from tests.builders import bodies, opened
from tests.tui.driving import MIDDLE, NARROW, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    clock.advance(timedelta(minutes=1))
    return number


async def test_a_name_is_offered_and_taken(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("n")
        await console.type("so @a")
        assert "@ana Ana" in console.text
        await console.press("tab")
        assert console.draft == "so @ana "
        assert "@ana Ana" not in console.text
        await console.type("look @SU")
        await console.press("enter")
        assert console.draft == "so @ana look @sup "
        await console.press("ctrl+s")
        assert {mention.handle for mention in lite.tickets.show(ticket).mentions} == {"ana", "sup"}


async def test_arrows_choose_and_escape_puts_them_away(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("n")
        await console.type("@")
        await console.press("down", "tab")
        assert console.draft == "@coach "
        await console.type("@sp")
        await console.press("escape")
        assert "@spec Spec" not in console.text
        assert console.desk.writing.active
        await console.press("enter")
        assert console.draft == "@coach @sp\n"


async def test_nothing_is_offered_in_a_reply(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("n", "escape", "r")
        await console.type("@a")
        assert "@ana Ana" not in console.text
        await console.press("enter")
        assert console.draft == "@a\n"


async def test_i_am_told_at_once_and_next_says_so(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        lite.acting_as("ana").conversation.note(ticket, "@lin can we refund?")
        await console.until(lambda: f"Ana mentioned you on #{ticket}: @lin can we refund?" in console.text)
        await console.settle()
        assert "NEXT  Ana asks you: @lin can we refund?" in console.text
        await console.until(lambda: "@me 1" in console.text)


async def test_the_full_stop_settles_it_when_nobody_waits(sqlite_url, clock, lite, ticket):
    lite.conversation.no_reply_needed(ticket)
    other = opened(lite)
    for number in (ticket, other):
        lite.acting_as("ana").conversation.note(number, "@lin fyi")
    clock.advance(timedelta(minutes=1))
    async with console_at(sqlite_url, clock) as console:
        await console.press("full_stop")
        assert "the note that asked for you is settled" in console.text
        assert [mention.ticket_id for mention in lite.mentions.mine()] == [other]
        await console.press("full_stop")
        assert "nobody is waiting for an answer" in console.text
        await console.press("u")
        assert len(lite.mentions.mine()) == 2


async def test_an_undone_note_is_in_the_composer_again(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=Settings(timezone="UTC", after_send="stay")) as console:
        await console.press("n")
        await console.type("between us")
        await console.press("ctrl+s", "u")
        assert console.draft == "between us"
        assert "NOTE, the customer never sees this" in console.text
        assert len(bodies(lite, ticket)) == 1


@pytest.mark.parametrize("act", [("X", "s", "4", "enter"), ("H", "2", "enter")])
async def test_a_mention_that_comes_back_by_an_undo_is_no_news(sqlite_url, clock, lite, ticket, act):
    lite.acting_as("ana").conversation.note(ticket, "@lin can we refund?")
    clock.advance(timedelta(minutes=1))
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.until(lambda: console.desk.attention.asks_on(ticket))
        await console.press(*act)
        await console.until(lambda: not console.desk.attention.asks_on(ticket))
        assert lite.mentions.mine() == ()
        await console.press("u")
        await console.until(lambda: console.desk.attention.asks_on(ticket))
        assert "Undone" in console.footer
        assert "mentioned you" not in console.text
        await console.until(lambda: "@me 1" in console.text)


async def test_a_note_taken_back_takes_its_notice_along(sqlite_url, clock, lite, ticket):
    ana = lite.acting_as("ana")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        ana.conversation.note(ticket, "@lin can we refund?")
        await console.until(lambda: "Ana mentioned you" in console.footer)
        ana.history.undo()
        await console.until(lambda: f"Ana took back a note on #{ticket}." in console.footer)
        assert "mentioned you" not in console.footer


async def test_a_note_that_was_settled_was_not_taken_back(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        lite.acting_as("ana").conversation.note(ticket, "@lin can we refund?")
        await console.until(lambda: "Ana mentioned you" in console.footer)
        lite.mentions.seen(ticket)
        await console.press("ctrl+l")
        assert "took back" not in console.text
