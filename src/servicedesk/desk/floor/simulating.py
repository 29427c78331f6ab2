"""The forecast checked against what happens: how often the truth lay in the band.

The demo shop is loaded into a store of its own, and days of it are played through the desk's own rules
(``simulated_shop``). Every forecast made on the way is held against the breaches that came.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.floor.simulated_shop import AGENTS, SimulatedShop, opening
from servicedesk.desk.opening import open_work
from servicedesk.desk.work import SeededEntropy, Work
from servicedesk.store import floor as reads

WARM_UP: Final = 5
"""Days played before the first forecast counts."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Held:
    """One forecast and the breaches that came: ``broke``, of them ``newcomers`` of promises that began after it."""

    at: datetime
    until: datetime
    low: int
    said: int
    high: int
    broke: int
    newcomers: int

    @property
    def inside(self) -> bool:
        return self.low <= self.broke <= self.high


@dataclass(frozen=True, slots=True)
class Checked:
    """Many forecasts against the truth."""

    held: tuple[Held, ...]

    @property
    def inside(self) -> int:
        """How often the truth lay in the band."""
        return sum(one.inside for one in self.held)

    @property
    def error(self) -> float:
        """By how many breaches a forecast is out, on average, whichever way."""
        return _mean([abs(one.said - one.broke) for one in self.held])

    @property
    def bias(self) -> float:
        """By how many breaches more than came are forecast, on average."""
        return _mean([one.said - one.broke for one in self.held])

    @property
    def broke(self) -> float:
        """Breaches that came, on average."""
        return _mean([one.broke for one in self.held])

    @property
    def width(self) -> float:
        """From one end of the band to the other, on average."""
        return _mean([one.high - one.low for one in self.held])

    @property
    def newcomers(self) -> float:
        """Those of them, on average, whose promises began only after the forecast."""
        return _mean([one.newcomers for one in self.held])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def check_forecasts(
    seeds: Path,
    runs: int,
    seed: int = 1,
    progress: Progress | None = None,
    *,
    agents: Sequence[str] = AGENTS,
    warm_up: int = WARM_UP,
) -> Checked:
    """Make so many forecasts over days of the demo shop, and hold them against what came.

    The same seed plays the same days. ``progress`` is told how many forecasts are made. The first ``warm_up`` days
    don't count: in them the desk learns how customers write and how quick the ``agents`` are.
    """
    with TemporaryDirectory(prefix="servicedesk-floor-") as folder:
        clock = ManualClock(opening(0))
        url = str(Path(folder) / "shop.sqlite")
        work = open_work(url, handle=None, clock=clock, via="check", entropy=SeededEntropy(seed))
        try:
            Desk(work).seeding.load(seeds)
            shop = SimulatedShop(Desk(work), clock, Random(seed), agents)
            return Checked(tuple(_held(work, shop, runs, warm_up, progress)))
        finally:
            work.store.close()


@dataclass(frozen=True, slots=True)
class _Made:
    """A forecast whose end has not come yet; ``at_stake`` are the tickets it is about."""

    held: Held
    at_stake: frozenset[int]


def _held(work: Work, shop: SimulatedShop, runs: int, warm_up: int, progress: Progress | None) -> Iterator[Held]:
    for _ in range(warm_up):
        for _ in shop.day():
            pass
    done = 0
    while done < runs:
        made: list[_Made] = []
        for _ in shop.day():
            if done + len(made) < runs:
                made.append(_forecast(work, shop.supervisor))
                if progress is not None:
                    progress(done + len(made), runs)
        for one in made:
            yield _against_truth(work, one)
        done += len(made)


def _forecast(work: Work, supervisor: Desk) -> _Made:
    view = supervisor.floor.now()
    said = view.forecast
    with work.store.read() as connection:
        due = reads.due_by(connection, view.at, said.until, said.weighed)
    held = Held(view.at, said.until, said.low, said.breaches, said.high, 0, 0)
    return _Made(held, frozenset(row["id"] for row in due))


def _against_truth(work: Work, made: _Made) -> Held:
    one = made.held
    with work.store.read() as connection:
        broken = reads.broken(connection, one.at, one.until)
    ran = {row["ticket_id"] for row in broken if row["started_at"] <= one.at}
    after = [row for row in broken if row["started_at"] > one.at]
    return Held(one.at, one.until, one.low, one.said, one.high, len(ran & made.at_stake) + len(after), len(after))
