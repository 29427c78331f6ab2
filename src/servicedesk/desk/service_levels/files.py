"""A policy file read and checked: calendars with their holidays, and rules that can match."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.desk.seeding.files import Document, Where, one, read_yaml
from servicedesk.desk.service_levels.models import CalendarModel, HolidaysModel, PolicyFile, RuleModel
from servicedesk.domain.calendars import WEEKDAYS, Calendar, Span
from servicedesk.domain.errors import Invalid
from servicedesk.domain.sla.facts import Clock, OnReopen, Policy
from servicedesk.domain.sla.policies import PolicySet, Rule, check_condition, hidden_by
from servicedesk.domain.sla.replay import MILLION

HOLIDAY_YEARS: Final = range(2020, 2051)
"""The years for which a country's holidays are laid out: those of the tickets a shop has, and ahead."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that can be used, and what is odd about it though it works."""

    policies: PolicySet
    warnings: tuple[str, ...]


def load_policies(paths: Sequence[Path], shown: str = "") -> Checked:
    """Read policy files, their rules in order; raises BadFile naming file, line and field.

    Calendars of an earlier file can be named in a later one. ``shown`` is the folder by which errors name the files.
    """
    calendars: dict[str, Calendar] = {}
    rules: list[Rule] = []
    warnings: list[str] = []
    for path in paths:
        document = read_yaml(path, f"{shown}/{path.name}" if shown else str(path))
        _add_file(document, one(document, PolicyFile), calendars, rules, warnings)
    return Checked(PolicySet(tuple(rules), calendars), tuple(warnings))


def _add_file(
    document: Document, file: PolicyFile, calendars: dict[str, Calendar], rules: list[Rule], warnings: list[str]
) -> None:
    for name, model in file.calendars.items():
        if name in calendars:
            raise document.bad(("calendars", name), f"there is a calendar {name!r} already")
        calendars[name] = _calendar(document, name, model)
        if calendars[name].overlaps():
            where = f"{document.file}:{document.line(('calendars', name))}"
            warnings.append(f"{where}: the hours of {name!r} overlap; they count once")
    for place, wanted in enumerate(file.policies):
        rule = _rule(document, place, wanted, calendars)
        if any(rule.name == other.name for other in rules):
            raise document.bad(("policies", place, "name"), f"there is a policy {rule.name!r} already")
        rules.append(rule)
        if (hiding := hidden_by(rules, len(rules) - 1)) is not None:
            raise document.bad(
                ("policies", place, "when"), f"{rule.name!r} can never match: {hiding.name!r} takes its tickets"
            )


def _calendar(document: Document, name: str, model: CalendarModel) -> Calendar:
    where: Where = ("calendars", name)
    week = tuple(_spans(model.week.get(day, ())) for day in WEEKDAYS)
    try:
        zone = ZoneInfo(model.timezone)
    except (ValueError, OSError, LookupError) as error:
        raise document.bad((*where, "timezone"), f"there is no time zone {model.timezone!r}") from error
    try:
        return Calendar(zone, week, _holidays(document, (*where, "holidays"), model.holidays))
    except Invalid as error:
        raise document.bad((*where, "week"), str(error.details["reason"])) from error


def _spans(spans: Sequence[tuple[str, str]]) -> tuple[Span, ...]:
    return tuple(
        (time.fromisoformat(start), time(0) if end == "24:00" else time.fromisoformat(end)) for start, end in spans
    )


def _holidays(document: Document, where: Where, model: HolidaysModel) -> dict[date, tuple[Span, ...]]:
    found: dict[date, tuple[Span, ...]] = {}
    if model.country is not None:
        found = dict.fromkeys(_public_holidays(document, where, model.country, model.region), ())
    for day, spans in model.dates.items():
        found[day] = _spans(spans)
    return found


def _public_holidays(document: Document, where: Where, country: str, region: str | None) -> list[date]:
    import holidays

    try:
        return sorted(holidays.country_holidays(country, subdiv=region, years=HOLIDAY_YEARS))
    except NotImplementedError as error:
        field = "country" if region is None else "region"
        raise document.bad((*where, field), f"no holidays are known for {country} {region or ''}".rstrip()) from error


def _rule(document: Document, place: int, model: RuleModel, calendars: dict[str, Calendar]) -> Rule:
    where: Where = ("policies", place)
    if model.calendar not in calendars:
        known = ", ".join(calendars)
        raise document.bad((*where, "calendar"), f"there is no calendar {model.calendar!r}; there are {known}")
    for name, values in model.when.items():
        try:
            check_condition(name, values)
        except Invalid as error:
            raise document.bad((*where, "when", name), str(error.details["reason"])) from error
    policy = Policy(
        {Clock(name): seconds for name, seconds in model.targets.items()},
        frozenset(model.pause_on),
        OnReopen(model.on_reopen),
        round(model.warn_at * MILLION),
    )
    when = {name: frozenset(values) for name, values in model.when.items()}
    return Rule(model.name, model.calendar, policy, when)
