"""Saved views in the top bar: their counts, those that hide, keeping one's own."""

from datetime import timedelta

import pytest
from tests.builders import opened
from tests.tui.driving import WIDE, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk) -> int:
    number = opened(lite)
    lite.assignment.take(number)
    return number


async def test_views_that_wait_for_me_show_when_they_hold_something(sqlite_url, clock: ManualClock, lite, ticket):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        assert "Reminders" not in console.lines[0]
        assert "@me" not in console.lines[0]
        lite.acting_as("ana").handling.promise(ticket, "a call", clock.now() + timedelta(hours=2))
        await console.until(lambda: "Reminders 1" in console.lines[0])
        assert "1 promise due today" in console.lines[0]
        await console.until(lambda: "1 more in Reminders." in console.text)


async def test_the_brackets_skip_what_is_hidden(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        names = []
        for _ in range(7):
            names.append(console.desk.state.view.name)
            await console.press("]")
        assert names == ["Mine", "Unassigned", "All open", "Waiting", "Snoozed", "Done", "Mine"]


async def test_in_promises_the_time_column_tells_of_the_promise(sqlite_url, clock, lite, ticket):
    lite.handling.promise(ticket, "a call", clock.now() + timedelta(hours=3))
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        before = next(line for line in console.lines if str(ticket) in line)
        assert "  3h" not in before[:20]
        await console.press("]", "]")
        assert console.desk.state.view.name == "Promises"
        assert "  3h" in next(line for line in console.lines[2:] if str(ticket) in line)[:20]


async def test_counts_follow_within_a_second(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        assert "Mine 1" in console.lines[0]
        other = opened(lite, customer="b@example.com")
        await console.until(lambda: "Unassigned 1" in console.lines[0])
        lite.assignment.take(other)
        await console.until(lambda: "Mine 2" in console.lines[0] and "Unassigned 0" in console.lines[0])


async def test_a_filter_becomes_a_view_of_ones_own(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await console.press("/", "ctrl+u")
        await console.type("is:live lamp\n")
        await console.press("colon")
        await console.type("save view\n")
        await console.type("Lamps\n")
        assert lite.saved_views.all()[-1].filter == "is:live lamp"
        assert lite.saved_views.all()[-1].own
        await console.until(lambda: "[Lamps 1]" in console.lines[0])
        await console.press("colon")
        await console.type("change view\n")
        await console.press("1")
        await console.type(" all\n")
        assert lite.saved_views.all()[-1].name == "Lamps all"
        await console.press("colon")
        await console.type("change view\n")
        await console.press("4")
        assert "Lamps all" not in [view.name for view in lite.saved_views.all()]
        assert console.desk.state.view.name == "Mine"


async def test_everybodys_view_is_not_changed_by_an_agent(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await console.press("colon")
        await console.type("change view\n")
        await console.press("4")
        assert "supervisors change it" in console.text
        assert len(lite.saved_views.all()) == 12
