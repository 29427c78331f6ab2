"""A replay case as plain JSON values (docs/sla.md), read strictly, and its outcome as JSON again."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from servicedesk.domain.calendars import SECOND, WEEKDAYS, Calendar, Span, WorkingTime
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import Json, from_micros, micros
from servicedesk.domain.sla.facts import (
    Answered,
    Asked,
    Clock,
    Created,
    Fact,
    Moved,
    NoReplyNeeded,
    OnReopen,
    Policy,
    Promised,
    Targets,
    Terms,
)
from servicedesk.domain.sla.replay import MILLION, Counted, Outcome, replay
from servicedesk.domain.tickets import Status

Choice = TypeVar("Choice", Clock, OnReopen)

LONGEST_TARGET: Final = 100 * 366 * 24 * 3600
_MIDNIGHT: Final = ("24:00", "24:00:00")


@dataclass(frozen=True, slots=True)
class Case:
    """What a replay needs; ``now`` is microseconds since 1970 in UTC."""

    terms: Terms
    facts: tuple[Fact, ...]
    now: int


def run_case(value: object) -> dict[str, Json]:
    """Replay a case, or an object that has one under ``case``; raises Invalid naming the field."""
    case = read_case(value)
    return outcome_json(replay(case.facts, case.terms, case.now))


def read_case(value: object) -> Case:
    """Read a case; raises Invalid naming the field."""
    found = _object(value, "case")
    if "case" in found:
        found = _object(found["case"], "case")
    events = found.get("events")
    if not isinstance(events, list):
        raise Invalid("events", "a list is expected")
    policy = read_policy(_object(found.get("policy"), "policy"))
    terms = Terms(policy, _working_time(json.dumps(_object(found.get("calendar"), "calendar"))))
    facts: list[Fact] = []
    for place, event in enumerate(events):
        fact = _fact(_object(event, f"events[{place}]"), f"events[{place}]", terms)
        if fact is not None:
            facts.append(fact)
    return Case(terms, tuple(facts), _instant(found.get("now"), "now"))


@lru_cache(maxsize=64)
def _working_time(calendar: str) -> WorkingTime:
    """A calendar's working time by its JSON: the cases of one shop share it, and laying it out is what takes long."""
    return WorkingTime(read_calendar(json.loads(calendar)))


def read_calendar(value: Mapping[str, object]) -> Calendar:
    """A calendar from plain values; raises Invalid for an unknown zone, a wrong span or no working time."""
    week = _object(value.get("week", {}), "calendar.week")
    if unknown := sorted(set(week) - set(WEEKDAYS)):
        raise Invalid("calendar.week", f"{unknown[0]!r} is none of {', '.join(WEEKDAYS)}")
    holidays = _object(value.get("holidays") or {}, "calendar.holidays")
    return Calendar(
        _zone(value.get("timezone")),
        tuple(_spans(week.get(day, []), f"calendar.week.{day}") for day in WEEKDAYS),
        {_date(day): _spans(spans, f"calendar.holidays.{day}") for day, spans in holidays.items()},
    )


def _zone(value: object) -> ZoneInfo:
    name = _text(value, "calendar.timezone")
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise Invalid("calendar.timezone", f"there is no time zone {name!r}") from error


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid("calendar.holidays", f"{value!r} is not a date such as 2026-12-24") from error


def _spans(value: object, field: str) -> tuple[Span, ...]:
    if not isinstance(value, list):
        raise Invalid(field, "a list of [start, end] is expected")
    spans: list[Span] = []
    for span in value:
        if not isinstance(span, list) or len(span) != 2:
            raise Invalid(field, f"{span!r} is not [start, end]")
        start, end = (_text(part, field) for part in span)
        spans.append((_time(start, field), time(0) if end in _MIDNIGHT else _time(end, field)))
    return tuple(spans)


def _time(value: str, field: str) -> time:
    try:
        found = time.fromisoformat(value)
    except ValueError as error:
        raise Invalid(field, f"{value!r} is not a local time from 00:00 to 24:00") from error
    if found.tzinfo is not None:
        raise Invalid(field, f"{value!r}: local times have no zone of their own")
    return found


def read_policy(value: Mapping[str, object]) -> Policy:
    pause_on = value.get("pause_on", ["waiting_customer", "on_hold"])
    if not isinstance(pause_on, list):
        raise Invalid("policy.pause_on", "a list of statuses is expected")
    warn_at = value.get("warn_at", 0.75)
    if isinstance(warn_at, bool) or not isinstance(warn_at, int | float) or not 0 < warn_at <= 1:
        raise Invalid("policy.warn_at", f"{warn_at!r} is not a share above 0, at most 1")
    return Policy(
        _targets(_object(value.get("targets", {}), "policy.targets"), "policy.targets"),
        frozenset(_status(status, "policy.pause_on") for status in pause_on),
        _chosen(OnReopen, value.get("on_reopen", "continue"), "policy.on_reopen"),
        round(warn_at * MILLION),
    )


