"""The feed: from a commit to its news, what listening costs while nothing happens, a room of consoles that follow."""

from collections.abc import Sequence
from time import perf_counter, thread_time
from typing import Final

from bench.figures import Report, Times
from bench.following import follow
from bench.growth.place import ENGINES, EngineName
from bench.postgres import copied, discard_copy, postgres_store
from bench.stores import AGENT, NOON, BenchStore, copy_of, discard
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.together import News
from servicedesk.tui.watch import POLL

NAME: Final = "feed"
COMMITS: Final = 200
IDLE: Final = 20_000
CONSOLES: Final = 20
RATE: Final = 40.0
"""Acts a second in the whole shop: what twenty agents do who need half a second for each."""
SECONDS: Final = 15.0


def measure_feed(store: BenchStore, engines: Sequence[EngineName] = ENGINES, seconds: float = SECONDS) -> Report:
    """In a copy of the store on each engine."""
    report = Report()
    for engine in engines:
        sqlite = engine == "sqlite"
        url = str(copy_of(store, NAME).path) if sqlite else copied(postgres_store(store), NAME)
        try:
            _one_engine(report, engine, url, seconds)
        finally:
            discard(NAME) if sqlite else discard_copy(NAME)
    return report


def _one_engine(report: Report, engine: EngineName, url: str, seconds: float) -> None:
    desk = open_desk(url, clock=ManualClock(NOON), handle=AGENT, via="bench")
    delay = report.add(f"{engine}: commit to news", _delays(desk))
    report.figure(f"{engine}: commit to news, p95", delay.p95, "ms", at_most=5)
    report.add(f"{engine}: look at what is new", _looks(desk))
    idle = _idle(desk)
    report.figure(f"{engine}: one poll while nothing happens", 1e6 * idle, "µs")
    report.figure(f"{engine}: listening, of one core", 100 * idle / POLL, "%", at_most=0.1)
    desk.close()
    quiet, busy = follow(url, CONSOLES, 0, seconds), follow(url, CONSOLES, RATE, seconds)
    report.figure(f"{engine}: {CONSOLES} consoles, nobody works, of one core", quiet.share, "%")
    report.figure(f"{engine}: {CONSOLES} consoles, {RATE:g} acts/s, of one core", busy.share, "%", at_most=100)
    report.figure(f"{engine}: lists read again a second and console", busy.readings, "1/s", at_most=1.05)


def _delays(desk: Desk) -> Times:
    """From the return of an act to the first poll that tells of it, asking without a pause."""
    feed, ticket, seconds = desk.feed(), desk.queue.page(limit=1).rows[0].id, []
    for n in range(COMMITS):
        desk.handling.tag(ticket, [f"t{n % 9}"], [f"t{(n + 8) % 9}"])
        begun = perf_counter()
        while feed.news() is not News.EVENTS:
            pass
        seconds.append(perf_counter() - begun)
    feed.close()
    return Times.of_seconds(seconds)


def _looks(desk: Desk) -> Times:
    """Reading which tickets others touched."""
    upto, ticket, seconds = desk.presence.heard(None).upto, desk.queue.page(limit=1).rows[0].id, []
    for n in range(COMMITS):
        desk.handling.tag(ticket, [f"t{n % 9}"], [f"t{(n + 8) % 9}"])
        begun = perf_counter()
        upto = desk.presence.heard(upto).upto
        seconds.append(perf_counter() - begun)
    return Times.of_seconds(seconds)


def _idle(desk: Desk) -> float:
    """Seconds of processor time a poll."""
    feed = desk.feed()
    feed.news()
    begun = thread_time()
    for _ in range(IDLE):
        feed.news()
    taken = thread_time() - begun
    feed.close()
    return taken / IDLE
