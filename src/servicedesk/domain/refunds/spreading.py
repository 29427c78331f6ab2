"""What was paid, spread over lines and pieces so that every way of giving it back adds up (DOMAIN, section 5).

All amounts are integers in minor units of one currency, rounded half up. A rate is a pair of integers, never a float.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from servicedesk.domain.errors import Invalid

_RATE: Final = re.compile(r"\d{1,2}(?:\.\d{1,8})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, such as a tax rate of 0.19: ``over`` / ``under``."""

    over: int
    under: int

    def of(self, amount: int) -> int:
        """``amount`` × rate."""
        return half_up(amount * self.over, self.under)

    def within(self, gross: int) -> int:
        """The tax that a gross amount holds: gross × rate / (1 + rate)."""
        return half_up(gross * self.over, self.under + self.over)


def rate(text: str, field: str = "tax_rate") -> Rate:
    """``"0.19"`` as a rate; raises Invalid for anything but a plain decimal from 0 to below 100."""
    if _RATE.fullmatch(text) is None:
        raise Invalid(field, f"{text[:40]!r} is no rate such as 0.19")
    return Rate(*Decimal(text).as_integer_ratio())


def half_up(over: int, under: int) -> int:
    """``over / under`` rounded, halves up; neither is negative."""
    return (2 * over + under) // (2 * under)


def shares(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``total`` split by weights with the largest remainder; of equal remainders the earlier takes first.

    The shares add up to ``total``; weights that are all nothing take nothing. Raises Invalid for a share of nothing.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise Invalid("discount", f"{total} can't be spread over lines that cost nothing")
        return (0,) * len(weights)
    parts = [divmod(total * weight, whole) for weight in weights]
    left = total - sum(part for part, _ in parts)
    first = sorted(range(len(parts)), key=lambda place: -parts[place][1])[:left]
    return tuple(part + (place in first) for place, (part, _) in enumerate(parts))


@dataclass(frozen=True, slots=True)
class Pieces:
    """A line of ``quantity`` pieces for which ``paid`` was paid, gross. Piece k stands for A(k) − A(k − 1)."""

    paid: int
    quantity: int
    tax: Rate

    def gross(self, count: int) -> int:
        """A(k): what the first ``count`` pieces stand for."""
        return half_up(self.paid * count, self.quantity)

    def taxed(self, count: int) -> int:
        """T(k): the tax in what the first ``count`` pieces stand for."""
        return self.tax.within(self.gross(count))
