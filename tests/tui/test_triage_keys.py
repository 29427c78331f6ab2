"""Triage in two keys, handing over in two or three, what a ticket is about; counted by playing them."""

from datetime import timedelta

import pytest
from tests.builders import opened
from tests.tui.driving import NARROW, WIDE, Console, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk


@pytest.fixture
def crew(lite: Desk) -> Desk:
    boss = lite.acting_as("boss")
    boss.people.add_team("care", name="Customer Care")
    boss.people.add("wei", name="Zhao Wei", roles=["agent"], teams=["care"], languages=["zh", "en"])
    boss.people.add("tom", name="Tom Ashdown", roles=["agent"], teams=["care"], languages=["en"])
    return lite


async def first_unassigned(console: Console) -> None:
    await console.press("]")


async def test_a_new_ticket_is_triaged_with_two_keys(sqlite_url, clock, crew):
    ticket = opened(crew, "The plug melted, I want to make a complaint about your heater.", subject="Heater")
    clock.advance(timedelta(minutes=1))
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await first_unassigned(console)
        await console.press("p")
        assert "complaint, urgent, to" in console.text
        assert "‘melted’" in console.text
        await console.press("enter")
        row = crew.queue.row(ticket)
        assert (row.kind, row.priority, row.status) == ("complaint", "urgent", "open")
        assert row.assignee in ("wei", "tom")
        await console.press("escape", "u")
        row = crew.queue.row(ticket)
        assert (row.kind, row.priority, row.assignee, row.status) == ("inquiry", "normal", None, "new")


async def test_nothing_is_proposed_for_a_ticket_in_hand(sqlite_url, clock, crew):
    ticket = opened(crew, "It melted")
    crew.assignment.take(ticket)
    async with console_at(sqlite_url, clock) as console:
        await console.press("p")
        assert "Properties of" in console.text
        assert "complaint, urgent" not in console.text


async def test_handed_to_the_likeliest_with_two_keys(sqlite_url, clock, crew):
    earlier = opened(crew)
    crew.assignment.assign(earlier, "tom")
    ticket = opened(crew, "And again")
    async with console_at(sqlite_url, clock) as console:
        await first_unassigned(console)
        await console.press("A", "enter")
        assert crew.queue.row(ticket).assignee == "tom"
        assert "is with Tom Ashdown now" in console.footer


async def test_handed_to_another_with_three_keys(sqlite_url, clock, crew):
    ticket = opened(crew)
    async with console_at(sqlite_url, clock) as console:
        await first_unassigned(console)
        await console.press("A", "w", "enter")
        assert crew.queue.row(ticket).assignee == "wei"


async def test_handed_to_a_team_and_back_to_nobody(sqlite_url, clock, crew):
    ticket = opened(crew)
    crew.assignment.take(ticket)
    async with console_at(sqlite_url, clock) as console:
        await console.press("A")
        await console.type("customer care\n")
        view = crew.tickets.show(ticket)
        assert (view.team, view.row.assignee) == ("care", None)
        crew.assignment.take(ticket)
        await console.press("ctrl+l", "A")
        await console.type("nobody\n")
        assert crew.queue.row(ticket).assignee is None


async def test_the_team_is_set_among_the_properties(sqlite_url, clock, crew):
    ticket = opened(crew)
    crew.assignment.take(ticket)
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "6", "1")
        assert crew.tickets.show(ticket).team == "care"
        assert crew.queue.row(ticket).assignee == "lin"


async def test_order_of_the_customer_and_of_another_one(sqlite_url, clock: ManualClock, crew):
    crew.acting_as("sup").generation.generate(30, seed=5)
    theirs = next(
        order for number in crew.queue.numbers("is:all") if (order := crew.tickets.show(number).order) is not None
    )
    ticket = opened(crew)
    crew.assignment.take(ticket)
    async with console_at(sqlite_url, clock) as console:
        await console.press("p", "7")
        await console.type(theirs + "\n")
        assert "another customer's order" in console.text
        await console.press("1")
        assert crew.tickets.show(ticket).order is None
        await console.press("p", "7")
        await console.type(theirs + "\n")
        await console.press("2")
        assert crew.tickets.show(ticket).order == theirs


async def unassigned(crew: Desk, clock: ManualClock, count: int = 4) -> list[int]:
    numbers = []
    for n in range(count):
        numbers.append(opened(crew, f"Where is lamp {n}?", subject=f"Lamp {n}", customer=f"c{n}@example.com"))
        clock.advance(timedelta(minutes=1))
    return numbers


@pytest.mark.parametrize("act", [["p", "enter"], ["t"], ["A", "enter"]])
async def test_the_next_ticket_after_an_act_is_the_one_that_followed(sqlite_url, clock, crew, act):
    numbers = await unassigned(crew, clock)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await first_unassigned(console)
        await console.press("enter", *act)
        assert crew.queue.row(numbers[0]).assignee is not None
        for following in numbers[1:]:
            await console.press("J")
            assert f"Where is {crew.queue.row(following).subject.lower()}?" in console.text
            assert console.desk.reading.row.id == following
        await console.press("K")
        assert console.desk.reading.row.id == numbers[2]


async def test_after_an_act_on_the_last_ticket_there_is_no_next_one(sqlite_url, clock, crew):
    numbers = await unassigned(crew, clock, 2)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await first_unassigned(console)
        await console.press("enter", "J", "A", "enter", "J")
        assert "That was the last ticket of the list." in console.text
        await console.press("K")
        assert console.desk.reading.row.id == numbers[0]
        assert "Where is lamp 0?" in console.text
