"""Every operation at every size on both engines: times, how many times the bare driver's, and how they grow."""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Final

from bench.figures import Report, Times, by_turns, ratio, time_each, time_over
from bench.growth.place import ENGINES, EngineName, Place, place_in, size_of
from bench.growth.reading import READINGS, RUNS, Reading
from bench.growth.writing import RUNS as ACTS
from bench.growth.writing import WRITINGS, commit_bare, take_bare, take_next
from bench.stores import BenchStore

MOST_GROWTH: Final = 1.2
"""How many times as long an operation may take at the largest size as at the smallest."""
POSTGRES_FACTOR: Final = 1.5
"""PostgreSQL may take so many times the bounds of SQLite."""
SLOW_SECONDS: Final = 2.0
"""An operation that takes longer is run less often."""


class Growth:
    """Collects the figures of one run."""

    def __init__(self, stores: Sequence[BenchStore]) -> None:
        self._stores = stores
        self._sizes = [store.size for store in stores]
        self.report = Report()
        self._curves: dict[str, dict[str, dict[str, list[float]]]] = {}

    def measure(self) -> Report:
        for store in self._stores:
            for engine in ENGINES:
                with place_in(store, engine, writing=False) as place:
                    self.report.facts[f"{_at(place)} MB on disk"] = round(size_of(place) / 1e6)
                    self._read(place)
                with place_in(store, engine, writing=True) as place:
                    self._write(place)
        for reading in READINGS:
            if not (reading.linear or reading.cold):
                self._grows(reading.name)
        for name in ("take next", *(writing.name for writing in WRITINGS)):
            self._grows(name)
        self.report.facts["curves"] = self._curves
        return self.report

    def _read(self, place: Place) -> None:
        for reading in READINGS:
            if reading.bare is None:
                self._add(place, reading.name, _several(reading.ours(place), RUNS), reading.at_most)
            else:
                jobs = [_timed(reading.ours(place)), _timed(reading.bare(place))]
                ours, bare = by_turns(jobs, RUNS)
                self._add(place, reading.name, ours, reading.at_most)
                self._against_bare(place, reading, ours, bare)

    def _against_bare(self, place: Place, reading: Reading, ours: Times, bare: Times) -> None:
        name = f"{_at(place)} {reading.name}"
        self.report.add(f"{name}: bare", bare)
        bound = reading.times_bare if place.size == max(self._sizes) else None
        self.report.figure(f"{name}: ours / bare, p50", ratio(ours, bare), "×", at_most=bound)

    def _write(self, place: Place) -> None:
        taken: list[int] = []
        seconds: list[float] = []
        taking = take_next(place)
        while len(taken) < ACTS:
            begun = perf_counter()
            found = next(taking, None)
            if found is None:
                break
            seconds.append(perf_counter() - begun)
            taken.append(found)
        self._add(place, "take next", Times.of_seconds(seconds), 10)
        for writing in WRITINGS:
            times = time_over(lambda ticket, act=writing.act: act(place, ticket), taken)  # type: ignore[misc]
            self._add(place, writing.name, times, writing.at_most)
        self.report.add(f"{_at(place)} a claim, bare", _several(take_bare(place), ACTS))
        self.report.add(f"{_at(place)} a durable commit, bare", _several(commit_bare(place), ACTS))

    def _add(self, place: Place, name: str, times: Times, at_most: float | None) -> Times:
        self.report.add(f"{_at(place)} {name}", times)
        of_engine = self._curves.setdefault(name, {}).setdefault(place.engine, {})
        of_engine[str(place.size)] = [round(times.p50, 3), round(times.p95, 3)]
        if at_most is not None and place.size == max(self._sizes):
            bound = at_most * (POSTGRES_FACTOR if place.engine == "postgresql" else 1)
            self.report.figure(f"{_at(place)} {name}, p95", times.p95, "ms", at_most=bound)
        return times

    def _grows(self, name: str) -> None:
        least, most = min(self._sizes), max(self._sizes)
        for engine in ENGINES:
            found = self._curves[name].get(engine, {})
            if least < most and str(least) in found and str(most) in found:
                grown = found[str(most)][0] / found[str(least)][0]
                self.report.figure(f"{engine}: {name}, {most} / {least}, p50", grown, "×", at_most=MOST_GROWTH)


def measure_growth(stores: Sequence[BenchStore]) -> Report:
    return Growth(stores).measure()


def _timed(job: Callable[[], object]) -> Callable[[], float]:
    """The job, run once for the caches, as one that tells its seconds."""
    job()

    def run() -> float:
        begun = perf_counter()
        job()
        return perf_counter() - begun

    return run


def _at(place: Place) -> str:
    return f"{_short(place.engine)} {place.size:>7}"


def _short(engine: EngineName) -> str:
    return "sqlite" if engine == "sqlite" else "postgres"


def _several(job: Callable[[], object], runs: int) -> Times:
    """Once for the caches, then so many times; fewer where one takes long."""
    begun = perf_counter()
    job()
    slow = perf_counter() - begun > SLOW_SECONDS / 20
    return time_each(job, runs // 5 if slow else runs)
