"""Two people at one store: what the other one does shows within a second, and never under the cursor or the caret."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from tests.builders import MINUTE, opened
from tests.tui.driving import MIDDLE, NARROW, Console, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.together import LEASE, SILENT, Doing

SOON = 1.0
"""Seconds within which a change by somebody else has to show."""


@pytest.fixture
def tickets(desk: Desk, clock: ManualClock) -> list[int]:
    """Three tickets of ``lin``."""
    numbers = []
    for subject in ("First lamp", "Second lamp", "Third lamp"):
        number = opened(desk, f"Where is it? {subject}", subject=subject)
        desk.assignment.take(number)
        desk.presence.let_go(number)
        numbers.append(number)
        clock.advance(10 * MINUTE)
    return numbers


@pytest.fixture
async def console(url: str, clock: ManualClock, tickets: list[int]) -> AsyncIterator[Console]:
    async with console_at(url, clock, size=MIDDLE) as opened_console:
        yield opened_console


async def soon(console: Console, seen: Callable[[], bool]) -> None:
    """It shows within a second."""
    began = time.monotonic()
    await console.until(seen)
    assert time.monotonic() - began < SOON + 0.5, "late"


async def test_who_writes_is_named_at_once(console, desk, tickets):
    await console.press("enter")
    ana = desk.acting_as("ana")
    ana.presence.tell("ana", tickets[0], Doing.WRITING, holds=True)
    await soon(console, lambda: "Ana is writing here" in console.lines[1])
    ana.presence.tell("ana", tickets[0], Doing.LOOKING)
    await soon(console, lambda: "Ana works here" in console.lines[1])
    ana.presence.let_go(tickets[0])
    await soon(console, lambda: "Ana looks at this" in console.lines[1])
    ana.presence.leave("ana")
    await soon(console, lambda: "Ana" not in console.lines[1])


async def test_a_row_that_somebody_works_on_has_its_sign(console, desk, tickets):
    def row() -> str:
        return next(line for line in console.lines if str(tickets[1]) in line)

    assert f"{tickets[1]} " in row()
    desk.acting_as("ana").presence.hold(tickets[1])
    await soon(console, lambda: f"{tickets[1]} " not in row())
    desk.acting_as("ana").presence.let_go(tickets[1])
    await soon(console, lambda: f"{tickets[1]} " in row())


async def test_presence_reads_no_list_again(console, desk, tickets, monkeypatch):
    """Others who move cost no reading of lists or tickets."""
    read = []
    refresh = console.desk.refresh_all

    async def counted() -> None:
        read.append(1)
        await refresh()

    monkeypatch.setattr(console.desk, "refresh_all", counted)
    ana = desk.acting_as("ana")
    for ticket in tickets:
        ana.presence.tell("ana", ticket, Doing.LOOKING)
    desk.drafts.save(tickets[2], "note", "a draft is no news either")
    await console.until(lambda: console.desk.company.words(tickets[2]) == "Ana looks at this")
    assert read == []
    ana.handling.priority(tickets[2], "urgent")
    await console.until(lambda: read == [1])


async def test_where_this_console_is_is_told(console, desk, tickets):
    def told() -> set[tuple[int | None, str]]:
        return {(one.ticket_id, one.doing) for one in desk.acting_as("ana").presence.around("x").there}

    await console.press("enter")
    await console.until(lambda: told() == {(tickets[0], "looking")})
    await console.press("r")
    await soon(console, lambda: desk.presence.holder(tickets[0]) is not None)
    await console.until(lambda: told() == {(tickets[0], "writing")})
    await console.press("escape", "J")
    await console.until(lambda: told() == {(tickets[1], "looking")})
    await console.until(lambda: desk.presence.holder(tickets[0]) is None)


async def test_the_end_of_the_console_is_told(url, clock, desk, tickets):
    async with console_at(url, clock) as console:
        ana = desk.acting_as("ana")
        await console.until(lambda: len(ana.presence.around("x").there) == 1)
    assert ana.presence.around("x").there == ()


async def test_beginning_where_somebody_writes_says_so(console, desk, tickets):
    desk.acting_as("ana").presence.hold(tickets[0])
    await console.until(lambda: console.desk.company.at_work(tickets[0]) is not None)
    await console.press("r")
    assert f"Ana has been working on #{tickets[0]} since 12:30" in console.text
    await console.type("Mine all the same")
    assert console.draft == "Mine all the same"


async def test_taking_what_somebody_works_on_asks_once(console, desk, tickets, clock):
    theirs = opened(desk, subject="Theirs")
    desk.acting_as("ana").assignment.take(theirs)
    await console.press("]", "]", "G")
    await console.until(lambda: console.desk.company.at_work(theirs) is not None)
    await console.press("a")
    assert "Take it all the same?" in console.text
    await console.press("enter")
    assert desk.queue.row(theirs).assignee == "ana"
    await console.press("a", "2")
    assert desk.queue.row(theirs).assignee == "lin"


async def test_who_falls_silent_is_not_there_any_more(console, desk, tickets, clock):
    await console.press("enter")
    desk.acting_as("ana").presence.tell("ana", tickets[0], Doing.WRITING, holds=True)
    await console.until(lambda: "Ana is writing here" in console.lines[1])
    clock.advance(SILENT + timedelta(seconds=1))
    await console.until(lambda: "Ana works here" in console.lines[1])
    clock.advance(LEASE)
    await console.until(lambda: "Ana" not in console.lines[1])


async def test_a_change_by_somebody_else_moves_neither_cursor_nor_caret(console, desk, tickets, clock):
    await console.press("j", "r")
    await console.type("Half a sen")
    caret = console.desk.writing.composer.area.caret
    first = opened(desk.acting_as("ana"), "I have waited longest", subject="Brand new")
    desk.acting_as("ana").assignment.assign(first, "lin")
    desk.acting_as("ana").handling.priority(tickets[1], "urgent")
    await soon(console, lambda: "Brand new" in console.text and "URGENT" in console.lines[1])
    assert console.desk.queue.cursor_row.id == tickets[1]
    assert (console.draft, console.desk.writing.composer.area.caret) == ("Half a sen", caret)
    assert console.desk.writing.active
    await console.type("tence")
    assert console.draft == "Half a sentence"


async def test_arrivals_are_announced(console, desk, tickets):
    ana = desk.acting_as("ana")
    for _ in range(2):
        desk.acting_as("ana").assignment.assign(opened(ana), "lin")
    await console.until(lambda: "new in Mine" in console.footer)
    assert console.desk.queue.cursor_row.id == tickets[0]


async def test_ones_own_acts_are_no_arrivals(console, desk, tickets):
    free = opened(desk)
    await console.until(lambda: "Unassigned 1" in console.lines[0])
    await console.press("t")
    await console.until(lambda: "Mine 4" in console.lines[0])
    assert desk.queue.row(free).assignee == "lin"
    assert "new in" not in console.text


async def test_what_is_new_since_one_looked_is_known_on_every_console(url, clock, desk, tickets):
    async with console_at(url, clock, size=MIDDLE) as console:
        await console.press("enter")
        await console.until(lambda: desk.presence.read_mark(tickets[0]) is not None)
    clock.advance(MINUTE)
    desk.conversation.message(tickets[0], "Any news?")
    clock.advance(MINUTE)
    async with console_at(url, clock, size=MIDDLE) as console:
        await console.press("enter")
        assert "new since you last looked" in console.text
        await console.until(lambda: (desk.presence.read_mark(tickets[0]) or clock.now()) == clock.now())
        desk.handling.priority(tickets[0], "high")
        await console.until(lambda: "HIGH" in console.lines[1])
        assert "new since you last looked" in console.text


async def test_what_was_never_shown_is_not_read(url, clock, desk, tickets):
    async with console_at(url, clock, size=NARROW) as console:
        await console.press("j", "j")
        await console.until(lambda: len(desk.acting_as("ana").presence.around("x").there) == 1)
    assert [desk.presence.read_mark(ticket) for ticket in tickets] == [None, None, None]


async def test_a_ticket_passed_in_a_moment_is_not_read(console, desk, tickets):
    await console.press("enter")
    await console.press("J", "J")
    await console.until(lambda: desk.presence.read_mark(tickets[2]) is not None)
    assert desk.presence.read_mark(tickets[1]) is None
