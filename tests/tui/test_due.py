"""Due times on the desk: order, signs and countdowns, views of what is late, NEXT, the age of the check."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests.builders import HOUR, MINUTE, NOON, opened
from tests.tui.driving import MIDDLE, NARROW, WIDE, Console, console_at
from tests.tui.test_desk_trouble import failing

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.tui import watch


def mine(desk: Desk, **facts: object) -> int:
    number = opened(desk, **facts)
    desk.assignment.take(number)
    return number


def line_of(console: Console, number: int) -> str:
    """The row of a ticket in the list."""
    return next(line for line in console.lines[2:] if str(number) in line[:12])


def time_of(console: Console, number: int) -> str:
    """What stands in the time column of a ticket's row."""
    return line_of(console, number)[9:14].strip()


async def test_the_list_stands_by_due_time_and_counts_down(sqlite_url, clock: ManualClock, promised):
    later = mine(promised)
    sooner = mine(promised, priority="urgent", customer="b@example.com")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        assert [row.id for row in console.desk.queue.rows] == [sooner, later]
        assert (time_of(console, sooner), time_of(console, later)) == ("20m", "1h")
        for at, words in (
            (NOON + 14 * MINUTE, "6:00"),
            (NOON + 15 * MINUTE, "~5:00"),
            (NOON + 15 * MINUTE + timedelta(seconds=1), "~4:59"),
            (NOON + 19 * MINUTE + timedelta(seconds=30), "~30s"),
            (NOON + 20 * MINUTE, "~0s"),
            (NOON + 23 * MINUTE, "!-3m"),
        ):
            clock.set(at)
            await console.until(lambda words=words: time_of(console, sooner) == words)
        assert time_of(console, later) == "37m"


async def test_a_ticket_whose_clocks_rest_shows_no_time(sqlite_url, clock, promised):
    number = mine(promised)
    promised.conversation.reply(number, "Which lamp?", grace=0, then="waiting_customer")
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        assert time_of(console, number) == ""
        await console.press("enter")
        assert "due" not in console.lines[2]


async def test_without_policies_a_row_says_how_long_somebody_waits(sqlite_url, clock, lite):
    number = mine(lite)
    clock.advance(HOUR)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        assert time_of(console, number) == "+1h"
        await console.press("enter")
        assert "due" not in console.lines[2]


async def test_next_names_the_clock(sqlite_url, clock, promised):
    number = mine(promised)
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        await console.press("enter")
        assert "answer Mara, waiting 0s  first response due 13:00 (in 1h)" in console.text
        clock.advance(50 * MINUTE)
        await console.until(lambda: "~ first response due 13:00 (in 10m)" in console.text)
        clock.advance(11 * MINUTE)
        await console.until(lambda: "! first response was due 13:00 (1m ago)" in console.text)
        promised.conversation.reply(number, "It leaves today.", grace=0)
        await console.until(lambda: "resolution due Mon 23 Nov 17:00" in console.text)


async def test_while_a_reply_is_in_the_outbox_nobody_is_asked_to_answer(sqlite_url, clock, promised):
    number = opened(promised)
    clock.advance(61 * MINUTE)
    async with console_at(sqlite_url, clock) as console:
        await console.press("]", "enter")
        assert "NEXT  take it: nobody has it yet, Mara has waited 1h" in console.text
        promised.acting_as("ana").conversation.reply(number, "Which lamp?", then="waiting_customer")
        await console.until(lambda: "NEXT  nothing: a reply by Ana is on its way" in console.text)
        promised.conversation.message(number, "The small one.", name="Mara")
        await console.until(lambda: "Mara has waited" in console.text)
        assert "is on its way" not in console.text
        promised.conversation.reply(number, "And where is it?", then="waiting_customer")
        await console.until(lambda: "NEXT  nothing: a reply by Lin is on its way" in console.text)
        clock.advance(MINUTE)
        promised.upkeep.sweep()
        await console.until(lambda: "NEXT  nothing: waiting for Mara" in console.text)


async def test_a_due_time_beyond_the_weekend_is_a_day(sqlite_url, clock, promised):
    clock.set(NOON + 90 * MINUTE)
    mine(promised)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter")
        assert "first response due Mon 23 Nov 09:30" in console.text
        assert "(in " not in "\n".join(console.lines[:4])


def names_of(console: Console) -> str:
    return console.lines[0]


async def test_overdue_and_at_risk_show_while_something_is_in_them(sqlite_url, clock, promised):
    number = mine(promised)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        assert "Overdue" not in names_of(console)
        assert "At risk" not in names_of(console)
        clock.advance(46 * MINUTE)
        await console.until(lambda: "At risk 1" in names_of(console))
        assert "Overdue" not in names_of(console)
        await console.press("]", "]")
        assert "[At risk 1]" in names_of(console)
        assert time_of(console, number) == "~14m"
        clock.advance(15 * MINUTE)
        await console.until(lambda: "Overdue 1" in names_of(console))
        # The view one is on stays, empty as it is.
        await console.until(lambda: "[At risk 0]" in names_of(console))
        await console.press("[")
        assert "[Overdue 1]" in names_of(console)
        assert "At risk" not in names_of(console)
        assert time_of(console, number) == "!-1m"


