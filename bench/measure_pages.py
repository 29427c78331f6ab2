"""Pages of the queue in the store against the same rows by the bare driver, in every order and for every view.

``measure_pages`` takes one size on both engines, ``measure_page_growth`` the same pages of a small and a large store.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from bench.figures import MILLI, Report, by_turns, ratio, time_each
from bench.stores import AGENT, NOON, BenchStore, open_bench
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.filters import parse_filter, parse_order
from servicedesk.store import queue_pages
from servicedesk.store.light import COLUMNS

RUNS: Final = 60
LIMIT: Final = 50
TIMES_RAW: Final = 3
GROWTH: Final = 1.2
SLOWEST: Final = 100
"""Milliseconds that a page of any filter may take, also where no index serves it."""
SORTS: Final = ("due", "-due", "updated", "-updated", "created", "-created", "id", "-id")
SERVED: Final = ("is:live", "is:live assignee:me", "is:live team:care", "is:closed", "is:all")
"""Lists that an index has in the order they are read in; the others find theirs on the way or by what is rare."""
NARROWED: Final = (
    *("is:live kind:return", "is:live priority:urgent", "is:live tag:vip", "is:live language:zh", "is:live lamp"),
    *("is:closed kind:return", "is:closed priority:urgent", "is:closed tag:vip", "is:closed assignee:me"),
    *("is:closed assignee:ghost", "is:closed team:care", "is:closed language:zh", "is:closed language:none-such"),
    *(
        "is:closed channel:chat",
        "is:closed refund",
        "is:all customer:2",
        "is:all product:none-such",
        "is:all assignee:none",
    ),
    *("status:open", "status:resolved", "status:spam", "approval:any", "escalated:any"),
)
_ROWS: Final = (
    f"SELECT {COLUMNS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id "  # noqa: S608 - fixed columns
    "LEFT JOIN people p ON p.id = t.assignee_id"
)
Bare = Callable[[str], Sequence[tuple[object, ...]]]


@dataclass(frozen=True)
class _Place:
    """Where in a list a page is read."""

    name: str
    after: str | None = None
    backwards: bool = False


def measure_pages(store: BenchStore, postgres: str | None = None) -> Report:
    report = Report()
    with _bare_sqlite(store) as bare:
        _one_engine(report, "SQLite", open_bench(store), bare)
    if postgres is not None:
        with _bare_postgres(postgres) as bare:
            _one_engine(report, "PostgreSQL", _opened(postgres), bare)
    return report


def measure_page_growth(
    small: BenchStore, large: BenchStore, postgres: tuple[str, str] | None = None, *, at_most: float = GROWTH
) -> Report:
    """How much longer the pages of the served lists take in the large store, by turns."""
    report = Report()
    engines = {"SQLite": (open_bench(small), open_bench(large))}
    if postgres is not None:
        engines["PostgreSQL"] = (_opened(postgres[0]), _opened(postgres[1]))
    for engine, (few, many) in engines.items():
        for text in SERVED:
            for sort in _orders(text):
                little, much = by_turns(
                    [_timed(_page(desk, text, sort, _Place("first"))) for desk in (few, many)], RUNS
                )
                report.figure(f"{engine}: {text}, {sort}: growth", ratio(much, little), "×", at_most=at_most)
        few.close()
        many.close()
    return report


def _one_engine(report: Report, engine: str, desk: Desk, bare: Bare) -> None:
    worst = 0.0
    for text in SERVED:
        for sort in _orders(text):
            for place in _places(desk, text, sort):
                worst = max(
                    worst,
                    _against_bare(report, f"{engine}: {text}, {sort}, {place.name}", desk, bare, text, sort, place),
                )
    report.figure(f"{engine}: page / bare driver, the worst of them, p50", worst, "×", at_most=TIMES_RAW)
    views = [view.filter for view in desk.queue.views()]
    slowest: dict[str, float] = {}
    for text in (*views, *NARROWED):
        for sort in _orders(text):
            for backwards in (False, True):
                job = _page(desk, text, sort, _Place("", backwards=backwards))
                slowest[f"{text}, {sort}"] = time_each(job, 5).p50
    name = max(slowest, key=lambda key: slowest[key])
    report.facts[f"{engine}: the slowest of {len(slowest)} filters and orders"] = name
    report.figure(f"{engine}: slowest filter and order", slowest[name], "ms", at_most=SLOWEST)
    for text in views:
        report.add(f"{engine}: count of {text}", time_each(partial(desk.queue.total, text), 5))
    desk.close()


def _against_bare(report: Report, name: str, desk: Desk, bare: Bare, text: str, sort: str, place: _Place) -> float:
    """The ratio of a page to the same rows, asked for by their numbers."""
    ours = _page(desk, text, sort, place)
    numbers = [int(str(row[0])) for row in ours()]
    query = f"{_ROWS} WHERE t.id IN ({', '.join(map(str, numbers))})"
    mine, theirs = by_turns([_timed(ours), _timed(lambda: bare(query))], RUNS)
    report.add(name, mine)
    found = ratio(mine, theirs)
    report.figure(f"{name}: store / bare driver", found, "×")
    return found


def _page(desk: Desk, text: str, sort: str, place: _Place) -> Callable[[], Sequence[queue_pages.Row]]:
    """A page as the store gives it, its transaction included."""
    work = desk._work
    what = parse_filter(text)
    order = parse_order(sort, what.scope)
    after = None if place.after is None else queue_pages.parse_position(place.after)

    def read() -> Sequence[queue_pages.Row]:
        with work.store.read() as connection:
            wanted = desk.queue._with_waiting(connection, desk.queue._filter(text))
            return queue_pages.page(
                connection,
                wanted,
                order,
                work.actor.id,
                after=after,
                backwards=place.backwards,
                limit=LIMIT,
                brief=True,
            ).rows

    return read


def _orders(text: str) -> Iterator[str]:
    """The orders of a list, each once: without a due order it is by what changed last."""
    scope = parse_filter(text).scope
    seen = set()
    for sort in SORTS:
        order = parse_order(sort, scope)
        if order not in seen:
            seen.add(order)
            yield sort


def _places(desk: Desk, text: str, sort: str) -> tuple[_Place, ...]:
    total = desk.queue.total(text)
    middle = desk.queue.at(total // 2, text, sort, limit=1).rows
    first, last = _Place("first page"), _Place("last page", backwards=True)
    return (first, *(_Place("middle", desk.queue.cursor(row, sort, text)) for row in middle), last)


def _timed(job: Callable[[], object]) -> Callable[[], float]:
    return lambda: time_each(job, 1).p50 / MILLI


def _opened(url: str) -> Desk:
    return open_desk(url, clock=ManualClock(NOON), handle=AGENT, via="bench")


@contextmanager
def _bare_sqlite(store: BenchStore) -> Iterator[Bare]:
    connection = sqlite3.connect(store.path, isolation_level=None)
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


@contextmanager
def _bare_postgres(url: str) -> Iterator[Bare]:
    import psycopg

    from servicedesk.store.address import parse_address

    with psycopg.connect(parse_address(url).conninfo, autocommit=True, prepare_threshold=None) as connection:
        yield lambda query: connection.execute(query.encode()).fetchall()
