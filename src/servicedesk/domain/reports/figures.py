"""Percentiles, and what is normal: plain arithmetic that anybody can do again by hand. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import median
from typing import Final

LEAST_WEEKS: Final = 4
"""Fewer weeks than these tell nothing of what is normal."""
WIDTH: Final = 2.0
"""The normal range reaches so many median deviations to either side."""


@dataclass(frozen=True, slots=True)
class Normal:
    """What a figure usually is: its median, and the range it usually stays in."""

    median: float
    low: float
    high: float

    def place(self, value: float) -> str:
        """``below``, ``within`` or ``above`` the range; its ends are within."""
        if value < self.low:
            return "below"
        return "above" if value > self.high else "within"


def percentile(ordered: Sequence[int], share: float) -> int | None:
    """The smallest of the values that at least this share of them doesn't exceed (nearest rank); None of nothing.

    ``ordered`` is sorted, ``share`` lies in (0, 1]. No value is made up between two others.
    """
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def mean(values: Sequence[int]) -> int | None:
    """The average, halves away from zero; None of nothing."""
    return int(rounded(sum(values) / len(values))) if values else None


def rounded(value: float, places: int = 0) -> Decimal:
    """Halves away from zero, as people round by hand: 0.125 to two places is 0.13, and 2.5 is 3."""
    # Adding 0 takes the sign off what became nothing.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def normal_range(values: Sequence[float | None], least: float | None = 0.0, most: float | None = None) -> Normal | None:
    """The median of the weeks before, and as much to either side as twice their median distance from it.

    One wild week moves neither. Never below ``least`` nor above ``most`` (None: no bound). Weeks without the figure
    (None) are left out; None when fewer than four are left.
    """
    known = [value for value in values if value is not None]
    if len(known) < LEAST_WEEKS:
        return None
    middle = median(known)
    away = WIDTH * median(abs(value - middle) for value in known)
    low, high = middle - away, middle + away
    return Normal(middle, low if least is None else max(least, low), high if most is None else min(most, high))