def ages(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the watch's own clock run ahead."""
    ahead = [0.0]
    real = watch.monotonic
    monkeypatch.setattr(watch, "monotonic", lambda: real() + ahead[0])

    def advance(seconds: float) -> None:
        ahead[0] += seconds

    return advance


@contextmanager
def unswept(url: str):
    """Clocks can't be noted, nor the time of a sweep; everything can be read."""
    with failing(url, "events"), failing(url, "heartbeats"):
        yield


async def test_clocks_that_nobody_checks_are_said(sqlite_url, clock, promised, monkeypatch):
    mine(promised)
    advance = ages(monkeypatch)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.until(lambda: console.desk.watcher.age is not None)
        assert "not checked" not in console.lines[0]
        with unswept(sqlite_url):
            clock.advance(50 * MINUTE)
            for _ in range(2):
                advance(31.0)
                await console.until(lambda: console.desk.watcher.age == 1)
            await console.until(lambda: "clocks not checked for 1m" in console.lines[0])
            assert "not synced" not in console.lines[0]
        advance(3.0)
        await console.until(lambda: "not checked" not in console.lines[0])


async def test_clocks_that_somebody_else_checks_are_checked(sqlite_url, clock, promised, monkeypatch):
    advance = ages(monkeypatch)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.until(lambda: console.desk.watcher.age is not None)
        console.desk.link.desk.upkeep.look = _broken
        advance(60.0)
        await console.until(lambda: console.desk.watcher.age == 1)
        assert console.desk.watcher.unchecked < 60
        clock.advance(2 * MINUTE)
        advance(120.0)
        await console.until(lambda: "clocks not checked for" in console.lines[0])


def _broken(_hurries: object) -> None:
    raise OSError("no")


async def test_views_of_several_people_say_whose_each_ticket_is(sqlite_url, clock, promised):
    """A supervisor walks what is overdue: whom to ask stands in the row, at the narrowest size too."""
    hers = mine(promised)
    theirs = opened(promised, customer="b@example.com")
    promised.acting_as("ana").assignment.take(theirs)
    nobodys = opened(promised, customer="c@example.com")
    clock.advance(2 * HOUR)
    for size in (NARROW, MIDDLE):
        async with console_at(sqlite_url, clock, size=size) as console:
            assert " lin " not in line_of(console, hers)
            await console.press("]", "]")
            await console.until(lambda console=console: "[Overdue 3]" in names_of(console))
            await console.until(lambda console=console: " ana " in line_of(console, theirs))
            assert " lin " in line_of(console, hers)
            assert " · " in line_of(console, nobodys)


async def test_a_promise_that_is_overdue_is_not_the_time_the_list_stands_by(sqlite_url, clock, promised):
    """The row's time is its clock's, by which it is ordered; the promise has a sign of its own."""
    first = mine(promised, priority="urgent")
    second = mine(promised, customer="b@example.com")
    promised.handling.promise(second, "an answer", NOON + MINUTE)
    clock.advance(2 * MINUTE)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        assert [row.id for row in console.desk.queue.rows] == [first, second]
        assert line_of(console, second)[9:16].strip() == "58m p"
        assert line_of(console, first)[9:16].strip() == "18m"


async def test_less_is_done_beside_while_keys_are_pressed(sqlite_url, clock, promised, monkeypatch):
    advance = ages(monkeypatch)
    monkeypatch.setattr("servicedesk.tui.key_lane.REST", 60.0)
    told: list[bool] = []
    mine(promised)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.until(lambda: console.desk.watcher.age is not None)
        console.desk.link.desk.upkeep.look = lambda hurries: told.append(hurries())
        await console.press("down")
        advance(watch.SWEEP)
        await console.until(lambda: bool(told))
        assert set(told) == {True}
        monkeypatch.setattr("servicedesk.tui.key_lane.REST", 0.0)
        advance(watch.SWEEP)
        await console.until(lambda: told[-1] is False)


async def test_tickets_of_all_sorts_are_rehearsed_while_nobody_types(sqlite_url, clock, promised, monkeypatch):
    advance = ages(monkeypatch)
    monkeypatch.setattr("servicedesk.tui.key_lane.REST", 60.0)
    left = [True, True, False]
    mine(promised)
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.until(lambda: console.desk.watcher.age is not None)
        console.desk.link.desk.tickets.rehearse = lambda: left.pop(0)
        await console.press("down")
        advance(watch.REHEARSED)
        await console.until(lambda: console.desk.watcher.age == 1)
        assert len(left) == 3
        monkeypatch.setattr("servicedesk.tui.key_lane.REST", 0.0)
        for still in (2, 1, 0):
            advance(watch.REHEARSED)
            await console.until(lambda still=still: len(left) <= still)
        looked = console.desk.watcher._tried_at
        advance(watch.SWEEP)
        await console.until(lambda: console.desk.watcher._tried_at > looked + 1)
