"""The rules of escalation in force, as ``sla show`` prints them."""

from collections.abc import Iterator

from servicedesk.cli.output import Sheet
from servicedesk.domain.escalating.counting import ACCEPT_WITHIN
from servicedesk.domain.escalating.rules import EscalationPolicy, Rule, Trigger
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def escalation_object(policy: EscalationPolicy) -> dict[str, Json]:
    """``accept_within``: seconds of working time by support line; a rule has the fields that belong to its ``on``."""
    within = {**ACCEPT_WITHIN, **policy.accept_within}
    return {
        "accept_within": {str(line): seconds for line, seconds in sorted(within.items())},
        "rules": [
            {"name": rule.name, "on": str(rule.on), "to": rule.to, "reason": str(rule.reason), **dict(_details(rule))}
            for rule in policy.rules
        ],
    }


def _details(rule: Rule) -> Iterator[tuple[str, Json]]:
    if rule.clock is not None:
        yield "clock", str(rule.clock)
    if rule.on is Trigger.SEVERITY:
        yield "severity", rule.severity
    if rule.on is Trigger.CONTACTS:
        yield "count", rule.count
        yield "days", rule.days


def escalation_sheet(policy: EscalationPolicy) -> Sheet:
    """A line a rule."""
    columns = (_("escalation"), _("when"), _("to"), _("reason"))
    rows = [
        (
            rule.name,
            " ".join([str(rule.on), *(f"{name}:{value}" for name, value in _details(rule))]),
            rule.to,
            str(rule.reason),
        )
        for rule in policy.rules
    ]
    return Sheet(columns, rows, _("no rules"))
