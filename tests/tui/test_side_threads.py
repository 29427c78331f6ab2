"""Side threads by keys: three beside the prose, never mixed with what the customer reads."""

from datetime import timedelta

import pytest
from tests.builders import bodies, opened
from tests.tui.driving import MIDDLE, NARROW, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings

STAY = Settings(timezone="UTC", after_send="stay")


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    clock.advance(timedelta(minutes=1))
    return number


async def test_forwarded_in_three_keys(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("f")
        assert "The customer never sees it" in console.text
        assert "no parcel is known" in console.text
        await console.press("enter")
        assert "SIDE to warehouse, the customer never sees this" in console.text
        assert f"our ticket {ticket}." in console.draft
        await console.press("ctrl+s")
        message = lite.tickets.show(ticket).thread.messages[-1]
        assert (message.medium, message.side, message.visibility) == ("side", "warehouse", "internal")
        assert message.body.startswith("to warehouse: Hello,")
        assert lite.queue.row(ticket).status == "open"
        assert f"s 4 puts #{ticket} on hold" in console.text
        assert lite.drafts.load(ticket) == ()


async def test_its_draft_is_its_own(sqlite_url, clock, lite, ticket):
    lite.drafts.save(ticket, "reply", "Hello Mara")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("f", "enter")
        await console.type("More.")
        await console.press("escape")
        assert {draft.mode for draft in lite.drafts.load(ticket)} == {"reply", "side:warehouse:warehouse"}
        await console.press("r")
        assert console.draft == "Hello Mara"
        await console.press("escape", "f", "enter")
        assert console.draft.endswith("More.")


async def test_their_answer_is_written_down_and_ends_the_hold(sqlite_url, clock, lite, ticket):
    lite.conversation.forward(ticket, "Where is it?", to="DHL", side="carrier")
    lite.handling.status(ticket, "on_hold")
    async with console_at(sqlite_url, clock) as console:
        await console.press("f")
        assert "write down the answer of DHL" in console.text
        await console.press("1")
        assert "ANSWER of DHL, written down" in console.text
        await console.type("In Bonn.")
        await console.press("ctrl+s")
        assert bodies(lite, ticket)[-1] == "In Bonn."
        assert lite.queue.row(ticket).status == "open"
        await console.press("f")
        assert "write down the answer of DHL" not in console.text


async def test_an_undone_side_message_is_in_the_composer_again(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await console.press("f", "enter")
        await console.type("Quick!")
        await console.press("ctrl+s", "u")
        assert console.draft.endswith("Quick!")
        assert "SIDE to warehouse" in console.text
        assert len(bodies(lite, ticket)) == 1
