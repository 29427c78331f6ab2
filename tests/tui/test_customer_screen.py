"""The whole customer on one screen, by keys; their note; merging with what they wrote before."""

from dataclasses import replace
from datetime import UTC, timedelta
from threading import Event
from typing import Any

import pytest
from tests.builders import assert_sound, opened, resolved
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at
from tests.tui.slips.customers import sample_whole

from servicedesk.clock import ManualClock
from servicedesk.desk.customers import Customers
from servicedesk.desk.desk import Desk
from servicedesk.tui import key_lane
from servicedesk.tui.acts.customers import open_customer
from servicedesk.tui.screens.whole_customer.blocks import Target, What, blocks, narrowed
from servicedesk.tui.widgets.customer_lines import Frame
from servicedesk.tui.wording.signs import UNICODE

NOW = sample_whole("x").promises[0].promise.due_at


@pytest.fixture
def mine(lite: Desk, clock: ManualClock) -> int:
    """Mara's ticket in the hands of ``lin``; she has a resolved and another open one."""
    resolved(lite, subject="Old kettle")
    opened(lite, "And the chair?", subject="Chair wobbles")
    clock.advance(timedelta(hours=1))
    number = opened(lite, "Where is my lamp?", subject="Lamp is missing", phone="+351 912 345 678")
    lite.assignment.take(number)
    lite.handling.promise(number, "call her back", clock.now() + timedelta(hours=3))
    return number


def customer_of(lite: Desk, number: int) -> int:
    found = lite.queue.row(number).customer_id
    assert found is not None
    return found


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_everything_about_them(size, sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("i")
        for words in ("Mara", "none yet; enter writes one", "call her back", "by 16:00 today", "3 TICKETS, 2 open"):
            assert words in console.text
        for words in ("Lamp is missing", "Chair wobbles", "Old kettle", "0 ORDERS", "0 RETURNS"):
            assert words in console.text
        await console.press("escape")
        assert console.desk.queue.has_focus


async def test_a_ticket_opens_from_there(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "i", "G", "enter")
        assert console.desk.conversation.has_focus
        assert console.desk.reading.row.subject == "Old kettle"


async def test_narrowing(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("i", "/")
        await console.type("wobb")
        shown = "\n".join(console.lines)
        assert "Chair wobbles" in shown
        assert "Old kettle" not in shown
        await console.type("zzz")
        assert "Nothing of this customer has these words" in console.text
        await console.press("escape")
        assert "Old kettle" in console.text
        await console.press("/")
        await console.type("chair\n")
        await console.press("enter")
        assert console.desk.reading.row.subject == "Chair wobbles"


async def test_the_note_is_written_and_shows_beside_the_ticket(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("i", "n")
        await console.type("Writes early.\nNeighbour takes parcels.")
        await console.press("ctrl+s")
        assert "is stored" not in console.text  # the whole customer lies over the desk again
        assert "Neighbour takes parcels." in console.text
        assert lite.customers.show(customer_of(lite, mine)).note == "Writes early.\nNeighbour takes parcels."
        await console.press("escape")
        assert "Neighbour takes parcels." in console.text
    assert_sound(lite)


async def test_a_note_that_somebody_else_wrote_meanwhile(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("i", "n")
        await console.type("Mine")
        lite.acting_as("ana").customers.note(customer_of(lite, mine), "Hers")
        await console.press("ctrl+s")
        assert "Meanwhile somebody wrote: Hers" in console.text
        assert "Mine" in console.text
        await console.press("ctrl+s")
        assert lite.customers.show(customer_of(lite, mine)).note == "Mine"


async def test_a_note_is_asked_for_again_wherever_one_has_gone(sqlite_url, clock, lite, mine, monkeypatch):
    """It stands nowhere but in the slip."""
    monkeypatch.setattr(key_lane, "PATIENCE", 0.05)
    may_go_on, store = Event(), Customers.note

    def slow(self: Customers, *asked: Any, **more: Any) -> Any:
        may_go_on.wait(20)
        return store(self, *asked, **more)

    async with console_at(sqlite_url, clock) as console:
        await console.press("i", "n")
        await console.type("Mine")
        lite.acting_as("ana").customers.note(customer_of(lite, mine), "Hers")
        monkeypatch.setattr(Customers, "note", slow)
        console.send("ctrl+s")
        console.send("j")
        await console.until(lambda: console.app.lane.passed == 1)
        may_go_on.set()
        await console.until(lambda: "Meanwhile somebody wrote: Hers" in console.text)
        assert "Mine" in console.text


async def test_nobody_known(sqlite_url, clock, lite):
    number = opened(lite, customer=None, name=None)
    lite.assignment.take(number)
    async with console_at(sqlite_url, clock) as console:
        await console.press("i")
        assert "Nobody knows yet who the customer" in console.footer


async def test_more_tickets_than_a_page(sqlite_url, clock, lite, mine):
    for n in range(60):
        opened(lite, subject=f"Number {n}")
        clock.advance(timedelta(seconds=1))
    async with console_at(sqlite_url, clock) as console:
        await console.press("i", "G")
        assert "13 more (enter)" in console.text
        await console.press("enter", "G")
        assert "more (enter)" not in console.text
        assert "Old kettle" in console.text


async def test_a_customer_without_a_ticket(sqlite_url, clock, lite, mine):
    """What find calls for somebody who was found by an order or an address only."""
    async with console_at(sqlite_url, clock) as console:
        customer = customer_of(lite, mine)
        console.desk.acting.start(console.desk, open_customer(console.desk, customer))
        await console.settle()
        assert "REACHED BY" in console.text


async def test_a_call_from_there(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("i", "+")
        await console.type("She has another question")
        await console.press("ctrl+s", "1")
        assert lite.customers.show(customer_of(lite, mine)).ticket_count == 4


async def test_the_pane_says_where_everything_is(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock, size=WIDE) as console:
        assert "2 open tickets  (i: everything)" in console.text


async def test_merging_offers_the_customers_other_tickets(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("m", "1")
        assert "Chair wobbles" in console.text
        assert console.text.index("Chair wobbles") < console.text.index("Old kettle")
        await console.press("enter")
        assert "different customers" not in console.text
        await console.press("2")
        assert lite.queue.row(mine).status == "merged"


async def test_merging_with_a_ticket_found_by_words_of_another_customer(sqlite_url, clock, lite, mine):
    other = opened(lite, subject="Broken vase", customer="bo@example.com", name="Bo")
    async with console_at(sqlite_url, clock) as console:
        await console.press("m", "1")
        await console.type("vase")
        await console.press("enter")
        assert "CAREFUL: Mara and Bo are different customers" in console.text
        await console.press("enter")
        assert lite.queue.row(mine).status == "open"
        assert lite.queue.row(other).status == "new"


FRAME = Frame(76, NOW, UTC, UNICODE)


def test_an_order_unfolds():
    whole = sample_whole("x")
    folded = list(blocks(whole, whole.customer.tickets, whole.customer.orders, FRAME))
    order = next(block for block in folded if block.target == Target(What.ORDER, 1))
    assert len(order.lines) == 1
    unfolded = blocks(whole, whole.customer.tickets, whole.customer.orders, FRAME, unfolded=frozenset({1}))
    assert len(next(block for block in unfolded if block.target == order.target).lines) > 3


def test_narrowing_keeps_headings_of_what_is_left():
    whole = sample_whole("x")
    customer = replace(whole.customer, note="likes tea")
    found = list(narrowed(blocks(replace(whole, customer=customer), (), (), FRAME), "TEA"))
    assert [block.heading for block in found] == [True, False]
    assert found[1].target == Target(What.NOTE)
