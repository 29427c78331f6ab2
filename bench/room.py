"""A room of people as processes: each opens a desk of its own, begins when all are there, and tells what it did."""

import json
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from random import Random
from threading import BrokenBarrierError
from time import monotonic, perf_counter, process_time, sleep, time
from typing import Final

from bench.stores import NOON, OUT
from servicedesk.channels.files import read_tickets
from servicedesk.desk.desk import Desk, open_desk

PRELOADED: Final = ["sqlmodel", "alembic.command", "psycopg", "servicedesk.desk.opening", "servicedesk.store.tables"]
"""What every process needs: the server of the pool imports it once."""
PATIENCE: Final = 300
"""Seconds in which all have to be there."""
THOUGHT: Final = (0.25, 0.75)
"""Seconds between two acts of an agent."""
LOOKS: Final = 2.0
"""Seconds between two looks of a console at what is due."""
PRIORITIES: Final = ("normal", "normal", "normal", "low", "high", "urgent")
TEXT: Final = "Thank you for waiting. Your lamp leaves us today. 您的灯今天寄出。\n" * 6
FIRST: Final = "first "
Job = Callable[[], int | None]
_barrier: Barrier | None = None


@dataclass(frozen=True)
class Act:
    """One act: its name, the ticket where it took one, and the seconds it took by the clock and of the processor."""

    name: str
    ticket: int | None
    seconds: float
    processor: float


class RunningClock:
    """Runs like any other, but from the instant that the stores of the benches are laid out for."""

    def __init__(self, begun: float) -> None:
        self._begun = begun

    def now(self) -> datetime:
        return NOON + timedelta(seconds=time() - self._begun)


def crowd(job: Callable[..., list[Act]], size: int, *args: object) -> list[list[Act]]:
    """What each of ``size`` processes did; ``job`` gets ``args`` and its number."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with ProcessPoolExecutor(size, mp_context=context, initializer=_keep, initargs=(context.Barrier(size),)) as pool:
        futures = [pool.submit(_run, job, *args, number) for number in range(size)]
        wait(futures)
    failed = [error for future in futures if (error := future.exception()) is not None]
    for error in sorted(failed, key=lambda error: isinstance(error, BrokenBarrierError)):
        raise error
    return [future.result() for future in futures]


def _run(job: Callable[..., list[Act]], *args: object) -> list[Act]:
    """One that fails keeps nobody waiting."""
    try:
        return job(*args)
    except Exception:
        assert _barrier is not None
        _barrier.abort()
        raise


def _keep(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - how a pool's process receives what can't be pickled
    _barrier = barrier


def _begin() -> None:
    """Wait for all the others."""
    assert _barrier is not None
    _barrier.wait(PATIENCE)


def furnish(url: str, begun: float, people: int, tickets: int) -> None:
    """Hire people of no team who write English and Chinese, and let so many customers wait for them."""
    file = OUT / "room.jsonl"
    random = Random(3)
    file.write_text("\n".join(json.dumps(_waiting(number, random)) for number in range(tickets)), encoding="utf-8")
    desk = open_desk(url, clock=RunningClock(begun), via="bench")
    for number in range(people):
        desk.people.add(name_of(number), name=f"Person {number}", roles=("agent",), languages=("en", "zh"))
    summary = desk.imports.tickets(read_tickets(file), source="room")
    if summary.created != tickets:
        raise RuntimeError(f"the room's tickets were not taken in: {summary.rejected}")
    while (swept := desk.upkeep.sweep()) and (swept.noted.breaches or swept.noted.warnings or swept.closed):
        pass
    desk.close()


def name_of(number: int) -> str:
    return f"room{number}"


def _waiting(number: int, random: Random) -> dict[str, object]:
    since = NOON - timedelta(minutes=random.uniform(1, 3 * 24 * 60))
    language = random.choice(("en", "zh"))
    return {
        "external_id": f"room-{number}",
        "subject": "A lamp that flickers",
        "status": "new",
        "language": language,
        "priority": random.choice(PRIORITIES),
        "customer_email": f"room{number}@example.com",
        "customer_name": "Mara Costa",
        "created_at": since.isoformat(),
        "messages": [
            {
                "author": "customer",
                "visibility": "public",
                "body": "It flickers. 灯一直闪。",
                "sent_at": since.isoformat(),
            }
        ],
    }


def take(url: str, begun: float, seconds: float, number: int) -> list[Act]:
    """Take the next ticket again and again for so long, or until there is none."""
    desk = open_desk(url, clock=RunningClock(begun), handle=name_of(number))
    done: list[Act] = []
    _begin()
    end = monotonic() + seconds
    while monotonic() < end:
        act = _timed("take next", lambda: _taken(desk))
        done.append(act)
        if act.ticket is None:
            break
    desk.close()
    return done


def work(url: str, begun: float, seconds: float, number: int) -> list[Act]:
    """An agent's day, with a thought after each act; beside it what a console looks at by itself.

    The first round, which loads what each act needs, is named as such.
    """
    desk = open_desk(url, clock=RunningClock(begun), handle=name_of(number))
    random = Random(number)
    agent = Agent(desk)
    begun_with = (*agent.round(), ("look", agent.look), ("rehearse", agent.rehearse))
    done = [_timed(f"{FIRST}{name}", job) for name, job in begun_with]
    _begin()
    sleep(random.uniform(0, THOUGHT[1]))
    end, looked = monotonic() + seconds, 0.0
    while True:
        for name, job in agent.round():
            if monotonic() - looked >= LOOKS:
                looked = monotonic()
                done.append(_timed("look", agent.look))
            done.append(_timed(name, job))
            sleep(random.uniform(*THOUGHT))
            if monotonic() >= end:
                desk.close()
                return done


class Agent:
    """What an agent does with one ticket after the other. Each job tells the ticket it took, if it took one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ticket: int | None = None

    def round(self) -> Iterator[tuple[str, Job]]:
        yield "queue page", self._page
        yield "take next", self._take
        if self._ticket is None:
            return
        yield "open ticket", self._open
        yield "note", lambda: self._did(self._desk.conversation.note, TEXT[:60])
        yield "tag", lambda: self._did(self._desk.handling.tag, ("room",))
        yield "save a draft", lambda: self._did(self._desk.drafts.save, "reply", TEXT)
        yield "reply", lambda: self._did(self._desk.conversation.reply, TEXT)
        yield "status", lambda: self._did(self._desk.handling.status, "waiting_customer")

    def look(self) -> None:
        self._desk.upkeep.look()

    def rehearse(self) -> None:
        """What a console does in its first looks."""
        while self._desk.tickets.rehearse():
            pass

    def _page(self) -> None:
        self._desk.queue.page("is:live assignee:none")

    def _take(self) -> int | None:
        self._ticket = _taken(self._desk)
        return self._ticket

    def _open(self) -> None:
        assert self._ticket is not None
        self._desk.tickets.show(self._ticket)
        self._desk.tickets.customer(self._ticket)

    def _did(self, act: Callable[..., object], *args: object) -> None:
        act(self._ticket, *args)


def _taken(desk: Desk) -> int | None:
    found = desk.assignment.take_next()
    return None if found is None else found.done.ticket.id


def _timed(name: str, job: Job) -> Act:
    begun, worked = perf_counter(), process_time()
    ticket = job()
    return Act(name, ticket, perf_counter() - begun, process_time() - worked)
