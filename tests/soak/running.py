"""A soak from its beginning to its end: the store laid out, agents at work, troubles, and the verdict."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from tests.soak import agents, sweeping, typing_agents
from tests.soak.cluster import Cluster
from tests.soak.evidence import last_event
from tests.soak.judging import Fault
from tests.soak.players import Player, Role, start, stop
from tests.soak.shop import IMPORTER, SUPERVISOR, SWEEPER, handles, lay_out, typists
from tests.soak.troubles import Troubles
from tests.soak.verdict import ANCHOR, Court, Ended
from tests.soak.weather import Weather

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk

STALLED: Final = 120.0
"""Seconds without any act after which a run is given up."""
MOST_FAULTS: Final = 20
"""Processes that end by themselves before a run is given up."""
LEAVE: Final = 60.0
"""Seconds that a process may take to end by itself."""


@dataclass(frozen=True)
class Order:
    """What a run is to be. ``troubles``: how often each comes; ``speed``: seconds of the shop's time in a real one."""

    engine: str
    acts: int
    agents: int
    seed: int
    tickets: int
    troubles: Mapping[str, int]
    speed: float = 60.0
    think: float = 0.0
    sweepers: int = 2
    consoles: int = 0


class Soak:
    def __init__(self, order: Order, folder: Path) -> None:
        self._order, self._folder = order, folder
        self._cluster = Cluster(folder) if order.engine == "postgresql" else None
        self._store = None if self._cluster else folder / "store.sqlite"
        self.url = f"sqlite:///{self._store}" if self._cluster is None else self._cluster.url
        self._began = datetime.now(UTC)
        self._people = [*handles(order.agents), SWEEPER, IMPORTER, *typists(order.consoles)]
        self._faults: list[Fault] = []

    def run(self) -> Ended:
        """Lay out, play, judge."""
        try:
            lay_out(self.url, self._began, self._order.tickets, self._people)
            since = self._anchored()
            begun = time.monotonic()
            troubles = self._play()
            seconds = time.monotonic() - begun
            return self._judged(since, troubles, seconds)
        finally:
            if self._cluster is not None:
                self._cluster.stop()

    def _desk(self, at: datetime) -> Desk:
        return open_desk(self.url, handle=SUPERVISOR, clock=ManualClock(at), via="sweep")

    def _anchored(self) -> int:
        desk = self._desk(self._began)
        desk.proof.write_anchor(self._folder / ANCHOR)
        with desk._work.store.read() as connection:
            since = last_event(connection)
        desk.close()
        return since

    def _players(self) -> list[Player]:
        order = self._order
        cast: list[tuple[Role, str]] = [(agents.work, handle) for handle in handles(order.agents)]
        cast += [(sweeping.sweep, SWEEPER)] * order.sweepers
        cast.append((sweeping.take_files_in, IMPORTER))
        cast += [(typing_agents.work, handle) for handle in typists(order.consoles)]
        real = time.time()
        return [
            Player(
                role,
                agents.Post(
                    self.url,
                    str(self._folder),
                    place,
                    len(cast),
                    handle,
                    order.seed,
                    0,
                    self._began,
                    real,
                    order.speed,
                    tuple(handles(order.agents)),
                    order.think,
                ),
            )
            for place, (role, handle) in enumerate(cast)
        ]

    def _play(self) -> Troubles:
        players = self._players()
        weather = Weather(self._folder / "weather", len(players))
        weather.begin()
        troubles = Troubles(
            self._order.troubles,
            self._order.acts,
            self._order.seed,
            [player for player in players if player.role is not typing_agents.work],
            weather,
            self._folder,
            self._cluster,
            self._store,
        )
        for player in players:
            start(player)
        try:
            self._until_played(players, weather, troubles)
        finally:
            weather.end()
            troubles.end()
            self._leave(players)
        return troubles

    def _until_played(self, players: list[Player], weather: Weather, troubles: Troubles) -> None:
        seen, since = 0, time.monotonic()
        while (acts := weather.acts) < self._order.acts or troubles.left:
            if acts != seen:
                seen, since = acts, time.monotonic()
            if len(self._faults) > MOST_FAULTS:
                return
            if time.monotonic() - since > STALLED:
                self._faults.append(Fault("error", "the run", f"no act for {STALLED} seconds, after {acts}"))
                return
            troubles.come(acts)
            for player in players:
                self._look_after(player)
            time.sleep(0.01)

    def _look_after(self, player: Player) -> None:
        """A process that ended by itself is a fault; another takes its place."""
        process = player.process
        if process is not None and not process.is_alive():
            what = f"ended by itself with {process.exitcode}"
            self._faults.append(Fault("error", f"{player.post.handle} {player.post.run}", what))
            start(player)

    def _leave(self, players: list[Player]) -> None:
        until = time.monotonic() + LEAVE
        for player in players:
            if player.process is None:
                continue
            player.process.join(max(0.1, until - time.monotonic()))
            if player.process.is_alive():
                self._faults.append(Fault("error", player.post.handle, f"did not end within {LEAVE} seconds"))
            elif player.process.exitcode:
                self._faults.append(Fault("error", player.post.handle, f"ended with {player.process.exitcode}"))
            stop(player)

    def _judged(self, since: int, troubles: Troubles, seconds: float) -> Ended:
        passed = timedelta(seconds=seconds * self._order.speed)
        desk = self._desk(self._began + passed + timedelta(days=3))
        try:
            return Court(self._folder, desk, since, self._people).reach(self._faults, troubles, seconds)
        finally:
            desk.close()
