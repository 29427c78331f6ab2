"""A policy file read and checked: calendars with their holidays, and rules that can match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.desk.seeding.files import Document, Where, read_yaml
from servicedesk.desk.service_levels.escalation_model import policy_of
from servicedesk.desk.service_levels.models import CalendarModel, HolidaysModel, RuleModel
from servicedesk.desk.service_levels.shape import Shape, shape_of
from servicedesk.domain.calendars import WEEKDAYS, Calendar, Span
from servicedesk.domain.errors import BadFile, Invalid
from servicedesk.domain.escalating.rules import NONE, EscalationPolicy
from servicedesk.domain.sla.facts import Clock, OnReopen, Policy
from servicedesk.domain.sla.policies import PolicySet, Rule, hidden_by
from servicedesk.domain.sla.replay import MILLION

HOLIDAY_YEARS: Final = range(2020, 2051)
"""The years for which a country's holidays are laid out: those of the tickets a shop has, and ahead."""
HOLIDAY_NAMES: Final = "en_US"
"""The language of their names where it is known: that of the interface's own texts, whatever the machine speaks."""
_NOTHING: Final = Policy({})


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be used, and what is odd about it though it works."""

    policies: PolicySet
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """Files read so far. ``problems`` name file, line and field, those of one file in order of their lines.

    ``rules`` hold wrong ones too, as far as they say which tickets they take.
    """

    calendars: dict[str, Calendar] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    escalation: EscalationPolicy = NONE
    warnings: list[str] = field(default_factory=list)
    problems: list[BadFile] = field(default_factory=list)


def load_policies(paths: Sequence[Path], shown: str = "") -> Checked:
    """Read policy files, their rules in order; raises BadFile naming file, line and field of the first problem.

    Calendars of an earlier file can be named in a later one. ``shown`` is the folder by which errors name the files.
    """
    reading = read_policies(paths, shown)
    if reading.problems:
        raise reading.problems[0]
    policies = PolicySet(tuple(reading.rules), reading.calendars, reading.escalation)
    return Checked(policies, tuple(reading.warnings))


def read_policies(paths: Sequence[Path], shown: str = "") -> Reading:
    """Read policy files as ``load_policies`` does, and tell all that is wrong with them."""
    reading = Reading()
    for path in paths:
        found = Reading(reading.calendars, reading.rules, reading.escalation, reading.warnings)
        try:
            document = read_yaml(path, f"{shown}/{path.name}" if shown else str(path))
        except BadFile as error:
            found.problems.append(error)
        else:
            _add_file(document, shape_of(document, tuple(reading.calendars)), found)
        reading.escalation = found.escalation
        reading.problems += sorted(found.problems, key=_line)
    return reading


def _line(problem: BadFile) -> int:
    line = problem.details["line"]
    return line if isinstance(line, int) else 0


def _add_file(document: Document, shape: Shape, reading: Reading) -> None:
    reading.problems += shape.problems
    for name in shape.calendar_names:
        if name in reading.calendars:
            reading.problems.append(document.bad(("calendars", name), f"there is a calendar {name!r} already"))
    for name, calendar in shape.calendars.items():
        try:
            made = _calendar(document, name, calendar)
        except BadFile as error:
            reading.problems.append(error)
            continue
        if name not in reading.calendars:
            reading.calendars[name] = made
        if made.overlaps():
            where = f"{document.file}:{document.line(('calendars', name))}"
            reading.warnings.append(f"{where}: the hours of {name!r} overlap; they count once")
    for place, takes in shape.takes.items():
        rule = _rule(takes.name, shape.rules.get(place), takes.when)
        _check_among(document, place, rule, reading)
        reading.rules.append(rule)
    _add_escalation(document, shape, reading)


def _check_among(document: Document, place: int, rule: Rule, reading: Reading) -> None:
    """Whether a rule, which stands at ``place`` of its file, can be told from those before it and match."""
    where: Where = ("policies", place)
    if rule.name and any(rule.name == other.name for other in reading.rules):
        reading.problems.append(document.bad((*where, "name"), f"there is a policy {rule.name!r} already"))
    if (hiding := hidden_by([*reading.rules, rule], len(reading.rules))) is not None:
        reason = f"{rule.name!r} can never match: {hiding.name!r} takes its tickets"
        reading.problems.append(document.bad((*where, "when"), reason))


def _add_escalation(document: Document, shape: Shape, reading: Reading) -> None:
    """Rules of several files follow one another; a name and a line's time stand once."""
    names = [rule.name for rule in reading.escalation.rules]
    for place, name in shape.escalation_names.items():
        if name in names:
            where: Where = ("escalation", "rules", place, "name")
            reading.problems.append(document.bad(where, f"there is a rule {name!r} already"))
        names.append(name)
    if shape.escalation is None:
        return
    before, more = reading.escalation, policy_of(shape.escalation)
    for line in sorted(set(more.accept_within) & set(before.accept_within)):
        reason = f"there is a time for line {line} already"
        reading.problems.append(document.bad(("escalation", "accept_within", str(line)), reason))
    within = {**before.accept_within, **more.accept_within}
    reading.escalation = EscalationPolicy(within, (*before.rules, *more.rules))


def _calendar(document: Document, name: str, model: CalendarModel) -> Calendar:
    week = tuple(_spans(model.week.get(day, ())) for day in WEEKDAYS)
    names = _public_holidays(model.holidays)
    days: dict[date, tuple[Span, ...]] = dict.fromkeys(names, ())
    days.update((day, _spans(spans)) for day, spans in model.holidays.dates.items())
    try:
        return Calendar(ZoneInfo(model.timezone), week, days, names)
    except Invalid as error:
        raise document.bad(("calendars", name, "week"), str(error.details["reason"])) from error


def _spans(spans: Sequence[tuple[str, str]]) -> tuple[Span, ...]:
    return tuple(
        (time.fromisoformat(start), time(0) if end == "24:00" else time.fromisoformat(end)) for start, end in spans
    )


def _public_holidays(model: HolidaysModel) -> dict[date, str]:
    """The days and what they are called: ``Christmas Day (DE)``, ``Women's Day (DE-BE)`` for one of the region."""
    import holidays

    country, region = model.country, model.region
    if country is None:
        return {}
    of_all = holidays.country_holidays(country, years=HOLIDAY_YEARS, language=HOLIDAY_NAMES)
    if region is None:
        return {day: f"{of_all[day]} ({country})" for day in sorted(of_all)}
    found = holidays.country_holidays(country, subdiv=region, years=HOLIDAY_YEARS, language=HOLIDAY_NAMES)
    return {
        day: f"{found[day]} ({country})" if day in of_all else f"{found[day]} ({country}-{region})"
        for day in sorted(found)
    }


def _rule(name: str, model: RuleModel | None, when: Mapping[str, Sequence[str]]) -> Rule:
    """A rule; of a wrong one only which tickets it takes."""
    taken = {condition: frozenset(values) for condition, values in when.items()}
    if model is None:
        return Rule(name, "", _NOTHING, taken)
    policy = Policy(
        {Clock(clock): seconds for clock, seconds in model.targets.items()},
        frozenset(model.pause_on),
        OnReopen(model.on_reopen),
        round(model.warn_at * MILLION),
        model.acknowledge,
    )
    return Rule(name, model.calendar, policy, taken)
