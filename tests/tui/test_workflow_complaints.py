"""A complaint from the first message to its end, by keys."""

import pytest
from tests.builders import DAY, MINUTE, assert_sound, bodies, complaint_at, opened
from tests.canned import give_answers
from tests.tui.driving import NARROW, WIDE, console_at
from tests.tui.workflow_cases import DECISION, go

from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A complaint of ``lin`` that has just arrived."""
    give_answers(lite, DECISION)
    number = opened(lite, "The lamp is broken again!", kind="complaint", subject="Lamp")
    lite.assignment.take(number)
    return number


async def test_from_the_first_message_to_the_end(sqlite_url, clock, lite, ticket):
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await go(console, ticket)
        assert "acknowledge" in console.text
        await console.press("w", "enter")
        await console.type("We have it. ")
        await console.press("ctrl+s")
        await console.press("3")
        await go(console, ticket)
        assert lite.queue.row(ticket).stage == "acknowledged"
        # assessed, with what it is about
        await console.press("w", "enter", "2", "tab", "1", "tab", *"Logistics", "ctrl+s")
        view = lite.tickets.show(ticket)
        assert (view.row.stage, view.nature, view.severity) == ("assessed", "delivery", 1)
        assert (view.department or "").casefold() == "logistics"
        await console.press("w", "enter")
        assert lite.queue.row(ticket).stage == "investigating"
        # decided: a decision has to be said
        clock.advance(MINUTE)
        await console.press("w", "enter", "ctrl+s")
        assert "say what is offered" in console.text
        await console.type("A new lamp")
        await console.press("ctrl+s")
        assert (lite.queue.row(ticket).stage, lite.tickets.show(ticket).remedy) == ("decided", "A new lamp")
        # told: the answer for it stands in the reply, the stage moves as it leaves
        await console.press("w", "enter")
        assert "This is what we have decided: A new lamp." in console.draft
        assert "stage communicated" in console.text
        await console.press("ctrl+s", "1")
        assert "we have decided" in bodies(lite, ticket)[-1]
        await go(console, ticket)
        assert lite.queue.row(ticket).stage == "communicated"
        await console.press("w", "enter", "1", "ctrl+s")
        assert lite.queue.row(ticket).stage == "closed"
        assert lite.tickets.show(ticket).accepted is True
        await console.press("w", "enter")
        assert lite.queue.row(ticket).status == "resolved"
    assert_sound(lite)


async def test_told_on_the_telephone_the_stage_alone_moves(sqlite_url, clock, lite):
    number = complaint_at(lite, "decided")
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w")
        assert "no public reply has left since the decision" in console.text
        line = next(line for line in console.lines if "the decision is told" in line)
        await console.press(line.split()[0])
        assert "no public reply" in console.text
        await console.press("escape")
        lite.conversation.call(number, "Told her", outcome="spoke")
        await console.press("ctrl+l", "w", "enter")
        assert lite.queue.row(number).stage == "communicated"


async def test_without_a_remedy_its_blank_stands_in_the_reply(sqlite_url, clock, lite):
    give_answers(lite, DECISION)
    number = complaint_at(lite, "decided")
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w", "enter")
        assert "This is what we have decided: [[decision]]." in console.draft


async def test_each_step_is_undone(sqlite_url, clock, lite):
    number = complaint_at(lite, "investigating")
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w", "enter", *"Nothing", "ctrl+s")
        assert lite.queue.row(number).stage == "decided"
        await console.press("u")
        assert lite.queue.row(number).stage == "investigating"


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_where_it_stands(size, sqlite_url, clock, lite):
    number = complaint_at(lite, "investigating")
    lite.handling.complaint(number, nature="delivery", severity=2)
    async with console_at(sqlite_url, clock, size=size) as console:
        await go(console, number)
        assert "COMPLAINT" in console.text
        line = next(line for line in console.lines if "COMPLAINT" in line)
        assert "investigating" in line
        assert "severity 2" in console.text


async def test_nothing_to_do_says_why(sqlite_url, clock, lite):
    number = opened(lite, "Where is my lamp?")
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w")
        assert "next step: an inquiry has no steps; a return needs an order (p)" in console.footer


async def test_a_complaint_that_is_resolved_before_its_last_stage_is_not_at_its_end(sqlite_url, clock, lite):
    number = complaint_at(lite, "communicated")
    lite.handling.status(number, "resolved")
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w")
        assert "it is resolved; open it again to go on with the complaint (s)" in console.footer


async def test_what_is_said_of_a_stage_is_not_said_of_a_status(sqlite_url, clock, lite):
    number = complaint_at(lite, "assessed")
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w", "enter")
        assert f"#{number} is investigating now." in console.footer


async def test_what_the_customer_does_not_accept_goes_back(sqlite_url, clock, lite):
    """Not accepted: assessed again, and NEXT and ``w`` go on with it or escalate it, as the customer's."""
    number = complaint_at(lite, "communicated", nature="privacy")
    clock.advance(MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w", "enter", "2", "ctrl+s")
        view = lite.tickets.show(number)
        assert (view.row.stage, view.row.status, view.accepted) == ("assessed", "open", False)
        assert f"#{number}: not accepted, so it is assessed again" in console.footer
        assert "look into it again, or escalate it" in console.text
        await console.press("u")
        assert (lite.queue.row(number).stage, lite.tickets.show(number).accepted) == ("communicated", None)
        await console.press("w", "enter", "2", "ctrl+s", "w")
        first, second = (line for line in console.lines if "look into it again  " in line or "dissatisfied" in line)
        assert first.strip().lstrip(">").strip().startswith("1")
        assert second.strip().startswith("2")
        await console.press("2", "ctrl+s")
        sent = lite.escalations.of_ticket(number)[-1]
        assert (sent.reason, sent.line) == ("dissatisfied", 3)
    assert_sound(lite)


async def test_closing_what_was_not_accepted_is_a_step_of_its_own(sqlite_url, clock, lite):
    number = complaint_at(lite, "communicated")
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w")
        line = next(line for line in console.lines if "close it as not accepted" in line)
        await console.press(line.split()[0])
        assert (lite.queue.row(number).stage, lite.tickets.show(number).accepted) == ("closed", False)


async def test_resolving_says_that_a_promise_is_open(sqlite_url, clock, lite):
    number = complaint_at(lite, "closed")
    lite.handling.promise(number, "A new lamp", clock.now() + 3 * DAY)
    async with console_at(sqlite_url, clock) as console:
        await go(console, number)
        await console.press("w")
        assert "a promise is still open: by Tue 24 Nov" in console.text
