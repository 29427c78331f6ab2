"""SQLite plans a page once: a parameter that could decide about a partial index has it planned for each run."""

import sqlite3
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.builders import NOON
from tests.conftest import Stores
from tests.store.conftest import make_filled

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk

FILTERS = (
    *(
        "is:live",
        "is:live assignee:me",
        "is:live assignee:none",
        "is:live team:care",
        "is:live tag:vip",
        "is:live lamp",
    ),
    *("is:waiting", "is:overdue", "is:risk", "is:snoozed", "is:handed", "is:remind"),
    *("is:closed", "is:closed language:zh", "is:all", "is:all customer:2", "status:open,on_hold", "escalated:any"),
)


@pytest.fixture
def planned() -> Iterator[Callable[[Callable[[], object]], int]]:
    """How many columns SQLite looked up to plan a job's statements, on connections made from now on."""
    seen = [0]

    def allow(what: int, *_about: str | None) -> int:
        seen[0] += what == sqlite3.SQLITE_READ
        return sqlite3.SQLITE_OK

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_authorizer(allow)

    def planned_for(job: Callable[[], object]) -> int:
        seen[0] = 0
        job()
        return seen[0]

    event.listen(Engine, "connect", listen)
    yield planned_for
    event.remove(Engine, "connect", listen)


def test_a_page_is_planned_once(sqlite_stores: Stores, planned: Callable[[Callable[[], object]], int]):
    url = sqlite_stores.copy_of("filled", make_filled)
    desk = open_desk(url, clock=ManualClock(NOON), handle="lin", via="test")
    first = 0
    for wanted in FILTERS:
        for sort in ("due" if wanted != "is:remind" else "remind", "-updated", "created"):
            read = lambda wanted=wanted, sort=sort: desk.queue.page(wanted, sort)  # noqa: E731
            first += planned(read)
            assert planned(read) == 0, (wanted, sort)
    assert first > 0
    desk.close()
