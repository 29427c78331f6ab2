"""A shop with orders, and consoles of whoever is asked: what tests of the workflows on the screen begin with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.canned import RETURN, give_answers
from tests.desk.returned import RULES, order, stock
from tests.tui.driving import WIDE, Console, console_at, opener

from servicedesk.answers.answer import Answer
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.views import TicketView

APPROVED = Answer(
    "RET-APPROVED",
    "Return approved",
    "en",
    "Your return for order {order.number} is approved.",
    kinds=RETURN,
    stages=frozenset({"requested", "approved"}),
)
PAID_BACK = Answer(
    "REF-BACK",
    "Refund is on its way",
    "en",
    "We have refunded order {order.number}.",
    stages=frozenset({"decided", "completed"}),
)
DECISION = Answer(
    "COM-DECISION",
    "Complaint: the decision",
    "en",
    "This is what we have decided: {complaint.remedy}.",
    kinds=frozenset({"complaint"}),
    stages=frozenset({"decided"}),
)

TURNS = 16
"""More than there are tabs, or choices of a field."""


def with_goods(desk: Desk) -> Desk:
    """Rules, products, answers, and the order 55-1 of an Arc, three Solos and a Lava."""
    stock(desk)
    order(desk, "55-1", [("ARC", 1, 10_000, "0.19"), ("SOLO", 3, 3_000, "0.07"), ("LAVA", 1, 2_000, "0.19")])
    desk.acting_as("sup").returns.set_policy(RULES)
    give_answers(desk, APPROVED, PAID_BACK, DECISION)
    return desk


@asynccontextmanager
async def console_of(handle: str, url: str, clock: ManualClock, size: tuple[int, int] = WIDE) -> AsyncIterator[Console]:
    """The console of a person with a seed of their own."""
    async with console_at(
        url, clock, size=size, open_desk=opener(url, clock, handle, seed=sum(map(ord, handle)))
    ) as at:
        yield at


async def go(console: Console, ticket: int) -> None:
    """Open a ticket by its number, wherever it is."""
    await console.press("o")
    await console.type(str(ticket))
    await console.press("enter")
    await console.until(lambda: console.desk.reading.row is not None and console.desk.reading.row.id == ticket)


def shown(desk: Desk, ticket: int) -> TicketView:
    return desk.tickets.show(ticket)


async def press_until(console: Console, key: str, text: str) -> None:
    """Press a key, several times at most, until a text is on the screen."""
    for _ in range(TURNS):
        if text in console.text:
            return
        await console.press(key)
    raise AssertionError(f"{text} never came:\n{console.text}")
