"""Eight sweepers at once, killed at random and restarted: every warning and every breach is told once."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from tests.builders import NOON
from tests.conftest import Stores
from tests.crash.sweepers import FastClock, sweep_on
from tests.crash.watching import PROCESSES
from tests.desk.clocked import promise, rule, take_in

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import IllegalMove, Refused
from servicedesk.domain.events import Event, EventType, Stream, StreamKind, micros
from servicedesk.domain.sla.history import facts_of
from servicedesk.domain.sla.replay import replay
from servicedesk.store import policies, streams

SECONDS = float(os.environ.get("SWEEPER_SECONDS", "2"))
"""How long they sweep; in this time two hours pass in the shop."""
SWEEPERS = 8
TICKETS = min(900, int(30 * SECONDS))
BETWEEN_KILLS = 0.2
SHOP_TIME = timedelta(hours=2)
ENDED = NOON + SHOP_TIME + timedelta(days=1)
RULES = (
    rule("urgent", "priority: urgent", first_response="5m", next_response="3m", resolution="30m"),
    rule("high", "priority: high", first_response="20m", next_response="5m", resolution="1h"),
    rule(first_response="40m", next_response="10m", resolution="90m"),
)


class Sweepers:
    """The processes; any may be killed, and another takes its place."""

    def __init__(self, start: Callable[[], BaseProcess]) -> None:
        self._start = start
        self._running = [start() for _ in range(SWEEPERS)]
        self.killed = 0

    def kill_one(self, random: Random) -> None:
        place = random.randrange(SWEEPERS)
        self._kill(self._running[place])
        self._running[place] = self._start()

    def _kill(self, process: BaseProcess) -> None:
        assert process.is_alive(), f"a sweeper ended by itself with {process.exitcode}"
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        self.killed += 1

    def kill_all(self) -> None:
        for process in self._running:
            self._kill(process)


@contextmanager
def sweeping(url: str, began: float, speed: float) -> Iterator[Sweepers]:
    def start() -> BaseProcess:
        process = PROCESSES.Process(target=sweep_on, args=(url, began, speed), daemon=True)
        process.start()
        return process

    sweepers = Sweepers(start)
    yield sweepers
    sweepers.kill_all()


def waiting(n: int) -> dict[str, object]:
    """A ticket that came within the hour before, so that something comes due all the time."""
    at = NOON - timedelta(minutes=60 * n / TICKETS)
    return {
        "external_id": str(n),
        "subject": "A lamp",
        "body": "Where is it?",
        "customer_email": "mara@example.com",
        "priority": ("urgent", "high", "normal", "low")[n % 4],
        "status": "open",
        "created_at": at.isoformat(),
    }


def work_a_little(desk: Desk, random: Random, tickets: list[int]) -> None:
    """Somebody acts while the sweepers sweep."""
    ticket = random.choice(tickets)
    acts: list[Callable[[], object]] = [
        lambda: desk.conversation.reply(ticket, "Soon.", grace=0),
        lambda: desk.conversation.message(ticket, "And now?"),
        lambda: desk.handling.status(ticket, random.choice(["on_hold", "open", "resolved"])),
        lambda: desk.handling.priority(ticket, random.choice(["urgent", "high", "normal"])),
        lambda: desk.assignment.take(ticket),
    ]
    with suppress(Refused, IllegalMove):
        random.choice(acts)()


def histories(desk: Desk, tickets: list[int]) -> Iterator[tuple[int, list[Event]]]:
    with desk._work.store.read() as connection:
        for ticket in tickets:
            yield ticket, streams.history(connection, Stream(StreamKind.TICKET, ticket))


def told(history: list[Event], kind: EventType) -> Counter[tuple[object, object]]:
    return Counter((e.payload["clock"], e.payload["started"]) for e in history if e.type == kind)


def assert_each_told_once(desk: Desk, tickets: list[int]) -> int:
    """Every warning and breach the facts speak of was told, none twice; returns how many were."""
    with desk._work.store.read() as connection:
        book = policies.book(desk._work.store, connection)
    count = 0
    for ticket, history in histories(desk, tickets):
        outcome = replay(facts_of(history, book), None, micros(ENDED))
        cycles = [cycle for of_clock in outcome.clocks.values() for cycle in of_clock]
        warned = {(str(one.clock), one.started_at) for one in cycles if one.warned_at is not None}
        breached = {(str(one.clock), one.started_at) for one in cycles if one.breached_at is not None}
        warnings, breaches = told(history, EventType.SLA_WARNED), told(history, EventType.SLA_BREACHED)
        corrected = set(told(history, EventType.SLA_CORRECTED))
        assert set(warnings.values()) | set(breaches.values()) <= {1}, ticket
        assert warned <= set(warnings), ticket
        assert breached <= set(breaches) <= breached | corrected, ticket
        count += len(warnings) + len(breaches)
    return count


def test_each_is_told_once(stores: Stores, tmp_path: Path):
    url, random = stores.staffed(), Random(7)
    desk = open_desk(url, clock=ManualClock(NOON - timedelta(hours=2)), handle="sup", via="test")
    promise(desk, tmp_path, *RULES)
    desk.close()
    desk = open_desk(url, clock=ManualClock(NOON), handle="sup", via="test")
    take_in(desk, tmp_path, *(waiting(n) for n in range(TICKETS)))
    tickets = [row.id for row in desk.queue.page(limit=TICKETS).rows]
    desk.close()
    began, speed = time.time(), SHOP_TIME.total_seconds() / SECONDS
    desk = open_desk(url, clock=FastClock(began, speed), handle="sup", via="test")
    with sweeping(url, began, speed) as sweepers:
        while time.time() < began + SECONDS or sweepers.killed < SWEEPERS:
            work_a_little(desk, random, tickets)
            if time.time() > began + sweepers.killed * BETWEEN_KILLS:
                sweepers.kill_one(random)
    desk.close()
    desk = open_desk(url, clock=ManualClock(ENDED), handle="sup", via="test")
    while desk.upkeep.sweep().noted.warnings:
        pass
    assert assert_each_told_once(desk, tickets) > TICKETS
    assert desk.proof.verify().problems == ()
    desk.close()
