"""A page of the queue from the store against the same rows by bare ``sqlite3``."""

import sqlite3
from collections.abc import Callable, Sequence

from bench.figures import Report, time_each
from bench.stores import BenchStore, open_bench
from servicedesk.desk.views import QueueRow
from servicedesk.store.light import COLUMNS

RUNS = 300
LIMIT = 50
_ROWS = (
    f"SELECT {COLUMNS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id "  # noqa: S608 - fixed columns
    "LEFT JOIN people p ON p.id = t.assignee_id"
)
_LIVE = f"{_ROWS} WHERE t.queue_due IS NOT NULL ORDER BY t.queue_due, t.id LIMIT {LIMIT}"
_DEEP = f"{_ROWS} WHERE (t.updated_at, t.id) > (?, ?) ORDER BY t.updated_at, t.id LIMIT {LIMIT}"


def measure_pages(store: BenchStore) -> Report:
    report = Report()
    desk = open_bench(store)
    bare = sqlite3.connect(store.path, isolation_level=None)
    after = _middle(bare)
    place = (int(after.split(".")[0]), int(after.split(".")[1]))
    _compare(
        report,
        "first page of all open",
        lambda: desk.queue.page("is:live", limit=LIMIT).rows,
        lambda: bare.execute(_LIVE).fetchall(),
    )
    _compare(
        report,
        "page in the middle of all tickets",
        lambda: desk.queue.page("is:all", "updated", after=after, limit=LIMIT).rows,
        lambda: bare.execute(_DEEP, place).fetchall(),
    )
    filters = [view.filter for view in desk.queue.views()]
    report.add("counts of all views", time_each(lambda: desk.queue.counts(filters), 20))
    bare.close()
    desk.close()
    return report


def _compare(
    report: Report,
    name: str,
    ours: Callable[[], Sequence[QueueRow]],
    raw: Callable[[], Sequence[tuple[object, ...]]],
) -> None:
    if [row.id for row in ours()] != [row[0] for row in raw()]:
        raise RuntimeError("the two queries don't read the same rows")
    our_times = report.add(f"{name}: desk", time_each(ours, RUNS))
    raw_times = report.add(f"{name}: sqlite3", time_each(raw, RUNS))
    report.figure(f"{name}: desk / sqlite3, p50", our_times.p50 / raw_times.p50, "×")


def _middle(connection: sqlite3.Connection) -> str:
    count = connection.execute("SELECT count(*) FROM tickets").fetchone()[0]
    key, ticket = connection.execute(
        "SELECT updated_at, id FROM tickets ORDER BY updated_at, id LIMIT 1 OFFSET ?", (count // 2,)
    ).fetchone()
    return f"{key}.{ticket}"
