"""What dies: one order, played by a process that reports every answer it got."""

import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.crash.dumps import dump
from tests.crash.falling import Fall, checkpoint_often
from tests.crash.story import Story, open_story

import servicedesk.desk.opening  # noqa: F401 - what an order needs is imported before the fork
from servicedesk.channels.files import read_tickets
from servicedesk.store.address import parse_address
from servicedesk.store.bulk import beside
from servicedesk.store.bulk.pace import Pace

PACE = Pace(exclusive=True, size=500)
"""Transactions of one size on any machine, so that a run can be told where to die by another one."""


ALONE = 1_000_000
"""When a process beside is there differs from run to run: these have none; ``test_worked_beside`` kills one."""


class Report(Protocol):
    """Tells the one who watches; what is told is heard, even when the teller dies at once."""

    def __call__(self, **facts: object) -> None: ...


def acts(url: str, seed: int, count: int, fall: Fall, report: Report) -> None:
    """Play a story and report act by act."""
    desk, clock = open_story(url, seed)
    fall.seen.clear()
    fall.tear()
    for name in Story(desk, clock, Random(seed)).play(count):
        fall.reach("answer")
        report(act=name, seen=dict(fall.seen), log=_log_bytes(url))
        fall.reach("report")


def told(url: str, seed: int, count: int, fall: Fall, report: Report) -> None:
    """Play a story to its end and report with every act all the states that the store went through."""
    desk, clock = open_story(url, seed)
    fall.seen.clear()
    states = [dump(url)]
    event.listen(Engine, "begin", lambda _: states.append(dump(url)))
    for name in Story(desk, clock, Random(seed)).play(count):
        report(act=name, seen=dict(fall.seen), log=_log_bytes(url), states=[*states, dump(url)])
        states.clear()


def opened(url: str, seed: int, fall: Fall, report: Report) -> None:
    """Make or upgrade a store."""
    fall.tear()
    desk, _ = open_story(url, seed)
    fall.reach("answer")
    report(act="opened", seen=dict(fall.seen), log=_log_bytes(url))
    desk.close()


def imported(url: str, seed: int, file: str, fall: Fall, report: Report) -> None:
    """Take a file in; the answers are how many rows are done."""
    desk, _ = open_story(url, seed)
    beside.MANY = ALONE
    fall.seen.clear()
    fall.tear()

    def progress(done: int, _total: int | None) -> None:
        fall.reach("answer")
        report(act="batch", done=done, seen=dict(fall.seen), log=_log_bytes(url))
        fall.reach("report")

    tickets = read_tickets(file)
    desk.imports.tickets(tickets, source="shop", fingerprint=tickets.fingerprint, progress=progress, pace=PACE)


def _log_bytes(url: str) -> int:
    log = Path(f"{parse_address(url).path}-wal")
    return log.stat().st_size if log.exists() else 0


def main(order: Mapping[str, object], pipe: Connection) -> None:
    """Play an order; a report of one's own failure is not a death."""

    def report(**facts: object) -> None:
        pipe.send(facts)

    try:
        _play(order, report)
    except Exception:
        report(failed=traceback.format_exc())


def _play(order: Mapping[str, object], report: Report) -> None:
    match order:
        case {"where": str(where), "n": int(n), "url": str(url), "seed": int(seed)}:
            if where == "checkpoint":
                checkpoint_often()
            fall = Fall(where, n)  # type: ignore[arg-type]
        case _:
            raise ValueError(f"not an order: {order}")
    match order:
        case {"job": "acts", "count": int(count)}:
            acts(url, seed, count, fall, report)
        case {"job": "told", "count": int(count)}:
            told(url, seed, count, fall, report)
        case {"job": "open"}:
            opened(url, seed, fall, report)
        case {"job": "import", "file": str(file)}:
            imported(url, seed, file, fall, report)
