"""A page costs the same in a store four times as large, whatever the view: in SQLite's own steps, not in time."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.builders import NOON
from tests.conftest import Stores

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk

SMALL, LARGE = 300, 1_200
FILTERS = ("is:live", "is:closed", "is:snoozed", "is:all", "status:waiting_customer,on_hold", "is:closed assignee:lin")
STEPS = 50


@pytest.fixture
def steps() -> Iterator[Callable[[Callable[[], object]], int]]:
    """Counts the steps, in fifties, that SQLite takes for a job on connections made from now on."""
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_progress_handler(count, STEPS)

    def steps_of(job: Callable[[], object]) -> int:
        job()
        taken[0] = 0
        job()
        return taken[0]

    event.listen(Engine, "connect", listen)
    yield steps_of
    event.remove(Engine, "connect", listen)


def filled(stores: Stores, size: int) -> Desk:
    desk = open_desk(stores.staffed(), clock=ManualClock(NOON), handle="sup", via="test")
    desk.generation.generate(size)
    return desk


def test_a_page_costs_the_same_in_a_larger_store(sqlite_stores: Stores, steps: Callable[[Callable[[], object]], int]):
    small, large = filled(sqlite_stores, SMALL), filled(sqlite_stores, LARGE)
    for wanted in FILTERS:
        costs = [steps(lambda desk=desk, wanted=wanted: desk.queue.page(wanted, limit=20)) for desk in (small, large)]
        assert costs[1] <= 1.5 * costs[0] + 10, (wanted, costs)
        last = [
            steps(lambda desk=desk, wanted=wanted: desk.queue.page(wanted, backwards=True, limit=20))
            for desk in (small, large)
        ]
        assert last[1] <= 1.5 * last[0] + 10, (wanted, last)
    small.close()
    large.close()
