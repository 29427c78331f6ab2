"""What SQLite would walk for reports. It keeps no statistics here, so an empty store tells as much as a full one."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection
from tests.builders import DAY, NOON

from servicedesk.store import floor
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.reports import breaches, cycles, live, moves

SINCE = NOON - 7 * DAY
READS: dict[str, Callable[[Connection], object]] = {
    "cycles": lambda c: list(cycles.cycles(c, SINCE, NOON, NOON)),
    "cycles by agent": lambda c: list(cycles.cycles(c, SINCE, NOON, NOON, "agent")),
    "outcomes": lambda c: list(cycles.outcomes(c, SINCE, NOON, NOON)),
    "opened": lambda c: list(moves.opened(c, SINCE, NOON, "product")),
    "moves": lambda c: list(moves.moves(c, SINCE, NOON)),
    "moves by ticket": lambda c: list(moves.moves(c, SINCE, NOON, "ticket")),
    "opened by ticket": lambda c: list(moves.opened(c, SINCE, NOON, "ticket")),
    "cycles by ticket": lambda c: list(cycles.cycles(c, SINCE, NOON, NOON, "ticket")),
    "resolved by": lambda c: moves.resolved_by(c, SINCE, NOON),
    "answered by": lambda c: moves.answered_by(c, SINCE, NOON),
    "calls": lambda c: list(moves.calls(c, SINCE, NOON)),
    "breaches": lambda c: breaches.between(c, SINCE, NOON, NOON),
    "breaches by quarter": lambda c: list(breaches.by_quarter(c, SINCE, NOON, NOON)),
    "backlog": lambda c: live.backlog(c, NOON),
    "backlogs": lambda c: floor.backlogs(c, NOON, NOON + timedelta(hours=8), 10),
    "loads": lambda c: live.loads(c, NOON),
    "due": lambda c: list(live.due_by_quarter(c, NOON, NOON + timedelta(hours=8))),
}
WHOLE = ("SCAN", "(stream_kind=?)", "(assignee_id>?)")
"""Signs of a walk over a whole table, over all tickets' events, or over all that anybody ever had."""
NARROW = "SCAN tickets USING INDEX ix_tickets_assignee_queue"
"""The index of the queue: as many entries as there are tickets in it."""


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    opened = Store(parse_address(sqlite_url))
    yield opened
    opened.close()


@pytest.mark.parametrize("name", READS)
def test_no_report_walks_a_whole_table(store: Store, name: str):
    asked: list[tuple[str, object]] = []
    with store.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        READS[name](connection)
        for statement, parameters in [*asked]:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            walks = [step for step in plan if step != NARROW and any(sign in step for sign in WHOLE)]
            assert not walks, plan
    assert asked
