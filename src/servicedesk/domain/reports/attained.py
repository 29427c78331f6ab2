"""How clocks were met: what became of each cycle of a clock, and the figures of many. Pure."""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from servicedesk.domain.reports.figures import mean, percentile, rounded

SECOND: Final = 1_000_000


class Outcome(IntEnum):
    """What became of a cycle. ``OPEN`` runs or rests in time; ``CANCELLED`` ended unmet, in time."""

    KEPT = 1
    LATE = 2
    OVERDUE = 3
    OPEN = 4
    CANCELLED = 5
    CANCELLED_LATE = 6


DECIDED: Final = frozenset({Outcome.KEPT, Outcome.LATE, Outcome.OVERDUE, Outcome.CANCELLED_LATE})
"""Whether it was met in time is settled: a breach stands, whatever comes."""
STILL_OPEN: Final = frozenset({Outcome.OVERDUE, Outcome.OPEN})


class Only(StrEnum):
    """Which cycles averages and percentiles take; ``ALL`` takes all but the cancelled ones."""

    ALL = "all"
    MET = "met"
    KEPT = "kept"
    BREACHED = "breached"
    OPEN = "open"


TAKEN: Final = {
    Only.ALL: frozenset({Outcome.KEPT, Outcome.LATE, Outcome.OVERDUE, Outcome.OPEN}),
    Only.MET: frozenset({Outcome.KEPT, Outcome.LATE}),
    Only.KEPT: frozenset({Outcome.KEPT}),
    Only.BREACHED: frozenset({Outcome.LATE, Outcome.OVERDUE}),
    Only.OPEN: STILL_OPEN,
}


@dataclass(slots=True)
class Tally:
    """The cycles of one row of a report, as they are added. ``spans``: working microseconds of those that are taken."""

    only: Only = Only.ALL
    counts: Counter[Outcome] = field(default_factory=Counter)
    spans: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, outcome: Outcome, worked: int) -> None:
        self.counts[outcome] += 1
        if outcome in TAKEN[self.only]:
            self.spans.append(worked)

    @property
    def cases(self) -> int:
        return self.counts.total()

    @property
    def decided(self) -> int:
        return sum(self.counts[outcome] for outcome in DECIDED)

    @property
    def attained(self) -> float | None:
        """The share of the decided that was kept; None when none is decided."""
        return self.counts[Outcome.KEPT] / self.decided if self.decided else None

    def figures(self) -> tuple[int | None, ...]:
        """Average, p50, p90 and p95 of the working time, in seconds."""
        ordered = sorted(self.spans)
        found = (mean(ordered), *(percentile(ordered, share) for share in (0.5, 0.9, 0.95)))
        return tuple(None if one is None else int(rounded(one / SECOND)) for one in found)
