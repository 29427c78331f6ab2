"""The shape of a policy file (docs/sla.md), checked by pydantic before anything is taken from it.

Whatever can be told of one value alone is told here, so that all that is wrong with a file is told at once.
"""

import re
from datetime import date
from typing import Annotated, Literal, TypedDict, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationInfo, field_validator

from servicedesk.desk.service_levels.escalation_model import EscalationModel
from servicedesk.desk.service_levels.parts import STRICT, ClockName, Target
from servicedesk.domain.calendars import WEEKDAYS
from servicedesk.domain.errors import Invalid
from servicedesk.domain.sla.policies import check_condition

_SPAN = re.compile(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")
_LATEST = "24:00"


class Known(TypedDict):
    """What a file may name: its own calendars, wrong ones too, and those of the files before it."""

    calendars: tuple[str, ...]


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
    if value != "closed" and not isinstance(value, list):
        raise ValueError(f"{value!r} is neither closed nor a list of spans")
    return [] if value == "closed" else value


def _dates(value: object) -> object:
    """Dates as they are written, so that errors name them so."""
    return {str(day): hours for day, hours in value.items()} if isinstance(value, dict) else value


def _conditions(value: object) -> object:
    """Each condition beside its name, which says what its values may be."""
    return {name: (name, given) for name, given in value.items()} if isinstance(value, dict) else value


def _condition(value: object) -> object:
    """One value or a list of them, as texts that a ticket can have."""
    name, given = cast("tuple[object, object]", value)
    texts = [str(item) for item in (given if isinstance(given, list) else [given])]
    try:
        check_condition(str(name), texts)
    except Invalid as error:
        raise ValueError(str(error.details["reason"])) from error
    return texts


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError) as error:
        raise ValueError(f"there is no time zone {value!r}") from error
    return value


def _calendar(value: str, info: ValidationInfo) -> str:
    known = cast("Known", info.context)["calendars"]
    if value not in known:
        there = f"there are {', '.join(known)}" if known else "there is none"
        raise ValueError(f"there is no calendar {value!r}; {there}")
    return value


Span = Annotated[tuple[str, str], BeforeValidator(_span)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Week = Annotated[dict[Weekday, list[Span]], BeforeValidator(_week)]
Hours = Annotated[list[Span], BeforeValidator(_closed)]
When = Annotated[dict[str, Annotated[list[str], BeforeValidator(_condition)]], BeforeValidator(_conditions)]


class Strict(BaseModel):
    model_config = STRICT


class HolidaysModel(Strict):
    """``country`` and ``region`` as ISO 3166 has them; ``dates`` override: ``closed`` or spans."""

    country: str | None = None
    region: str | None = None
    dates: Annotated[dict[date, Hours], BeforeValidator(_dates)] = {}

    @field_validator("country")
    @classmethod
    def _country(cls, value: str | None) -> str | None:
        if value is not None:
            _check_known(value, None)
        return value

    @field_validator("region")
    @classmethod
    def _region(cls, value: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country")
        if value is not None and isinstance(country, str):
            _check_known(country, value)
        return value


def _check_known(country: str, region: str | None) -> None:
    import holidays

    try:
        holidays.country_holidays(country, subdiv=region)
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {country} {region or ''}".rstrip()) from error


class CalendarModel(Strict):
    timezone: Annotated[str, AfterValidator(_zone)]
    week: Week
    holidays: HolidaysModel = HolidaysModel()


class RuleModel(Strict):
    name: str = Field(min_length=1, max_length=80)
    calendar: Annotated[str, AfterValidator(_calendar)]
    targets: dict[ClockName, Target] = Field(min_length=1)
    when: When = {}
    warn_at: float = Field(default=0.75, gt=0, le=1)
    pause_on: list[Literal["new", "open", "waiting_customer", "on_hold"]] = ["waiting_customer", "on_hold"]
    on_reopen: Literal["continue", "restart", "never"] = "continue"
    acknowledge: Target | None = None


class PolicyFile(Strict):
    calendars: dict[str, CalendarModel] = {}
    policies: list[RuleModel] = Field(min_length=1)
    escalation: EscalationModel | None = None
