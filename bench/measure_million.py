"""A million tickets of one file into an empty SQLite store: the rate of all of it, and how long the lock was held."""

from dataclasses import dataclass, field
from itertools import pairwise
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Final

from bench.figures import MILLI, Report, Times
from bench.measure_loading import RATE, export
from bench.stores import OUT, discard, empty_store
from servicedesk.channels.files import read_tickets
from servicedesk.store.bulk.pace import LONGEST_LOCK, Pace

SHARE: Final = 10
"""The rate is told of so many parts of the file too."""


@dataclass(slots=True)
class _Watched(Pace):
    """Keeps how long each transaction held the lock, in seconds."""

    locks: list[float] = field(default_factory=list)

    def held(self, written: float, seconds: float) -> None:
        self.locks.append(seconds)
        Pace.held(self, written, seconds)


def measure_million(rows: int) -> Report:
    """``rows``: of the file."""
    report, pace = Report(), _Watched()
    file = export(OUT / "million.csv", rows)
    desk = empty_store("load")
    begun, passed = perf_counter(), [(0, perf_counter())]

    def progress(done: int, _: int | None) -> None:
        if done - passed[-1][0] >= rows / SHARE:
            passed.append((done, perf_counter()))

    created = desk.imports.tickets(read_tickets(file), source="million", pace=pace, progress=progress).created
    seconds = perf_counter() - begun
    desk.close()
    discard("load")
    file.unlink()
    report.figure(f"import of {created} tickets, sqlite", created / seconds, "/s", at_least=RATE["sqlite"])
    parts = pairwise(passed)
    report.figure("the slowest tenth of it", min((b[0] - a[0]) / (b[1] - a[1]) for a, b in parts), "/s")
    locks = report.add("the lock was held", Times.of_seconds(pace.locks))
    report.figure("longest lock", pace.longest * MILLI, "ms", at_most=LONGEST_LOCK * MILLI)
    report.facts |= {
        "transactions": len(pace.locks),
        "of them longer than they should be": sum(lock > LONGEST_LOCK for lock in pace.locks),
        "lock, p95, ms": round(locks.p95, 1),
        "memory, MB": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
    }
    return report
