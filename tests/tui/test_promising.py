"""Promises and follow-ups by keys."""

from datetime import timedelta

import pytest
from tests.builders import bodies, opened
from tests.tui.driving import console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    lite.handling.promise(number, "a new lamp", clock.now() + timedelta(hours=3))
    clock.advance(timedelta(minutes=1))
    return number


async def test_a_promise_is_postponed_with_its_reason(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("@", "4")
        await console.type("2d")
        await console.press("enter")
        await console.type("none in stock")
        await console.press("enter")
        assert "Postponed: by Mon 23 Nov 12:01." in console.text
        assert bodies(lite, ticket)[-1] == "none in stock"
        assert lite.tickets.show(ticket).promises[0].due_at == clock.now() + timedelta(days=2)


async def test_a_promise_is_withdrawn(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("@", "5")
        assert lite.tickets.show(ticket).promises == ()
        assert "Promise withdrawn." in console.text


async def test_several_stand_in_due_order(sqlite_url, clock, lite, ticket):
    lite.handling.promise(ticket, "an answer", clock.now() + timedelta(hours=1))
    async with console_at(sqlite_url, clock) as console:
        await console.press("@")
        lines = [line for line in console.lines if "by 1" in line and "today" in line and "PROMISED" not in line]
        assert [("an answer" in line, "a new lamp" in line) for line in lines[-2:]] == [(True, False), (False, True)]
        await console.press("2", "1")
        assert {p.text: p.state for p in lite.tickets.show(ticket).promises} == {
            "an answer": "kept",
            "a new lamp": "open",
        }


async def test_a_follow_up_is_set_moved_and_ended(sqlite_url, clock, lite, ticket):
    lite.handling.status(ticket, "on_hold")
    async with console_at(sqlite_url, clock) as console:
        await console.press("@", "6", "1")
        assert f"{lite.tickets.show(ticket).follow_up_at:%a %d %H:%M}" == "Mon 23 09:00"
        await console.press("@", "6", "5")
        await console.type("4h")
        await console.press("enter")
        assert lite.tickets.show(ticket).follow_up_at == clock.now() + timedelta(hours=4)
        await console.press("@", "7")
        assert lite.tickets.show(ticket).follow_up_at is None


@pytest.mark.parametrize("left", [("enter",), ("escape",), ("x", "enter", "escape")])
async def test_leaving_a_new_promise_says_that_nothing_was_promised(sqlite_url, clock, lite, left):
    number = opened(lite)
    lite.assignment.take(number)
    async with console_at(sqlite_url, clock) as console:
        await console.press("@")
        assert "e.g. an answer about the refund" in console.text
        await console.press(*left)
        assert "Nothing promised." in console.footer
        assert lite.tickets.show(number).promises == ()


async def test_an_overdue_promise_is_marked_in_every_view(sqlite_url, clock, lite, ticket):
    clock.advance(timedelta(hours=8))
    async with console_at(sqlite_url, clock) as console:
        assert "Mine 1" in console.lines[0]
        assert any(f"I {ticket} " in line and "+8h p " in line for line in console.lines)
