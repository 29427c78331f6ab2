"""Why a shop was shut: each stretch outside its hours by the holidays, the weekends and the nights it lies in. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from servicedesk.domain.calendars import DAY, Calendar
from servicedesk.domain.events import from_micros

_SATURDAY: Final = 5
_MORNING: Final = time(10)
_EVENING: Final = time(17)
"""Local times up to which, and from which on, it is night: what is shut by day between two spans is not."""


class Reason(StrEnum):
    HOLIDAY = "holiday"
    """A date that has a name: the whole day, or what its special hours leave out of the ordinary ones."""
    CLOSED_DAY = "closed_day"
    """A date without a name, or a day of the week, that has no hours."""
    SPECIAL_HOURS = "special_hours"
    """What the special hours of a date without a name leave out of the ordinary ones."""
    WEEKEND = "weekend"
    """A Saturday or Sunday without hours, and what is left of the day before."""
    NIGHT = "night"
    OUTSIDE_HOURS = "outside_hours"
    """Anything else: between two spans of a day, or longer than a night."""


@dataclass(frozen=True, slots=True)
class Shut:
    """A reason; ``day`` is the local date it is about, ``name`` what a holiday is called."""

    reason: Reason
    day: date | None = None
    name: str = ""


def why_shut(calendar: Calendar, start: int, end: int) -> tuple[Shut, ...]:
    """What kept ``[start, end)``, in microseconds UTC and outside the hours, shut: days in order, each reason once.

    Where no day as such was shut it is the night, or time between hours.
    """
    if end <= start:
        return ()
    begins = from_micros(start).astimezone(calendar.zone)
    ends = from_micros(end).astimezone(calendar.zone)
    last = from_micros(end - 1).astimezone(calendar.zone).date()
    found: dict[Shut, None] = {}
    day = begins.date()
    while day <= last:
        if (one := _of_day(calendar, day, start, end)) is not None:
            found[one] = None
        day += DAY
    if found:
        return tuple(found)
    if _eve_of_weekend(calendar, last, end):
        return (Shut(Reason.WEEKEND),)
    return (Shut(Reason.NIGHT if _is_night(begins, ends) else Reason.OUTSIDE_HOURS),)


def _of_day(calendar: Calendar, day: date, start: int, end: int) -> Shut | None:
    """What of a date is the reason that ``[start, end)`` was shut there; None for an ordinary one."""
    ordinary = list(calendar.ordinary(day))
    special = calendar.holidays.get(day)
    if special is None or not ordinary:
        return None if special or ordinary else _no_day(day)
    name = calendar.names.get(day, "")
    if special and not any(begins < end and start < ends for begins, ends in ordinary):
        return None
    if name:
        return Shut(Reason.HOLIDAY, day, name)
    return Shut(Reason.SPECIAL_HOURS if special else Reason.CLOSED_DAY, day)


def _no_day(day: date) -> Shut:
    """A day of the week on which nobody ever works."""
    return Shut(Reason.WEEKEND) if day.weekday() >= _SATURDAY else Shut(Reason.CLOSED_DAY, day)


def _eve_of_weekend(calendar: Calendar, day: date, end: int) -> bool:
    """Whether what ends at ``end`` is the rest of a date after which a weekend without hours follows."""
    following = day + DAY
    if following.weekday() < _SATURDAY or calendar.holidays.get(following) or calendar.week[following.weekday()]:
        return False
    return all(opens < end for opens, _ in calendar.intervals(day, day))


def _is_night(begins: datetime, ends: datetime) -> bool:
    if begins.date() == ends.date():
        return ends.time() <= _MORNING or begins.time() >= _EVENING
    one_night = ends.date() - begins.date() == DAY
    return one_night and begins.time() >= _EVENING and ends.time() <= _MORNING
