"""Which promise holds for a ticket: an ordered list, the first whose conditions all match (DOMAIN, section 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from servicedesk.domain.calendars import Calendar
from servicedesk.domain.errors import Invalid
from servicedesk.domain.escalating.rules import NONE, EscalationPolicy
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.sla.facts import Policy
from servicedesk.domain.tickets import Channel, Kind, Priority

MEMBERSHIPS: Final = ("standard", "silver", "gold", "vip")
CLOSED_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": tuple(str(kind) for kind in Kind),
    "priority": tuple(str(priority) for priority in Priority),
    "severity": ("1", "2", "3", "4"),
    "membership": MEMBERSHIPS,
    "channel": tuple(str(channel) for channel in Channel),
    "lifecycle": tuple(str(stage) for stage in LifecycleStage),
}
"""Conditions whose values are known."""
CONDITIONS: Final = (*CLOSED_LISTS, "language", "loyalty", "tag")

Facts = Mapping[str, frozenset[str]]
"""What a ticket is, by condition; several values only for tags, none where it isn't known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``when``: condition → values of which one has to hold. ``calendar`` names one of the set's."""

    name: str
    calendar: str
    policy: Policy
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, facts: Facts) -> bool:
        return all(values & facts.get(name, frozenset()) for name, values in self.when.items())

    def covers(self, other: "Rule") -> bool:
        """Whether every ticket that ``other`` fits fits this one too, as far as the conditions alone say."""
        return all(name in other.when and other.when[name] <= values for name, values in self.when.items())


@dataclass(frozen=True, slots=True)
class PolicySet:
    """The promises of a shop, in order, the calendars they count by, and what goes to others when they fail."""

    rules: tuple[Rule, ...]
    calendars: Mapping[str, Calendar]
    escalation: EscalationPolicy = NONE

    def match(self, facts: Facts) -> Rule | None:
        """The first rule that holds; None promises nothing."""
        return next((rule for rule in self.rules if rule.holds(facts)), None)


def check_condition(name: str, values: Sequence[str]) -> None:
    """Raise Invalid for a condition or value that no ticket has."""
    if name not in CONDITIONS:
        raise Invalid(name, f"there is no condition {name!r}; there are {', '.join(CONDITIONS)}")
    if not values:
        raise Invalid(name, "without a value it never holds")
    known = CLOSED_LISTS.get(name)
    for value in values:
        if known is not None and value not in known:
            raise Invalid(name, f"{value!r} is none of {', '.join(known)}")


def hidden_by(rules: Sequence[Rule], place: int) -> Rule | None:
    """The earlier rule that takes every ticket the one at ``place`` could have; None when it can match."""
    return next((earlier for earlier in rules[:place] if earlier.covers(rules[place])), None)
