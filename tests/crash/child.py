"""What dies: ``python -m tests.crash.child '{"job": …}'``, reporting one JSON line for every answer it got."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.crash.dumps import dump
from tests.crash.falling import Fall, checkpoint_often
from tests.crash.story import Story, open_story

from servicedesk.store.address import parse_address


def report(**facts: object) -> None:
    os.write(1, json.dumps(facts).encode() + b"\n")


def acts(url: str, seed: int, count: int, fall: Fall) -> None:
    """Play a story and report act by act."""
    desk, clock = open_story(url, seed)
    fall.seen.clear()
    fall.tear()
    for name in Story(desk, clock, Random(seed)).play(count):
        fall.reach("answer")
        report(act=name, seen=fall.seen, log=_log_bytes(url))
        fall.reach("report")


def told(url: str, seed: int, count: int, fall: Fall) -> None:
    """Play a story to its end and report with every act all the states that the store went through."""
    desk, clock = open_story(url, seed)
    fall.seen.clear()
    states = [dump(url)]
    event.listen(Engine, "begin", lambda _: states.append(dump(url)))
    for name in Story(desk, clock, Random(seed)).play(count):
        report(act=name, seen=fall.seen, log=_log_bytes(url), states=[*states, dump(url)])
        states.clear()


def opened(url: str, seed: int, fall: Fall) -> None:
    """Make or upgrade a store."""
    fall.tear()
    desk, _ = open_story(url, seed)
    fall.reach("answer")
    report(act="opened", seen=fall.seen, log=_log_bytes(url))
    desk.close()


def imported(url: str, seed: int, file: str, fall: Fall) -> None:
    """Take a file in; the answers are how many rows are done."""
    from servicedesk.channels.files import read_tickets

    desk, _ = open_story(url, seed)
    fall.seen.clear()
    fall.tear()

    def progress(done: int, _total: int | None) -> None:
        fall.reach("answer")
        report(act="batch", done=done, seen=fall.seen, log=_log_bytes(url))
        fall.reach("report")

    tickets = read_tickets(file)
    desk.imports.tickets(tickets, source="shop", fingerprint=tickets.fingerprint, progress=progress)


def _log_bytes(url: str) -> int:
    log = Path(f"{parse_address(url).path}-wal")
    return log.stat().st_size if log.exists() else 0


def main(order: Mapping[str, object]) -> None:
    match order:
        case {"where": str(where), "n": int(n), "url": str(url), "seed": int(seed)}:
            if where == "checkpoint":
                checkpoint_often()
            fall = Fall(where, n)  # type: ignore[arg-type]
        case _:
            raise SystemExit(f"not an order: {order}")
    match order:
        case {"job": "acts", "count": int(count)}:
            acts(url, seed, count, fall)
        case {"job": "told", "count": int(count)}:
            told(url, seed, count, fall)
        case {"job": "open"}:
            opened(url, seed, fall)
        case {"job": "import", "file": str(file)}:
            imported(url, seed, file, fall)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
