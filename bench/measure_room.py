"""Many at one store at once: 32 who take the next ticket without a pause, 20 agents who think half a second."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from itertools import zip_longest
from time import time
from typing import Final

import psycopg

from bench.figures import Report, Times
from bench.growth.place import ENGINES, EngineName
from bench.postgres import copied, discard_copy, postgres_store
from bench.room import FIRST, Act, crowd, furnish, name_of, take, work
from bench.stores import BenchStore, copy_of, discard
from servicedesk.store.address import parse_address

TAKERS: Final = 32
AGENTS: Final = 20
SECONDS: Final = 60
WAITING: Final = 20_000
"""Customers who wait when it begins."""
NAME: Final = "room"


def measure_room(store: BenchStore, engines: Sequence[EngineName] = ENGINES, seconds: float = SECONDS) -> Report:
    """In a copy of the store on each engine; what was promised is counted against what the store says."""
    report = Report()
    for engine in engines:
        url = _copy(store, engine)
        try:
            _one_room(report, engine, url, seconds)
        finally:
            discard(NAME) if engine == "sqlite" else discard_copy(NAME)
    return report


def _copy(store: BenchStore, engine: EngineName) -> str:
    return str(copy_of(store, NAME).path) if engine == "sqlite" else copied(postgres_store(store), NAME)


def _one_room(report: Report, engine: EngineName, url: str, seconds: float) -> None:
    begun = time()
    furnish(url, begun, TAKERS, WAITING)
    worked = crowd(work, AGENTS, url, begun, seconds)
    taken = crowd(take, TAKERS, url, begun, seconds)
    _agents(report, engine, [act for acts in worked for act in acts])
    _takers(report, engine, taken, seconds)
    nobody: list[Act] = []
    _ledger(report, engine, url, [one + other for one, other in zip_longest(taken, worked, fillvalue=nobody)])


def _agents(report: Report, engine: EngineName, acts: Sequence[Act]) -> None:
    """Each act by itself, and the processor it took: the rest is waiting for others and for the disk."""
    measured = [act for act in acts if not act.name.startswith(FIRST)]
    for name in dict.fromkeys(act.name for act in measured):
        mine = [act for act in measured if act.name == name]
        times = report.add(f"{engine}: {AGENTS} agents: {name}", Times.of_seconds(act.seconds for act in mine))
        report.figure(f"{engine}: {AGENTS} agents: {name}, p99", p99(times), "ms", at_most=100)
        processor = Times.of_seconds(act.processor for act in mine)
        report.facts[f"{engine}: {AGENTS} agents: {name}, processor ms p50"] = round(processor.p50, 2)


def _takers(report: Report, engine: EngineName, taken: Sequence[Sequence[Act]], seconds: float) -> None:
    name = f"{engine}: {TAKERS} takers"
    got = [[act for act in acts if act.ticket is not None] for acts in taken]
    times = report.add(f"{name}: take next", Times.of_seconds(act.seconds for acts in got for act in acts))
    report.figure(f"{name}: the longest wait", max(times.ms), "ms")
    report.figure(f"{name}: tickets a second", len(times.ms) / seconds, "1/s")
    counts = [len(acts) for acts in got]
    starved = 1 if engine == "postgresql" else None
    report.figure(f"{name}: tickets of who got the fewest", min(counts), "", at_least=starved)
    report.facts[f"{name}: tickets of who got the most"] = max(counts)
    report.facts[f"{name}: all were taken"] = any(acts and acts[-1].ticket is None for acts in taken)


def _ledger(report: Report, engine: EngineName, url: str, done: Sequence[Sequence[Act]]) -> None:
    """What each process was promised against whose the store says each ticket is."""
    promised = [(act.ticket, name_of(number)) for number, acts in enumerate(done) for act in acts if act.ticket]
    found = set(_assigned(url))
    twice = [ticket for ticket, times in Counter(ticket for ticket, _ in promised).items() if times > 1]
    report.figure(f"{engine}: doubled", len(twice), "tickets", at_most=0)
    report.figure(f"{engine}: lost", len(set(promised) - found), "tickets", at_most=0)
    report.figure(f"{engine}: taken for nobody", len(found - set(promised)), "tickets", at_most=0)


def _assigned(url: str) -> list[tuple[int, str]]:
    """The tickets of the room's people and whose they are."""
    query = (
        "SELECT tickets.id, people.handle FROM tickets JOIN people ON people.id = tickets.assignee_id "
        "WHERE queue_due IS NOT NULL AND people.handle LIKE 'room_%'"
    )
    address = parse_address(url)
    if address.path is not None:
        with closing(sqlite3.connect(address.path)) as lite:
            rows = lite.execute(query).fetchall()
    else:
        with psycopg.connect(address.conninfo) as server:
            rows = server.execute(query).fetchall()
    return [(int(str(ticket)), str(handle)) for ticket, handle in rows]


def p99(times: Times) -> float:
    """The value that 99 of 100 runs stay below; of few runs the largest."""
    ordered = sorted(times.ms)
    return ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
