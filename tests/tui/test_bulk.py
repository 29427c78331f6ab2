"""Bulk acts by keys: selecting, the count and the exceptions, doing, undoing."""

import asyncio
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from tests.builders import complaint_at, opened
from tests.tui.driving import Console, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.many import Many
from servicedesk.tui import key_lane
from servicedesk.tui.acts.bulk import BULK
from servicedesk.tui.commanding import BULK_ACTS


@pytest.fixture
def mine(lite: Desk, clock: ManualClock) -> list[int]:
    """Three tickets of ``lin``; nobody waits."""
    return of_lin(lite, clock, 3)


def of_lin(desk: Desk, clock: ManualClock, count: int) -> list[int]:
    numbers = []
    for n in range(count):
        number = opened(desk, subject=f"Lamp {n}", customer=f"c{n}@example.com")
        desk.assignment.take(number)
        desk.conversation.no_reply_needed(number)
        clock.advance(timedelta(minutes=1))
        numbers.append(number)
    return numbers


def statuses(desk: Desk, tickets: list[int]) -> list[str]:
    return [row.status for row in desk.many.rows(tickets)]


def test_every_bulk_act_is_known_to_the_keys() -> None:
    assert set(BULK) == BULK_ACTS


async def test_three_are_selected_resolved_and_undone_as_one(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("x", "x")
        assert "2 selected" in console.footer
        await console.press("x", "s", "2")
        assert "3 tickets: resolve" in console.text
        await console.press("enter")
        assert statuses(lite, mine) == ["resolved"] * 3
        assert "Done: resolve, 3 tickets." in console.footer
        assert not console.desk.queue.selected
        await console.press("escape")
        assert "undo: resolve, 3 tickets" in console.footer
        await console.press("u")
        assert statuses(lite, mine) == ["open"] * 3
        assert "Undone: resolve, 3 tickets." in console.footer


async def test_the_exceptions_are_said_before_and_left_out_with_one_key(sqlite_url, clock, lite, mine):
    lite.conversation.message(mine[1], "Any news?")
    complaint = complaint_at(lite, "assessed", customer="x@example.com")
    lite.assignment.take(complaint)
    async with console_at(sqlite_url, clock) as console:
        await console.press("X")
        assert "4 selected" in console.footer or "4 tickets selected" in console.footer
        await console.press("s", "2")
        assert "3 tickets: resolve" in console.text
        assert f"1 has an unanswered message (#{mine[1]})" in console.text
        assert f"(#{complaint})" in console.text
        await console.press("enter")
        assert statuses(lite, mine) == ["resolved", "open", "resolved"]


async def test_leaving_the_slip_changes_nothing(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "s", "2", "escape")
        assert statuses(lite, mine) == ["open"] * 3
        assert len(console.desk.queue.selected) == 3
        await console.press("escape")
        assert not console.desk.queue.selected


async def test_all_again_is_none(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "X")
        assert not console.desk.queue.selected


async def test_while_reading_an_act_is_for_the_open_ticket_alone(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "enter", "s", "2")
        assert statuses(lite, mine).count("resolved") == 1


async def test_another_view_lets_the_selection_go(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "]")
        assert not console.desk.queue.selected


async def test_above_ten_one_types_the_number(sqlite_url, clock, lite):
    tickets = of_lin(lite, clock, 12)
    lite.conversation.message(tickets[0], "Any news?")
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "s", "2", "enter")
        assert statuses(lite, tickets) == ["open"] * 12
        await console.press("1", "3", "enter")
        assert "13 is none of" in console.text
        await console.press("backspace", "1", "enter")
        assert statuses(lite, tickets) == ["open"] + ["resolved"] * 11


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        (("a",), lambda row: row.assignee == "lin"),
        (("p", "2", "1"), lambda row: row.priority == "urgent"),
        (("p", "1", "3"), lambda row: row.kind == "return"),
        (("z", "1"), lambda row: row.snoozed_until is not None),
        (("full_stop",), lambda row: row.waiting_since is None),
    ],
)
async def test_every_bulk_act_by_its_key(sqlite_url, clock, lite, keys, seen):
    tickets = [opened(lite, customer=f"c{n}@example.com") for n in range(3)]
    async with console_at(sqlite_url, clock) as console:
        await console.press("]", "X", *keys)
        assert "3 tickets:" in console.text
        await console.press("1")
        assert all(seen(row) for row in lite.many.rows(tickets))


