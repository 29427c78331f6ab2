"""The shop's policies as they were over time: which version was in force when, and the terms each gives a ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.domain.calendars import WEEKDAYS, Calendar, WorkingTime
from servicedesk.domain.errors import Invalid
from servicedesk.domain.escalating.rules import as_payload as escalation_json
from servicedesk.domain.escalating.rules import from_payload as read_escalation
from servicedesk.domain.events import Json, Payload
from servicedesk.domain.sla.cases import read_calendar, read_policy
from servicedesk.domain.sla.facts import Policy, Terms
from servicedesk.domain.sla.policies import Facts, PolicySet, Rule

NOTHING: Final = Policy({})
_MOST_MATCHED: Final = 4_096
"""So many different tickets are known by their rule; tags could make any number of them."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the policies: its number (seq of its event) and since when it holds, in microseconds UTC."""

    number: int
    at: int
    policies: PolicySet


class PolicyBook:
    """All versions in order. Terms are made once each, so that tickets under one rule share its working time.

    Equal calendars share theirs over all versions too: ``is`` tells whether the hours of two terms differ.
    """

    def __init__(self, versions: Sequence[Version] = ()) -> None:
        self.versions = tuple(versions)
        self._terms: dict[tuple[int, str], Terms] = {}
        self._matched: dict[tuple[object, ...], Terms] = {}
        self._working = _shared(self.versions)
        self._earlier: dict[int, PolicyBook] = {}

    @property
    def current(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def number(self) -> int:
        """The number of the version in force; 0 before there is one."""
        return self.versions[-1].number if self.versions else 0

    def up_to(self, number: int) -> "PolicyBook":
        """The book as it was at a version; terms stay shared."""
        if number >= self.number:
            return self
        found = self._earlier.get(number)
        if found is None:
            found = PolicyBook()
            found.versions = tuple(version for version in self.versions if version.number <= number)
            found._terms, found._working, found._earlier = self._terms, self._working, self._earlier
            found._matched = self._matched
            self._earlier[number] = found
        return found

    def terms(self, version: Version, facts: Facts) -> Terms:
        """What a version promises a ticket with these facts; nothing where no rule holds."""
        known = (version.number, *facts.items())
        terms = self._matched.get(known)
        if terms is None:
            if len(self._matched) >= _MOST_MATCHED:
                self._matched.clear()
            terms = self._matched[known] = self._found(version, facts)
        return terms

    def _found(self, version: Version, facts: Facts) -> Terms:
        rule = version.policies.match(facts)
        key = (version.number, "" if rule is None else rule.name)
        found = self._terms.get(key)
        if found is None:
            found = self._terms.setdefault(key, self._made(version, rule))
        return found

    def named(self, number: int, rule: str) -> Terms | None:
        """The terms of a rule in a version; None where there is no such rule."""
        version = next((version for version in self.versions if version.number == number), None)
        found = None if version is None else next((one for one in version.policies.rules if one.name == rule), None)
        return None if version is None or found is None else self._made(version, found)

    def calendar(self, terms: Terms) -> Calendar | None:
        """The calendar some terms count by, with the names of its version; None where they promise nothing."""
        for version in self.versions:
            for rule in version.policies.rules:
                if (version.number, rule.name) == (terms.version, terms.rule):
                    return version.policies.calendars[rule.calendar]
        return None

    def _made(self, version: Version, rule: Rule | None) -> Terms:
        if rule is None:
            return Terms(NOTHING, _always(), "", version.number)
        return Terms(rule.policy, self._working[version.number, rule.calendar], rule.name, version.number)


def _shared(versions: Sequence[Version]) -> dict[tuple[int, str], WorkingTime]:
    """The working time of each version's calendars, one for equal ones."""
    made: list[tuple[Calendar, WorkingTime]] = []
    found: dict[tuple[int, str], WorkingTime] = {}
    for version in versions:
        for name, calendar in version.policies.calendars.items():
            working = next((working for known, working in made if known == calendar), None)
            if working is None:
                working = WorkingTime(calendar)
                made.append((calendar, working))
            found[version.number, name] = working
    return found


def _always() -> WorkingTime:
    return WorkingTime(Calendar(ZoneInfo("UTC"), (((time(0), time(0)),),) * 7))


def as_payload(policies: PolicySet) -> Payload:
    """A policy set as the event of its version holds it; ``from_payload`` reads it back equal."""
    payload: Payload = {
        "calendars": {name: _calendar_json(calendar) for name, calendar in policies.calendars.items()},
        "rules": [_rule_json(rule) for rule in policies.rules],
    }
    return payload | {"escalation": escalation_json(policies.escalation)} if policies.escalation else payload


def from_payload(payload: Mapping[str, Json]) -> PolicySet:
    """Read a version's payload; raises Invalid naming the field."""
    calendars, rules = payload.get("calendars"), payload.get("rules")
    if not isinstance(calendars, dict) or not isinstance(rules, list):
        raise Invalid("policies", "that is no version of the policies")
    return PolicySet(
        tuple(_rule(rule) for rule in rules if isinstance(rule, dict)),
        {name: _calendar(calendar) for name, calendar in calendars.items() if isinstance(calendar, dict)},
        read_escalation(payload.get("escalation")),
    )


def _calendar(payload: Mapping[str, Json]) -> Calendar:
    """A calendar; versions set before holidays had names have none."""
    names = payload.get("names")
    called = names.items() if isinstance(names, dict) else ()
    return replace(read_calendar(payload), names={date.fromisoformat(day): str(name) for day, name in called})


def _calendar_json(calendar: Calendar) -> Json:
    return {
        "timezone": calendar.zone.key,
        "week": {day: _spans_json(spans) for day, spans in zip(WEEKDAYS, calendar.week, strict=True)},
        "holidays": {day.isoformat(): _spans_json(spans) for day, spans in sorted(calendar.holidays.items())},
        "names": {day.isoformat(): name for day, name in sorted(calendar.names.items())},
    }


def _spans_json(spans: Sequence[tuple[object, object]]) -> Json:
    return [[f"{start}", f"{end}"] for start, end in spans]


def _rule_json(rule: Rule) -> Json:
    policy = rule.policy
    asked: Payload = {} if policy.acknowledge is None else {"acknowledge": policy.acknowledge}
    return {
        "name": rule.name,
        "calendar": rule.calendar,
        "when": {name: [*sorted(values)] for name, values in sorted(rule.when.items())},
        "targets": {str(clock): seconds for clock, seconds in policy.targets.items()},
        "pause_on": [*sorted(policy.pause_on)],
        "on_reopen": str(policy.on_reopen),
        "warn_at_millionths": policy.warn_at,
        **asked,
    }


def _rule(rule: Mapping[str, Json]) -> Rule:
    name, calendar, when = rule.get("name"), rule.get("calendar"), rule.get("when")
    if not isinstance(name, str) or not isinstance(calendar, str) or not isinstance(when, dict):
        raise Invalid("rules", "that is no rule of the policies")
    conditions = {
        key: frozenset(str(value) for value in values) for key, values in when.items() if isinstance(values, list)
    }
    share = rule.get("warn_at_millionths")
    policy = read_policy({key: value for key, value in rule.items() if key != "warn_at"})
    if not isinstance(share, int):
        raise Invalid("rules", f"{name!r} has no share at which it warns")
    acknowledge = rule.get("acknowledge")
    if acknowledge is not None and not isinstance(acknowledge, int):
        raise Invalid("rules", f"{name!r} has no time to acknowledge a complaint in")
    policy = Policy(policy.targets, policy.pause_on, policy.on_reopen, share, acknowledge)
    return Rule(name, calendar, policy, conditions)
