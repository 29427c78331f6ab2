"""What puzzled somebody who walked the console for the first time: each by its keys."""

from datetime import timedelta

import pytest
from tests.builders import opened, resolved
from tests.desk.test_find import add_order
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings

STAY = Settings(timezone="UTC", after_send="stay")


@pytest.fixture
def mine(lite: Desk) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    return number


async def test_an_order_that_was_found_opens_its_customer(sqlite_url, clock, lite, mine):
    add_order(lite, "55-1203")
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("o")
        await console.type("551203")
        await console.press("enter")
        assert type(console.app.screen).__name__ == "CustomerScreen"
        (line,) = [line for line in console.lines if line.strip().startswith("> 55-1203")]
        assert "EUR" in line
        await console.press("+")
        assert "Call, Mara Costa" in console.text


SIZES = pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])


@SIZES
async def test_who_has_a_ticket_stands_over_it(size, sqlite_url, clock, lite, mine):
    theirs = opened(lite, subject="Kettle", kind="complaint", priority="urgent", name="A customer of a long name")
    lite.assignment.assign(theirs, "ana")
    free = opened(lite)
    async with console_at(sqlite_url, clock, size=size, settings=STAY) as console:
        for number, holder in ((theirs, "Ana"), (free, "nobody's"), (mine, "yours")):
            await console.press("o")
            await console.type(str(number))
            await console.press("enter")
            (title,) = [line for line in console.lines[:2] if f"#{number}" in line]
            assert f" · {holder} " in title


async def test_a_reply_on_a_colleagues_ticket_says_whose_it_is(sqlite_url, clock, lite, mine):
    theirs = opened(lite)
    lite.assignment.assign(theirs, "ana")
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("o")
        await console.type(str(theirs))
        await console.press("enter", "r")
        assert "Ana has this ticket" in console.footer
        await console.press("escape", "escape", "n")
        assert "Ana has this ticket" not in console.footer


async def test_arrows_and_enter_reach_what_stands_below_the_strip(sqlite_url, clock, lite, mine):
    lite.handling.promise(mine, "refund answer", clock.now() + timedelta(hours=3))
    async with console_at(sqlite_url, clock, size=NARROW, settings=STAY) as console:
        await console.press("enter", "r")
        await console.type("We will refund EUR 89.00 by Friday.")
        await console.press("ctrl+s")
        assert "p promise, k kept" in console.text
        await console.press(*["down"] * 5)
        assert ">p [ ] promise" in console.text
        await console.press("enter", "down", "enter", "down")
        assert "p [x] promise" in console.text
        assert ">k [x] kept: refund answer" in console.text
        assert [line[:4] for line in console.lines if line.startswith(" >")] == [" >k "]
        await console.press("3")
        assert {made.text: made.state for made in lite.tickets.show(mine).promises} == {
            "refund EUR 89.00": "open",
            "refund answer": "kept",
        }


async def test_several_are_not_resolved_by_enter_alone(sqlite_url, clock, lite, mine):
    lite.assignment.take(opened(lite))
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("x", "x", "s")
        (line,) = [line for line in console.lines if line.lstrip().startswith("> 3")]
        assert "they are that already" in line
        await console.press("enter")
        assert lite.queue.total("status:open assignee:me") == 2


async def test_a_waiting_ticket_is_not_resolved_by_enter_alone(sqlite_url, clock, lite, mine):
    lite.handling.status(mine, "waiting_customer")
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("s")
        assert any(line.lstrip().startswith("> 3") for line in console.lines)


async def test_a_note_just_stored_is_in_sight_with_the_cursor_on_it(sqlite_url, clock, lite, mine):
    for n in range(8):
        lite.conversation.message(mine, f"And this {n}\n" * 6)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter", "g", "n")
        await console.type("Asked the warehouse")
        await console.press("ctrl+s")
        assert "Asked the warehouse" in console.text
        assert console.desk.conversation.focused_message.body == "Asked the warehouse"
        await console.press("escape", "enter")
        assert "Asked the warehouse" in console.text


@SIZES
async def test_a_pressing_priority_shows_in_every_list(size, sqlite_url, clock, lite, mine):
    for priority in ("urgent", "high"):
        lite.assignment.take(opened(lite, subject="Kettle", priority=priority, name="Bo", customer="bo@example.com"))
    async with console_at(sqlite_url, clock, size=size) as console:
        rows = [line for line in console.lines if " Bo " in line[:60] and "I 1000" in line]
        assert ["!! Bo" in row for row in rows] == [True, False]
        assert ["!  Bo" in row for row in rows] == [False, True]
        assert len({row.index(" Bo ") for row in rows}) == 1
        assert "due first" in console.text
        await console.press("?")
        await console.until(lambda: "all keys" not in console.footer)
        assert "priority: urgent, high" in "\n".join(str(w.render()) for w in console.app.screen.query("Legend"))


async def test_only_promises_are_counted_as_promises(sqlite_url, clock, lite, mine):
    lite.handling.status(mine, "on_hold")
    lite.reminders.follow_up(mine, clock.now() + timedelta(hours=1))
    async with console_at(sqlite_url, clock) as console:
        assert "Reminders 1" in console.lines[0]
        assert "due today" not in console.lines[0]
        lite.handling.promise(mine, "a lamp", clock.now() + timedelta(hours=2))
        await console.until(lambda: "1 promise due today" in console.lines[0])


async def test_an_urgent_ticket_is_asked_about_the_next_day(sqlite_url, clock, lite, mine):
    lite.handling.priority(mine, "urgent")
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter", "s")
        assert "ask again in 1 day" in console.text


async def test_the_hints_come_back_while_one_types(sqlite_url, clock, lite, mine):
    theirs = opened(lite)
    lite.assignment.assign(theirs, "ana")
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("o")
        await console.type(str(theirs))
        await console.press("enter", "r", "H")
        assert "Ana has this ticket" in console.footer
        serial = console.desk.footer.notice.serial
        await console.until(lambda: "ctrl+s" in console.footer)
        assert console.desk.notices._going == serial


async def test_another_ticket_puts_an_old_notice_away(sqlite_url, clock, lite, mine):
    lite.assignment.take(opened(lite))
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter", "h", "enter", "K")
        assert "first ticket" in console.footer
        await console.press("J")
        assert "first ticket" not in console.footer


async def test_a_key_without_a_meaning_says_so_once(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("%")
        assert "% does nothing here; ? shows the keys." in console.footer
        await console.press("escape", "%")
        assert "does nothing" not in console.footer


async def test_what_was_copied_is_named(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("y", "e")
        assert "Copied: e-mail mara@example.com" in console.text


async def test_a_call_shows_the_order_and_the_late_promise_of_its_ticket(sqlite_url, clock: ManualClock, lite):
    customer = lite.queue.row(resolved(lite, phone="+351 912 345 678")).customer_id
    add_order(lite, "55-1203", customer=customer)
    number = opened(lite, subject="Lamp again", order="55-1203")
    add_order(lite, "55-1299", customer=customer)
    lite.handling.promise(number, "a new lamp", clock.now() + timedelta(hours=1))
    clock.advance(timedelta(hours=2))
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("+")
        await console.type("5678")
        await console.press("enter")
        await console.until(
            lambda: "55-1203" in console.text and "! promised by 13:00 today: a new lamp" in console.text
        )
        assert "55-1299" not in console.text


def test_an_admin_who_never_worked_is_offered_last(lite: Desk):
    lite.acting_as("boss").people.add("zoe", roles=["admin", "agent", "supervisor"])
    assert [one.colleague.handle for one in lite.triage.likely(None)][-1] == "zoe"
