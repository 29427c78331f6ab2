"""What the first ticket of a sort needs is made ready before anybody opens one."""

import pytest
from sqlalchemy.util import LRUCache

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk

ENOUGH = 20


@pytest.fixture
def demo(stores, clock: ManualClock):
    opened = open_desk(stores.demo(), clock=clock, handle="lin", via="test")
    yield opened
    opened.close()


def test_after_rehearsing_no_ticket_has_a_statement_made(demo: Desk):
    engine = demo.tickets._work.store._reader
    engine._compiled_cache = LRUCache(1_000)
    demo.tickets.show(10_001)
    first = len(engine._compiled_cache)
    turns = sum(1 for _ in iter(demo.tickets.rehearse, False))
    assert 3 < turns < ENOUGH
    assert len(engine._compiled_cache) > first + 3
    rows = demo.queue.page("is:all", limit=200).rows
    ready = set(engine._compiled_cache)
    for row in rows:
        demo.tickets.show(row.id)
        demo.tickets.customer(row.id)
    made = [str(engine._compiled_cache[key]) for key in set(engine._compiled_cache) - ready]
    assert made == [], made


def test_an_empty_store_has_nothing_to_rehearse(desk: Desk):
    assert not desk.tickets.rehearse()
    assert not desk.tickets.rehearse()
