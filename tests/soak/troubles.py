"""What goes wrong during a run: seeded, each at a certain number of acts, each logged with its instant."""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Final

from tests.soak.agents import Post
from tests.soak.backing_up import back_up_once, backup_of
from tests.soak.cluster import Cluster
from tests.soak.players import PROCESSES, Player, kill
from tests.soak.weather import Weather

FULL_SECONDS: Final = (0.4, 2.0)
"""How long the disk has no room."""
READ_SECONDS: Final = 4.0
JUMPS: Final = (-90_000.0, -3_600.0, -61.0, -0.5, 0.0, 0.0, 45.0, 3_600.0, 90_000.0)
"""By how many seconds an agent's clock may be wrong; 0 puts it right."""


DISTURBING: Final = frozenset({"restart immediate", "restart fast", "cut", "full disk"})
"""During these, and a moment after, nothing can be kept."""


class Troubles:
    """``plan``: how often each trouble comes; the instants are drawn from the seed."""

    def __init__(
        self,
        plan: Mapping[str, int],
        acts: int,
        seed: int,
        players: list[Player],
        weather: Weather,
        folder: Path,
        cluster: Cluster | None,
        store: Path | None,
    ) -> None:
        self._random = Random(f"troubles {seed}")
        self._players, self._weather = players, weather
        self._cluster, self._store = cluster, store
        self._log = (folder / "troubles.jsonl").open("a", encoding="utf-8")
        self.counts: Counter[str] = Counter()
        self.deaths: Counter[str] = Counter()
        self._backups = 0
        self._making: list[BaseProcess] = []
        self._readers: list[tuple[float, Callable[[], None]]] = []
        due = [
            (self._random.randrange(acts // 50, max(acts // 50 + 1, acts)), name)
            for name, n in plan.items()
            for _ in range(n)
        ]
        self._due = sorted(due, reverse=True)
        self._ways: dict[str, Callable[[], str]] = {
            "kill": self._kill,
            "restart immediate": lambda: self._restart("immediate"),
            "restart fast": lambda: self._restart("fast"),
            "cut": self._cut,
            "full disk": self._fill,
            "jump": self._jump,
            "long reader": self._read_long,
            "checkpoint": self._checkpoint,
            "backup": self._back_up,
        }

    def come(self, acts: int) -> None:
        """Let happen what is due after so many acts."""
        while self._due and self._due[-1][0] <= acts:
            _, name = self._due.pop()
            what = self._ways[name]()
            self.counts[name] += 1
            if name in DISTURBING:
                self._weather.disturb()
            self._log.write(json.dumps({"at": time.time(), "acts": acts, "trouble": name, "what": what}) + "\n")
            self._log.flush()
        now = time.monotonic()
        for reader in [reader for reader in self._readers if reader[0] < now]:
            reader[1]()
            self._readers.remove(reader)

    def end(self) -> None:
        """Nothing goes wrong any more."""
        for _, close in self._readers:
            close()
        self._readers.clear()
        for backing_up in self._making:
            backing_up.join()
        self._log.close()

    @property
    def left(self) -> int:
        return len(self._due)

    def _kill(self) -> str:
        player = self._random.choice(self._players)
        time.sleep(self._random.random() * 0.01)
        kill(player)
        self.deaths[player.post.handle] += 1
        return f"{player.post.handle} {player.post.run}"

    def _restart(self, mode: str) -> str:
        assert self._cluster is not None
        self._cluster.restart(mode)
        return mode

    def _cut(self) -> str:
        assert self._cluster is not None
        return f"{self._cluster.cut(self._random)} connections"

    def _fill(self) -> str:
        seconds = self._random.uniform(*FULL_SECONDS)
        if self._cluster is not None:
            self._weather.fill(seconds)
            return self._cluster.fill(seconds, self._random)
        self._weather.fill(seconds)
        return f"{seconds:.1f} s"

    def _jump(self) -> str:
        post: Post = self._random.choice(self._players).post
        seconds = self._random.choice(JUMPS)
        self._weather.jump(post.place, seconds)
        return f"{post.handle} {seconds:+} s"

    def _back_up(self) -> str:
        """Begin a backup; others work meanwhile."""
        self._backups += 1
        arguments = (self._players[0].post, self._backups)
        backing_up = PROCESSES.Process(target=back_up_once, args=arguments, daemon=True)
        backing_up.start()
        self._making.append(backing_up)
        return backup_of(self._players[0].post, self._backups).name

    def _read_long(self) -> str:
        if self._cluster is not None:
            close = self._cluster.read_long()
        else:
            assert self._store is not None
            connection = sqlite3.connect(self._store)
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM tickets").fetchone()
            close = connection.close
        self._readers.append((time.monotonic() + READ_SECONDS, close))
        return f"{READ_SECONDS} s"

    def _checkpoint(self) -> str:
        if self._cluster is not None:
            self._cluster.checkpoint()
            return "CHECKPOINT"
        assert self._store is not None
        connection = sqlite3.connect(self._store, timeout=0.2)
        try:
            return str(connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone())
        finally:
            connection.close()
