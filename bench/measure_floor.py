"""The floor of a shop with a million tickets: opened the first time, painted again, and an intervention tried.

And what is asked beside it: who is overdue, whose promises were broken, what a week was like.
"""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.figures import Report, Times, time_each
from bench.stores import NOON, BenchStore, copy_of, discard
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.together import Doing

NAME: Final = "floor"
MILLION: Final = 1_000_000
"""The floor's store has so many tickets at least: those of a smaller one are taken several times."""
APART: Final = 10_000_000
"""Between the numbers of a ticket and of its next copy."""
OPENED: Final = 20
AGAIN: Final = 20
SUPERVISOR: Final = "lin"
HERE: Final = ("lin", "wei", "jing", "tom", "jonas", "katrin")
COPIED: Final = {"tickets": "id", "sla_clocks": "ticket_id"}
ASKED: Final = 10
OPENS: Final = 300
OVERDUE: Final = 50
"""Milliseconds at p95; PostgreSQL has half as much again."""
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)


def measure_floor(store: BenchStore, url: str | None = None) -> Report:
    """``url``: a PostgreSQL with the rows of a store, of which the same is asked."""
    report = Report()
    copy = copy_of(store, NAME)
    report.facts["tickets"] = _multiply(copy.path, max(1, MILLION // store.size))
    try:
        opened = report.add("floor opens", Times.of_seconds(_open_once(copy) for _ in range(OPENED)))
        report.figure("floor opens, p95", opened.p95, "ms", at_most=OPENS)
        desk = _desk(copy)
        view = desk.floor.now()
        report.facts |= {
            "live": view.live,
            "due by then": view.forecast.weighed,
            "expected to breach": view.forecast.breaches,
            "interventions": len(view.interventions),
            "days drawn": view.forecast.runs,
        }
        report.add("floor again", time_each(desk.floor.now, AGAIN))
        if view.interventions:
            report.add("effect of an intervention", time_each(lambda: desk.floor.effect(view.interventions[0]), AGAIN))
        report.add("one's own figures", time_each(desk.floor.mine, AGAIN))
        desk.close()
    finally:
        discard(NAME)
    _look_back(report, "store", str(store.path), 1.0)
    if url is not None:
        _look_back(report, "PostgreSQL", url, 1.5)
    return report


def _look_back(report: Report, engine: str, url: str, longer: float) -> None:
    """What only reads, asked of the store itself: its tickets have their events."""
    desk = open_desk(url, clock=ManualClock(NOON), handle=SUPERVISOR, via="bench")
    floor = report.add(f"{engine}: floor", time_each(desk.floor.now, AGAIN))
    report.figure(f"{engine}: floor, p95", floor.p95, "ms", at_most=OPENS * longer)
    overdue = report.add(f"{engine}: overdue by agent", time_each(lambda: desk.breaches.overdue("agent"), AGAIN))
    report.figure(f"{engine}: overdue by agent, p95", overdue.p95, "ms", at_most=OVERDUE * longer)
    for name, job in _reports(desk).items():
        job()
        report.add(f"{engine}: {name}", time_each(job, ASKED))
    desk.close()


def _reports(desk: Desk) -> dict[str, Callable[[], object]]:
    since = NOON - WEEK
    return {
        "breaches by agent of a month": lambda: desk.breaches.by("agent", NOON - MONTH),
        "volume of a week": lambda: desk.reports.volume(since, NOON),
        "workload of a week": lambda: desk.reports.workload(since, NOON),
        "clocks of a week by agent": lambda: desk.reports.sla(since, NOON, by="agent"),
        "backlog": desk.reports.backlog,
    }


def _open_once(store: BenchStore) -> float:
    """Seconds that the floor takes at a desk that has just been opened."""
    desk = _desk(store)
    begun = perf_counter()
    desk.floor.now()
    seconds = perf_counter() - begun
    desk.close()
    return seconds


def _desk(store: BenchStore) -> Desk:
    desk = open_desk(str(store.path), clock=ManualClock(NOON), handle=SUPERVISOR, via="bench")
    for handle in HERE:
        desk.acting_as(handle).presence.tell(f"console of {handle}", None, Doing.LOOKING)
    return desk


def _multiply(path: Path, times: int) -> int:
    """Copy every ticket and its clocks under other numbers; their messages and events, which no floor reads, not."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table, number in COPIED.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            others = ", ".join(name for name in names if name != number)
            for n in range(1, times):
                connection.execute(
                    f"INSERT INTO {table} ({number}, {others}) "  # noqa: S608 - names of the store's own columns
                    f"SELECT {number} + {n * APART}, {others} FROM {table} WHERE {number} < {APART}"
                )
        count: int = connection.execute("SELECT count(*) FROM tickets").fetchone()[0]
    connection.close()
    return count
