"""The floor of a shop with a million tickets: opened the first time, painted again, and an intervention tried."""

import sqlite3
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.figures import Report, Times, time_each
from bench.stores import NOON, BenchStore, copy_of, discard
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.together import Doing

NAME: Final = "floor"
TIMES: Final = 10
"""How many times the tickets and clocks of the store the floor's has: a million from a hundred thousand."""
APART: Final = 10_000_000
"""Between the numbers of a ticket and of its next copy."""
OPENED: Final = 20
AGAIN: Final = 20
SUPERVISOR: Final = "lin"
HERE: Final = ("lin", "wei", "jing", "tom", "jonas", "katrin")
COPIED: Final = {"tickets": "id", "sla_clocks": "ticket_id"}


def measure_floor(store: BenchStore) -> Report:
    report = Report()
    copy = copy_of(store, NAME)
    report.facts["tickets"] = _multiply(copy.path)
    try:
        opened = report.add("floor opens", Times.of_seconds(_open_once(copy) for _ in range(OPENED)))
        report.figure("floor opens, p95", opened.p95, "ms", at_most=300)
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
    return report


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


def _multiply(path: Path) -> int:
    """Copy every ticket and its clocks under other numbers; their messages and events, which no floor reads, not."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table, number in COPIED.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            others = ", ".join(name for name in names if name != number)
            for n in range(1, TIMES):
                connection.execute(
                    f"INSERT INTO {table} ({number}, {others}) "  # noqa: S608 - names of the store's own columns
                    f"SELECT {number} + {n * APART}, {others} FROM {table} WHERE {number} < {APART}"
                )
        count: int = connection.execute("SELECT count(*) FROM tickets").fetchone()[0]
    connection.close()
    return count
