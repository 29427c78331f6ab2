"""Whether a line may come back, and on whose cost: a shop's rules, the first that matches decides (docs/returns.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from servicedesk.domain.refunds.orders import OrderLine, Wanted
from servicedesk.domain.refunds.spreading import Rate

CONDITIONS: Final = ("category", "lifecycle", "reason", "condition", "remedy", "membership")
"""What a rule may ask for."""


class ShippingBack(StrEnum):
    """When the outbound shipping is paid back: never, with any piece, or when the whole order has come back."""

    NEVER = "never"
    ALWAYS = "always"
    WHOLE_ORDER = "whole_order"


class Standing(StrEnum):
    """``OUTSIDE`` the window needs an approval; ``REFUSED`` is final."""

    ELIGIBLE = "eligible"
    OUTSIDE = "outside"
    REFUSED = "refused"


@dataclass(frozen=True)
class ReturnRule:
    """``window_days`` from delivery, inclusive; None: no limit. ``longer``: another window by membership.

    ``fee``: the share of what is paid back that is kept. ``flat_fee``: by currency, once an order.
    ``customer_ships``: who pays the way back. ``refuse``: what matches never comes back.
    """

    name: str
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refuse: bool = False
    window_days: int | None = None
    longer: Mapping[str, int] = field(default_factory=dict)
    fee: Rate | None = None
    flat_fee: Mapping[str, int] = field(default_factory=dict)
    shipping_back: ShippingBack = ShippingBack.NEVER
    customer_ships: bool = False

    def matches(self, facts: Mapping[str, str]) -> bool:
        return all(facts[name] in wanted for name, wanted in self.when.items())

    def window(self, membership: str) -> int | None:
        return self.longer.get(membership, self.window_days)

    def standing(self, line: OrderLine, on: date, membership: str) -> Standing:
        """What it says of a line on a day; a line that has not arrived is inside every window."""
        if self.refuse:
            return Standing.REFUSED
        days = self.window(membership)
        if days is None or line.delivered_on is None or on <= line.delivered_on + timedelta(days=days):
            return Standing.ELIGIBLE
        return Standing.OUTSIDE


EVERYTHING: Final = ReturnRule("everything")
"""Without a policy: no fee, no shipping back, no limit."""
NO_RULE: Final = ReturnRule("no rule", refuse=True)
"""Decides where a policy has no rule that matches."""


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """The rules in their order."""

    rules: Sequence[ReturnRule] = (EVERYTHING,)

    def rule(self, line: OrderLine, wanted: Wanted, membership: str) -> ReturnRule:
        """The first rule that matches, ``NO_RULE`` where none does."""
        facts = {
            "category": line.category,
            "lifecycle": line.lifecycle or "",
            "reason": wanted.reason,
            "condition": wanted.condition,
            "remedy": wanted.remedy,
            "membership": membership,
        }
        return next((rule for rule in self.rules if rule.matches(facts)), NO_RULE)


def hidden_by(rules: Sequence[ReturnRule], place: int) -> ReturnRule | None:
    """An earlier rule that takes everything this one could match; None where it can match."""
    later = rules[place]
    for earlier in rules[:place]:
        if all(name in later.when and later.when[name] <= wanted for name, wanted in earlier.when.items()):
            return earlier
    return None
