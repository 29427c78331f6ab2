"""Times as figures: medians and 95th percentiles, and what one is held against."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

MILLI: Final = 1_000.0


@dataclass(frozen=True)
class Times:
    """Milliseconds of many runs of one thing."""

    ms: tuple[float, ...]

    @classmethod
    def of_seconds(cls, seconds: Iterable[float]) -> "Times":
        return cls(tuple(second * MILLI for second in seconds))

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    @property
    def p95(self) -> float:
        """The value that 95 of 100 runs stay below; of few runs the largest."""
        ordered = sorted(self.ms)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]

    def as_json(self) -> dict[str, float | int]:
        return {
            "runs": len(self.ms),
            "p50_ms": round(self.p50, 3),
            "p95_ms": round(self.p95, 3),
            "min_ms": round(min(self.ms), 3),
            "max_ms": round(max(self.ms), 3),
        }


@dataclass(frozen=True)
class Figure:
    """One number with its bound; ``holds`` is None where nothing is promised."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool | None:
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least

    @property
    def bound(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"

    def as_json(self) -> dict[str, object]:
        facts: dict[str, object] = {"value": round(self.value, 3), "unit": self.unit}
        if self.bound:
            facts |= {"bound": self.bound, "holds": self.holds}
        return facts


@dataclass
class Report:
    """What one measurement found: times by what was done, figures by their names, and what it could not do."""

    times: dict[str, Times] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, times: Times) -> Times:
        self.times[name] = times
        return times

    def figure(
        self, name: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
    ) -> None:
        self.figures.append(Figure(name, value, unit, at_most, at_least))

    def as_json(self) -> dict[str, object]:
        return {
            "times": {name: times.as_json() for name, times in self.times.items()},
            "figures": {figure.name: figure.as_json() for figure in self.figures},
            "facts": self.facts,
            "missing": self.missing,
        }


def time_each(job: Callable[[], object], runs: int) -> Times:
    """Time ``job`` so many times, one by one."""
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        job()
        seconds.append(perf_counter() - begun)
    return Times.of_seconds(seconds)


def time_over(job: Callable[[int], object], tickets: Iterable[int]) -> Times:
    """Time ``job`` on each ticket."""
    seconds = []
    for ticket in tickets:
        begun = perf_counter()
        job(ticket)
        seconds.append(perf_counter() - begun)
    return Times.of_seconds(seconds)


def ratio(ours: Times, theirs: Times) -> float:
    """The median over pairs taken one after the other: what slowed one of a pair slowed the other too."""
    return statistics.median(mine / other for mine, other in zip(ours.ms, theirs.ms, strict=True))


def by_turns(jobs: Sequence[Callable[[], float]], rounds: int) -> list[Times]:
    """Run the jobs by turns, so that a busy minute falls on all of them; each returns its seconds."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds):
        for job, taken in zip(jobs, seconds, strict=True):
            taken.append(job())
    return [Times.of_seconds(taken) for taken in seconds]
