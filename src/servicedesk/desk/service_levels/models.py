"""The shape of a policy file (docs/sla.md), checked by pydantic before anything is taken from it."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from servicedesk.domain.calendars import WEEKDAYS
from servicedesk.domain.durations import parse_duration
from servicedesk.domain.errors import Invalid

_SPAN = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")
_LATEST = "24:00"


def _span(value: object) -> object:
    """``09:00-12:30`` as two local times; an end at or before its start lies on the next day."""
    if not isinstance(value, str) or (found := _SPAN.fullmatch(value.strip())) is None:
        raise ValueError(f"{value!r} is not a span such as 09:00-17:30")
    start, end = found.groups()
    for name, text in (("start", start), ("end", end)):
        if text > _LATEST or text[3:] > "59" or (name == "start" and text == _LATEST):
            raise ValueError(f"{text} is no {name} of a span: 00:00 to 24:00")
    return start, end


def _week(value: object) -> object:
    """``24/7`` is every day, all day."""
    return {day: ["00:00-24:00"] for day in WEEKDAYS} if value == "24/7" else value


def _closed(value: object) -> object:
    return [] if value == "closed" else value


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a distance in working time such as 4h or 30m")
    try:
        seconds = int(parse_duration(value).total_seconds())
    except Invalid as error:
        raise ValueError(str(error.details["reason"])) from error
    if seconds <= 0:
        raise ValueError("a target of zero can't be kept; leave the clock out to promise nothing")
    return seconds


def _texts(value: object) -> object:
    """One value or a list of them, as texts."""
    values = value if isinstance(value, list) else [value]
    return [str(item) for item in values]


Span = Annotated[tuple[str, str], BeforeValidator(_span)]
Target = Annotated[int, BeforeValidator(_seconds)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
ClockName = Literal["first_response", "next_response", "resolution"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Week = Annotated[dict[Weekday, list[Span]], BeforeValidator(_week)]
Hours = Annotated[list[Span], BeforeValidator(_closed)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HolidaysModel(Strict):
    """``country`` and ``region`` as ISO 3166 has them; ``dates`` override: ``closed`` or spans."""

    country: str | None = None
    region: str | None = None
    dates: dict[date, Hours] = {}


class CalendarModel(Strict):
    timezone: str
    week: Week
    holidays: HolidaysModel = HolidaysModel()


class RuleModel(Strict):
    name: str = Field(min_length=1, max_length=80)
    calendar: str
    targets: dict[ClockName, Target] = Field(min_length=1)
    when: dict[str, Texts] = {}
    warn_at: float = Field(default=0.75, gt=0, le=1)
    pause_on: list[Literal["new", "open", "waiting_customer", "on_hold"]] = ["waiting_customer", "on_hold"]
    on_reopen: Literal["continue", "restart", "never"] = "continue"


class PolicyFile(Strict):
    calendars: dict[str, CalendarModel] = {}
    policies: list[RuleModel] = Field(min_length=1)