async def test_tags_and_a_colleague(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "p", "3")
        await console.type("late -new\n")
        await console.press("enter")
        assert [lite.tickets.show(ticket).tags for ticket in mine] == [("late",)] * 3
        await console.press("X", "A")
        await console.type("ana\n")
        await console.press("enter")
        assert {row.assignee for row in lite.many.rows(mine)} == {"ana"}


async def test_tags_are_parted_by_chinese_signs_too_and_a_wrong_one_is_refused_before_anything_is_asked(
    sqlite_url, clock, lite, mine
):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "p", "3")
        await console.type("a:b，回电\n")
        assert "tag: 'a:b' can't be a tag" in console.text
        assert "tickets: tags +" not in console.text
        await console.press("ctrl+u")
        await console.type("加急，回电、late,－new；x;y\n")
        await console.press("enter")
        assert [set(lite.tickets.show(ticket).tags) for ticket in mine] == [{"加急", "回电", "late", "x", "y"}] * 3


async def test_what_others_changed_meanwhile_stays_and_is_listed(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "p", "2", "1")
        lite.acting_as("ana").handling.priority(mine[1], "low")
        await console.press("enter")
        assert [row.priority for row in lite.many.rows(mine)] == ["urgent", "low", "urgent"]
        assert "1 ticket stayed as it was" in console.text
        assert f"Somebody changed #{mine[1]} meanwhile" in console.text
        await console.press("escape")
        assert console.desk.queue.selected == {mine[1]}


async def test_what_is_done_is_not_said_to_be_dropped(sqlite_url, clock, lite, mine, monkeypatch):
    """The list of what was left comes too late for somebody who went on; that the others are done stays said."""
    monkeypatch.setattr(key_lane, "PATIENCE", 0.05)
    may_go_on, apply = Event(), Many.apply

    def slow(self: Many, *asked: Any) -> Any:
        may_go_on.wait(20)
        return apply(self, *asked)

    monkeypatch.setattr(Many, "apply", slow)
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "p", "2", "1")
        lite.acting_as("ana").handling.priority(mine[1], "low")
        console.send("enter")
        console.send("j")
        await console.until(lambda: console.app.lane.passed == 1)
        may_go_on.set()
        await console.until(lambda: "Done: " in console.footer)
        await console.settle()
        assert "dropped" not in console.text
        assert "stayed as it was" not in console.text


async def test_undo_names_what_it_leaves(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "p", "2", "1", "enter")
        lite.acting_as("ana").handling.priority(mine[1], "low")
        await console.press("u")
        assert "1 ticket was left: later acts stand on it" in console.text
        assert f"#{mine[1]}" in console.text
        assert [row.priority for row in lite.many.rows(mine)] == ["normal", "low", "normal"]


async def progress_of(console: Console) -> None:
    await console.until(lambda: "esc stops" in console.text)


async def test_all_of_a_list_that_is_not_read_whole_is_changed_and_undone(sqlite_url, clock, lite):
    lite.acting_as("sup").generation.generate(300, seed=3)
    everything = lite.queue.numbers("is:all")
    async with console_at(sqlite_url, clock) as console:
        await console.press("/", "ctrl+u")
        await console.type("is:all\n")
        await console.press("X", "p", "3")
        await console.type("winter\n")
        assert "300 tickets: tags +winter" in console.text
        await console.type("300\n")
        await console.until(lambda: "Done: tags +winter, 300 tickets." in console.text)
        assert lite.queue.total("is:all tag:winter") == len(everything) == 300
        await console.press("u")
        await console.until(lambda: "Undone: tags, 300 tickets." in console.text)
        assert lite.queue.total("is:all tag:winter") == 0


async def test_escape_stops_between_two_parts_and_what_is_done_is_undoable(sqlite_url, clock, lite):
    tickets = of_lin(lite, clock, 110)
    async with console_at(sqlite_url, clock) as console:
        await console.press("X", "p", "2", "1")
        console_text = asyncio.ensure_future(progress_of(console))
        await console.type("110")
        console.send("enter")
        await console_text
        console.send("escape")
        await console.until(lambda: "Stopped before" in console.text)
        done = [row.priority for row in lite.many.rows(tickets)].count("urgent")
        assert 0 < done < 110
        assert len(console.desk.queue.selected) == 110 - done
        await console.press("escape", "u")
        await console.until(lambda: "Undone:" in console.text)
        assert {row.priority for row in lite.many.rows(tickets)} == {"normal"}
