"""An agent's own page by keys: figures, what will be late, breaches and what a review said of them."""

from pathlib import Path

import pytest
from tests.builders import HOUR, MINUTE, opened
from tests.tui.driving import NARROW, WIDE, Console, console_at
from tests.tui.test_floor import POLICIES

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk

FIRST = "first_response"


@pytest.fixture
def late(lite: Desk, clock: ManualClock, tmp_path: Path) -> list[int]:
    """``lin`` was late with the first two, ``ana`` with the third; the supervisor has looked at one of each."""
    file = tmp_path / "policies.yaml"
    file.write_text(POLICIES, encoding="utf-8")
    sup = lite.acting_as("sup")
    sup.policies.set([file])
    numbers = [opened(lite, subject=f"Lamp {n}", customer=f"c{n}@example.com") for n in range(3)]
    for number, handle in zip(numbers, ("lin", "lin", "ana"), strict=True):
        lite.assignment.assign(number, handle)
    clock.advance(3 * HOUR)
    lite.upkeep.sweep()
    for number, handle in ((numbers[0], "lin"), (numbers[2], "ana")):
        sup.reviews.review(
            number, FIRST, holder=handle, cause="held", avoidable=True, comment=f"Ask {handle} for help."
        )
    return numbers


async def own_page(console: Console) -> None:
    await console.press("f2")
    assert "Your own figures" in console.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_ones_own_breaches_and_what_a_review_said(size, sqlite_url, clock, late):
    async with console_at(sqlite_url, clock, size=size) as console:
        await own_page(console)
        text = " ".join(console.text.split())
        assert "2 open tickets" in text
        assert f"#{late[0]} first response" in text
        assert "held too long, avoidable, whose: Lin. Ask lin for help." in text
        assert f"#{late[1]} first response" in text
        assert "not reviewed yet" in text
        assert f"#{late[2]}" not in text
        assert "Ask ana" not in text


async def test_esc_on_a_figures_tickets_comes_back_to_the_page_and_then_to_the_desk_as_it_was(sqlite_url, clock, late):
    async with console_at(sqlite_url, clock) as console:
        await console.press("2")
        before = (console.desk.state.active, console.desk.state.narrowed)
        await own_page(console)
        await console.press("g", "enter")
        await console.settle()
        assert console.desk.state.narrowed == "is:live assignee:me"
        await console.press("escape")
        await console.settle()
        assert "Your own figures" in console.text
        await console.press("escape")
        await console.settle()
        assert (console.desk.state.active, console.desk.state.narrowed) == before
        assert "Your own figures" not in console.text


async def test_enter_reads_the_ticket_of_a_breach(sqlite_url, clock, late):
    async with console_at(sqlite_url, clock) as console:
        await own_page(console)
        await console.press("G", "enter")
        assert console.desk.reading.row.id in late[:2]


async def test_figures_lead_to_ones_tickets(sqlite_url, clock, lite, late):
    soon = opened(lite, customer="soon@example.com")
    lite.assignment.take(soon)
    clock.advance(70 * MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await own_page(console)
        await console.press("enter")
        assert console.desk.state.narrowed == "is:live assignee:me"
        await console.press("f2", "j", "enter")
        assert console.desk.state.narrowed == "is:overdue assignee:me"
        await console.press("f2", "j", "j", "enter")
        assert "due within the hour" in console.text
        await console.press("escape")
        assert "Your own figures" in console.text
        await console.press("j", "j", "enter", "x")
        assert console.desk.queue.selected == {soon}
        await console.press("f2", "f2")
        assert console.app.screen is console.desk


async def test_nothing_broken(sqlite_url, clock):
    async with console_at(sqlite_url, clock) as console:
        await own_page(console)
        assert "0 open tickets" in console.text
        assert "none" in console.text
