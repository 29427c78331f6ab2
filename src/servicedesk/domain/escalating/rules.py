"""Escalation by rule, as the policies have it: what starts one, to whom it goes, and how soon it is to be accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.escalating.addressing import FORMS, Wish, parse_target
from servicedesk.domain.events import Json, Payload
from servicedesk.domain.sla.facts import Clock
from servicedesk.domain.workflows.escalation import EscalationReason

SKILL: Final = "skill"
"""The target of a rule that goes to the skill the ticket asks for."""
CONTACTS: Final = 3
CONTACT_DAYS: Final = 7


class Trigger(StrEnum):
    """What starts a rule. ``LOW_SATISFACTION``: the customer didn't accept the decision on a complaint."""

    WARNING = "warning"
    BREACH = "breach"
    SEVERITY = "severity"
    VIP_COMPLAINT = "vip_complaint"
    CONTACTS = "contacts"
    LOW_SATISFACTION = "low_satisfaction"
    REFUND_OVER_LIMIT = "refund_over_limit"
    NOT_ACCEPTED = "not_accepted"


REASONS: Final[Mapping[Trigger, EscalationReason]] = MappingProxyType(
    {
        Trigger.WARNING: EscalationReason.DEADLINE,
        Trigger.BREACH: EscalationReason.DEADLINE,
        Trigger.SEVERITY: EscalationReason.SEVERITY,
        Trigger.VIP_COMPLAINT: EscalationReason.VIP,
        Trigger.CONTACTS: EscalationReason.REPEATED_CONTACT,
        Trigger.LOW_SATISFACTION: EscalationReason.DISSATISFIED,
        Trigger.REFUND_OVER_LIMIT: EscalationReason.AUTHORITY,
        Trigger.NOT_ACCEPTED: EscalationReason.DEADLINE,
    }
)
"""The reason of a rule that names none."""
TAKES: Final[Mapping[str, frozenset[Trigger]]] = MappingProxyType(
    {
        "clock": frozenset({Trigger.WARNING, Trigger.BREACH}),
        "severity": frozenset({Trigger.SEVERITY}),
        "count": frozenset({Trigger.CONTACTS}),
        "days": frozenset({Trigger.CONTACTS}),
    }
)
"""Which triggers a field belongs to."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``to``: a target as people write it, or ``skill`` alone. ``clock`` None: any. ``severity``: this bad or worse.

    ``count`` contacts about one order in ``days`` days.
    """

    name: str
    on: Trigger
    to: str
    reason: EscalationReason
    clock: Clock | None = None
    severity: int = 1
    count: int = CONTACTS
    days: int = CONTACT_DAYS


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """``accept_within``: seconds of working time by support line."""

    accept_within: Mapping[int, int] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.accept_within or self.rules)


NONE: Final = EscalationPolicy()


def check_target(text: str) -> None:
    """Raise Invalid for what is no target of a rule."""
    if text == SKILL:
        return
    try:
        parse_target(text)
    except Invalid:
        raise Invalid("to", f"{text!r} is no target: {SKILL}, {FORMS}") from None


def misplaced(on: Trigger, given: Sequence[str]) -> str | None:
    """The first of some fields that has no meaning for a trigger."""
    return next((name for name in given if name in TAKES and on not in TAKES[name]), None)


def wish_of(rule: Rule) -> Wish | None:
    """A rule's target; None where the ticket says which skill."""
    return None if rule.to == SKILL else parse_target(rule.to)


def clock_cycle(clock: Clock | str, started: int) -> str:
    """How an escalation names the clock's cycle that started it."""
    return f"{clock}:{started}"


def ticket_cycle(resolved_at: int | None) -> str:
    """The cycle of a rule that no clock starts: until the ticket is resolved and opened again."""
    return "opened" if resolved_at is None else f"resolved:{resolved_at}"


def as_payload(policy: EscalationPolicy) -> Payload:
    """The policy as the event of its version holds it."""
    return {
        "accept_within": {str(line): seconds for line, seconds in sorted(policy.accept_within.items())},
        "rules": [_rule_json(rule) for rule in policy.rules],
    }


def from_payload(payload: Json) -> EscalationPolicy:
    """Read what ``as_payload`` wrote; versions set before there were such rules have none. Raises Invalid."""
    if not isinstance(payload, dict):
        return NONE
    within, rules = payload.get("accept_within"), payload.get("rules")
    return EscalationPolicy(
        {int(line): seconds for line, seconds in within.items() if isinstance(seconds, int)}
        if isinstance(within, dict)
        else {},
        tuple(_rule(rule) for rule in rules if isinstance(rule, dict)) if isinstance(rules, list) else (),
    )


def _rule_json(rule: Rule) -> Json:
    found: dict[str, Json] = {"name": rule.name, "on": str(rule.on), "to": rule.to, "reason": str(rule.reason)}
    if rule.clock is not None:
        found["clock"] = str(rule.clock)
    if rule.on is Trigger.SEVERITY:
        found["severity"] = rule.severity
    if rule.on is Trigger.CONTACTS:
        found |= {"count": rule.count, "days": rule.days}
    return found


def _rule(payload: Mapping[str, Json]) -> Rule:
    name, on, to, reason = (payload.get(key) for key in ("name", "on", "to", "reason"))
    clock = payload.get("clock")
    if not all(isinstance(one, str) for one in (name, on, to, reason)):
        raise Invalid("escalation", "that is no rule of escalation")
    return Rule(
        str(name),
        Trigger(str(on)),
        str(to),
        EscalationReason(str(reason)),
        Clock(clock) if isinstance(clock, str) else None,
        _number(payload, "severity", 1),
        _number(payload, "count", CONTACTS),
        _number(payload, "days", CONTACT_DAYS),
    )


def _number(payload: Mapping[str, Json], name: str, default: int) -> int:
    value = payload.get(name)
    return value if isinstance(value, int) else default
