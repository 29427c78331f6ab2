"""A store with tickets of every sort, for reading."""

from collections.abc import Iterator

import pytest
from tests.builders import DAY, MINUTE, NOON
from tests.conftest import Stores, make_staffed
from tests.store.plans import make_many

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import SeededEntropy

SUBJECTS = ("A lamp", "Broken LAMP", "投诉：灯坏了", "50% off_ers", "退款 lamp", "O'Brien \\ back")
TICKETS = 60


def fill(desk: Desk, clock: ManualClock) -> None:
    """Tickets in all statuses, with ties in every order."""
    kinds, priorities = ("inquiry", "complaint", "return"), ("urgent", "high", "normal", "low")
    everybody = [None, "lin", "ana"]
    for n in range(TICKETS):
        if n % 3 == 0:
            clock.advance(MINUTE)
        ticket = desk.intake.open(
            kind=kinds[n % 3],
            subject=SUBJECTS[n % len(SUBJECTS)],
            body="Hello?" if n % 5 else None,
            customer=f"c{n % 7}@example.com" if n % 4 else None,
            channel=("mail", "chat", "local")[n % 3],
            priority=priorities[n % 4],
            language=(None, "en", "zh")[n % 3],
            tags=["vip"] if n % 6 == 0 else ["dhl", "vip"] if n % 6 == 1 else [],
        ).ticket.id
        if (to := everybody[n % 3]) is not None:
            desk.assignment.assign(ticket, to)
        if n % 7 == 3:
            desk.handling.snooze(ticket, clock.now() + DAY)
        wanted = (None, None, "waiting_customer", None, "on_hold", None, "spam", None, "resolved", None)[n % 10]
        if wanted is not None and not (wanted == "resolved" and n % 3 == 1):
            desk.handling.status(ticket, wanted)


def make_filled(url: str) -> None:
    make_staffed(url)
    clock = ManualClock(NOON - 2 * DAY)
    desk = open_desk(url, clock=clock, handle="lin", entropy=SeededEntropy(4), via="test")
    fill(desk, clock)
    desk.close()


@pytest.fixture
def filled(stores: Stores) -> Iterator[Desk]:
    """``lin`` at a store with sixty tickets."""
    url = stores.copy_of("filled", make_filled)
    desk = open_desk(url, clock=ManualClock(NOON), handle="lin", entropy=SeededEntropy(5), via="test")
    yield desk
    desk.close()


@pytest.fixture
def many(stores: Stores) -> Iterator[Desk]:
    """``lin`` at the demo's shop with thousands of tickets: what plans are asked on."""
    url = stores.copy_of("many", make_many)
    desk = open_desk(url, clock=ManualClock(NOON), handle="lin", entropy=SeededEntropy(7), via="test")
    yield desk
    desk.close()
