"""The jobs an agent does all day, played on the shop of the demo: each in as few keys as promised."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.builders import bodies
from tests.conftest import Stores, make_shop
from tests.tui.driving import MIDDLE, NARROW, WIDE, Console, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings

SIZES = pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE], ids=["80x24", "120x36", "160x45"])


@pytest.fixture
def sqlite_url(sqlite_stores: Stores) -> str:
    return sqlite_stores.copy_of("shop", make_shop)


@pytest.fixture
def shop(lite: Desk) -> Desk:
    return lite


class Counted:
    """Presses keys and counts them. Prose is typed without counting."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self._console.press(*keys)

    async def prose(self, text: str) -> None:
        await self._console.type(text)


@asynccontextmanager
async def at_ticket(
    url: str, clock: ManualClock, size: tuple[int, int], ticket: int, view: str = "Mine"
) -> AsyncIterator[tuple[Console, Counted]]:
    """The console with the cursor on a ticket of a view; getting there isn't counted."""
    settings = Settings(timezone="UTC", after_send="stay")
    async with console_at(url, clock, size=size, settings=settings) as console:
        views = [saved.name for saved in console.desk.state.views]
        while console.desk.state.views[console.desk.state.active].name != view:
            await console.press("]")
        assert view in views
        await console.until(lambda: console.desk.queue.total is not None)
        await console.press("g")
        for _step in range(console.desk.queue.total or 0):
            row = console.desk.queue.cursor_row
            if row is not None and row.id == ticket:
                break
            await console.press("j")
        row = console.desk.queue.cursor_row
        assert row is not None
        assert row.id == ticket
        yield console, Counted(console)


def lins(shop: Desk, kind: str) -> int:
    """A ticket of that kind which lin has."""
    return shop.queue.page(f"is:live assignee:me kind:{kind}").rows[0].id


@SIZES
async def test_a_new_ticket_is_triaged_in_two(sqlite_url, clock, shop, size):
    new = next(row.id for row in shop.queue.page("status:new assignee:none kind:complaint").rows)
    async with at_ticket(sqlite_url, clock, size, new, "Unassigned") as (console, hands):
        await hands.press("p", "enter")
        row = shop.queue.row(new)
        assert hands.keys <= 2
        assert row.assignee is not None, console.text
        assert (row.kind, row.status) == ("complaint", "open")


@SIZES
async def test_a_canned_answer_is_sent_in_four(sqlite_url, clock, shop, size):
    ticket = lins(shop, "inquiry")
    before = len(bodies(shop, ticket))
    async with at_ticket(sqlite_url, clock, size, ticket) as (console, hands):
        await hands.press("c", "enter", "ctrl+s", "2")
        assert hands.keys <= 4
        assert len(bodies(shop, ticket)) == before + 1, console.text
        assert shop.queue.row(ticket).status == "resolved"


@SIZES
async def test_a_question_is_asked_and_waits_in_three(sqlite_url, clock, shop, size):
    ticket = lins(shop, "inquiry")
    async with at_ticket(sqlite_url, clock, size, ticket) as (_console, hands):
        await hands.press("r")
        await hands.prose("Could you tell me which plug you used?")
        await hands.press("ctrl+s", "1")
        assert hands.keys <= 3
        assert shop.queue.row(ticket).status == "waiting_customer"
        assert shop.tickets.show(ticket).row.remind_at is not None


@SIZES
async def test_a_ticket_is_resolved_in_two(sqlite_url, clock, shop, size):
    ticket = lins(shop, "inquiry")
    async with at_ticket(sqlite_url, clock, size, ticket) as (_console, hands):
        await hands.press("s", "2")
        assert hands.keys <= 2
        assert shop.queue.row(ticket).status == "resolved"


@SIZES
async def test_a_ticket_goes_to_a_colleague_in_three(sqlite_url, clock, shop, size):
    ticket = lins(shop, "inquiry")
    async with at_ticket(sqlite_url, clock, size, ticket) as (_console, hands):
        await hands.press("A", "a", "enter")
        assert hands.keys <= 3
        assert shop.queue.row(ticket).assignee not in (None, "lin")


@SIZES
async def test_a_ticket_is_forwarded_in_three(sqlite_url, clock, shop, size):
    ticket = next(row.id for row in shop.queue.page("is:live assignee:me").rows if "Box arrived" in row.subject)
    async with at_ticket(sqlite_url, clock, size, ticket) as (console, hands):
        await hands.press("f", "enter", "ctrl+s")
        assert hands.keys <= 3
        last = shop.tickets.show(ticket).thread.messages[-1]
        assert (last.medium, last.visibility) == ("side", "internal"), console.text


@SIZES
async def test_a_callers_old_ticket_is_found_by_four_digits_in_six(sqlite_url, clock, shop, size):
    done = next(row.id for row in shop.queue.page("is:closed").rows if row.assignee != "lin")
    async with console_at(sqlite_url, clock, size=size) as console:
        hands = Counted(console)
        await hands.press("o", *f"{done}"[-4:], "enter")
        assert hands.keys <= 6
        assert console.desk.reading.row is not None, console.text
        assert console.desk.reading.row.id == done


@SIZES
async def test_a_shift_of_twelve_is_handed_over_in_fourteen(sqlite_url, clock, shop, size):
    mine = "status:new,open,waiting_customer,on_hold assignee:me"
    others = (row.id for row in shop.queue.page("is:live").rows if row.assignee != "lin")
    while shop.queue.total(mine) < 12:
        shop.assignment.take(next(others))
    async with console_at(sqlite_url, clock, size=size) as console:
        hands = Counted(console)
        await hands.press("H", *["enter"] * 12, "1")
        assert hands.keys <= 14
        handed = [row.id for row in shop.queue.page(mine).rows]
        last = [shop.tickets.show(number).thread.messages[-1] for number in handed]
        assert len(handed) == 12, console.text
        assert all((message.handle, message.visibility) == ("lin", "internal") for message in last)