def _targets(value: Mapping[str, object], field: str) -> Targets:
    targets: dict[Clock, int] = {}
    for name, seconds in value.items():
        clock = _chosen(Clock, name, field)
        if seconds is None:
            continue
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds != int(seconds):
            raise Invalid(f"{field}.{name}", f"{seconds!r} is not a whole number of seconds")
        if not 0 < seconds <= LONGEST_TARGET:
            raise Invalid(f"{field}.{name}", f"{seconds} is not between one second and a hundred years")
        targets[clock] = int(seconds)
    return targets


def _fact(event: Mapping[str, object], field: str, terms: Terms) -> Fact | None:
    """An event as the clocks see it; None for one that moves none of them."""
    at = _instant(event.get("at"), f"{field}.at")
    read = _READERS.get(_text(event.get("type"), f"{field}.type"))
    if read is None:
        raise Invalid(f"{field}.type", f"{event.get('type')!r} is none of {', '.join(_READERS)}")
    return read(event, at, field, terms)


def _created(event: Mapping[str, object], at: int, field: str, terms: Terms) -> Fact:
    by = _one_of(event.get("by"), ("customer", "agent"), f"{field}.by")
    return Created(at, by == "customer", _status(event.get("status", "new"), f"{field}.status"))


def _message(event: Mapping[str, object], at: int, field: str, terms: Terms) -> Fact | None:
    author = _one_of(event.get("author"), ("customer", "agent", "system"), f"{field}.author")
    public = _one_of(event.get("visibility", "public"), ("public", "internal"), f"{field}.visibility") == "public"
    delivered = event.get("delivered", True)
    if not isinstance(delivered, bool):
        raise Invalid(f"{field}.delivered", f"{delivered!r} is neither true nor false")
    if author == "system" or not public:
        return None
    if author == "customer":
        return Asked(at)
    return Answered(at) if delivered else None


def _moved(event: Mapping[str, object], at: int, field: str, terms: Terms) -> Fact:
    return Moved(at, _status(event.get("to"), f"{field}.to"))


def _no_reply_needed(event: Mapping[str, object], at: int, field: str, terms: Terms) -> Fact:
    return NoReplyNeeded(at)


def _promised(event: Mapping[str, object], at: int, field: str, terms: Terms) -> Fact:
    targets = _targets(_object(event.get("targets"), f"{field}.targets"), f"{field}.targets")
    return Promised(at, replace(terms, policy=replace(terms.policy, targets=targets)))


_Reader = Callable[[Mapping[str, object], int, str, Terms], Fact | None]
_READERS: Final[Mapping[str, _Reader]] = {
    "created": _created,
    "message": _message,
    "status": _moved,
    "no_reply_needed": _no_reply_needed,
    "policy": _promised,
}


def outcome_json(outcome: Outcome) -> dict[str, Json]:
    """The outcome as CONTRACTS has it: instants in ISO 8601 with Z, durations in seconds."""
    return {
        "clocks": {str(clock): [_cycle_json(cycle) for cycle in cycles] for clock, cycles in outcome.clocks.items()},
        "due_at": iso(outcome.due_at),
        "due_clock": None if outcome.due_clock is None else str(outcome.due_clock),
    }


def _cycle_json(cycle: Counted) -> Json:
    return {
        "started_at": iso(cycle.started_at),
        "state": str(cycle.state),
        "ended_at": iso(cycle.ended_at),
        "used_s": cycle.used / SECOND,
        "due_at": iso(cycle.due_at),
        "warned_at": iso(cycle.warned_at),
        "breached_at": iso(cycle.breached_at),
        "late_s": cycle.late / SECOND,
    }


def iso(instant: int | None) -> str | None:
    """Microseconds since 1970 as ISO 8601 with Z; fractions only where there are some."""
    return None if instant is None else from_micros(instant).isoformat().replace("+00:00", "Z")


def _object(value: object, field: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise Invalid(field, "an object is expected")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise Invalid(field, f"{value!r} is not a text")
    return value


def _instant(value: object, field: str) -> int:
    text = _text(value, field)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(field, f"{text!r} is not an instant such as 2026-11-03T08:00:00Z") from error
    return micros(found if found.tzinfo is not None else found.replace(tzinfo=UTC))


def _status(value: object, field: str) -> str:
    return _one_of(value, [str(status) for status in Status], field)


def _one_of(value: object, choices: Iterable[str], field: str) -> str:
    known = tuple(choices)
    if not isinstance(value, str) or value not in known:
        raise Invalid(field, f"{value!r} is none of {', '.join(known)}")
    return value


def _chosen(kind: type[Choice], value: object, field: str) -> Choice:
    return kind(_one_of(value, [str(choice) for choice in kind], field))
