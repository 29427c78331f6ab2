"""A scripted agent: a process of its own that promises an act in its ledger, does it, and notes the answer.

Another process of the same agent goes on from the ledger: it looks whether the act that got no answer is in the
store, and if it isn't, it may do it again, with the same word in its text.
"""

import resource
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.soak.ledger import Ledger, Promise, promises_of
from tests.soak.performing import perform
from tests.soak.script import Script
from tests.soak.weather import ShopClock, Weather

import servicedesk.desk.opening  # noqa: F401 - what an agent needs is imported before the fork
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.work import ActIds, SystemEntropy
from servicedesk.domain.errors import DeskError, StoreUnavailable
from servicedesk.store import streams

VIA: Final = "soak"
NOTHING_CHANGED: Final = "nothing was changed"
"""What a store that couldn't be written says: then the act did not happen, and that can be relied on."""
AGAIN: Final = 0.6
"""How often an act that is not in the store is done again."""
LINGERS: Final = 0.1
LINGER: Final = 0.3
"""How often, and for how many seconds at most, an answer is on its way to the ledger: some die meanwhile."""
BREATH: Final = 0.3
"""Seconds before an agent tries anything again at a store that took nothing."""
PATIENCE: Final = 60.0
"""Seconds within which a store answers again."""


@dataclass(frozen=True)
class Post:
    """Where an agent works; sent to its process. ``place`` is its number, ``run`` counts its processes."""

    url: str
    folder: str
    place: int
    places: int
    handle: str
    seed: int
    run: int
    began: datetime
    real: float
    speed: float
    colleagues: tuple[str, ...] = ()
    think: float = 0.0

    @property
    def ledger(self) -> Path:
        return Path(self.folder) / f"ledger-{self.handle}.jsonl"

    @property
    def random(self) -> Random:
        return Random(f"{self.seed} {self.handle} {self.run}")

    @property
    def named_url(self) -> str:
        """The store's address; a server is told which process asks."""
        if self.url.startswith("postgresql"):
            return f"{self.url}&application_name=soak-{self.handle}-{self.run}"
        return self.url

    def weather(self) -> Weather:
        return Weather(Path(self.folder) / "weather", self.places)

    def clock(self, weather: Weather) -> ShopClock:
        return ShopClock(self.began, self.real, self.speed, weather, self.place)


class AnnouncedIds(ActIds):
    """Act ids known before the act: the one announced is handed out first, any further one is noted."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(SystemEntropy())
        self._ledger = ledger
        self._announced: str | None = None
        self._number = 0

    def announce(self, at: datetime, number: int) -> str:
        self._announced, self._number = super().next(at), number
        return self._announced

    def next(self, at: datetime) -> str:
        announced, self._announced = self._announced, None
        if announced is not None:
            return announced
        further = super().next(at)
        self._ledger.write(n=self._number, also=further)
        return further


def open_announced(post: Post, weather: Weather, ids: ActIds) -> Desk:
    """A desk whose acts carry ids of ``ids``; waits while the store doesn't answer."""
    desk = patiently(lambda: open_desk(post.named_url, handle=post.handle, clock=post.clock(weather), via=VIA))
    return Desk(replace(desk._work, act_ids=ids))


def patiently(ask: Any) -> Any:
    """The answer, once the store gives one; raises StoreUnavailable after a minute."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except StoreUnavailable:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


class Agent:
    """One process of an agent."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._weather = post.weather()
        earlier = promises_of(post.ledger)
        self._ledger = Ledger(post.ledger)
        self._ledger.write(run=post.run)
        self._number = max((promise.number for promise in earlier), default=0)
        self._ids = AnnouncedIds(self._ledger)
        self._desk = open_announced(post, self._weather, self._ids)
        self._random = post.random
        self._script = Script(self._desk, self._random, list(post.colleagues), self._word)
        self._words = 0
        self._unsettled = earlier[-1] if earlier and earlier[-1].outcome in ("open", "doubt") else None

    def work(self) -> None:
        """Act until the run is over."""
        if self._unsettled is not None and self._unsettled.found is None:
            self._settle(self._unsettled)
        while not self._weather.over:
            self._act(patiently(self._script.next))
            if self._post.think:
                time.sleep(self._random.expovariate(1 / self._post.think))

    def _word(self) -> str:
        self._words += 1
        return f"w{self._post.handle}r{self._post.run}n{self._words}x"

    def _act(self, plan: Mapping[str, Any]) -> Mapping[str, Any]:
        """Promise, do, note; returns what the desk answered, empty where it didn't."""
        self._number += 1
        number = self._number
        act_id = self._ids.announce(self._desk.clock.now(), number)
        self._ledger.write(about=plan["act"], n=number, id=act_id, word=plan["word"], plan=plan, at=time.time())
        try:
            with self._room():
                answer = perform(self._desk, plan)
            if self._random.random() < LINGERS:
                time.sleep(self._random.random() * LINGER)
        except DeskError as error:
            doubtful = isinstance(error, StoreUnavailable) and NOTHING_CHANGED not in error.message
            told = {"code": error.code, "message": error.message[:300]}
            self._ledger.write(n=number, outcome="doubt" if doubtful else "refused", answer=told)
            if isinstance(error, StoreUnavailable):
                time.sleep(BREATH)
            if doubtful:
                self._settle(Promise("", number, plan["act"], act_id, plan["word"], plan))
        except Exception:
            self._ledger.write(n=number, outcome="error", answer={"message": traceback.format_exc()[-3_000:]})
        else:
            self._ledger.write(n=number, outcome="done", answer=answer)
            self._weather.count(self._post.place)
            return answer
        self._weather.count(self._post.place)
        return {}

    @contextmanager
    def _room(self) -> Iterator[None]:
        """While the disk is full, files grow no further than somewhere in the middle of what is being written."""
        if not self._weather.full or self._post.url.startswith("postgresql"):
            yield
            return
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._random.randrange(4_096, 400_000), before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    def _settle(self, promise: Promise) -> None:
        """Look whether an act without an answer is in the store; do it again, now and then, if it isn't."""
        there = patiently(lambda: self._is_there(promise))
        self._ledger.write(n=promise.number, found=there)
        if not there and self._random.random() < AGAIN and not self._weather.over:
            self._act(promise.plan)

    def _is_there(self, promise: Promise) -> bool:
        if promise.act == "draft":
            return any(promise.word in draft.body for draft in self._desk.drafts.load(promise.plan["ticket"]))
        self._wait_for_the_dead()
        with self._desk._work.store.read() as connection:
            return bool(streams.of_act(connection, promise.act_id))

    def _wait_for_the_dead(self) -> None:
        """A server may still be committing what a process asked that is gone by now."""
        if not self._post.url.startswith("postgresql"):
            return
        earlier = [f"soak-{self._post.handle}-{run}" for run in range(self._post.run)]
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and earlier:
            with self._desk._work.store.read() as connection:
                names = connection.exec_driver_sql("SELECT application_name FROM pg_stat_activity").scalars()
                if not set(names) & set(earlier):
                    return
            time.sleep(0.02)


def work(post: Post) -> None:
    """What the process of an agent does."""
    Agent(post).work()
