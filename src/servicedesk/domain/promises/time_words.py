"""A time as somebody writes it in a reply, and the instant it means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

EVENING: Final = time(18, 0)
"""When a day is over for the customer: what is promised "by Friday" is due then."""
LAST_MINUTE: Final = time(23, 59)
_SATURDAY: Final = 5

Due = Callable[[datetime], datetime | None]
"""From the present in the customer's zone to the promised instant; None where it has passed or never was."""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time in a sentence: where it stands and what it means."""

    start: int
    end: int
    due: Due


def after_working_days(day: date, count: int) -> date:
    """The day that is ``count`` working days later; Saturday and Sunday are none."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            count -= 1
    return day


def at_time(day: date, clock: time | None, now: datetime) -> datetime | None:
    """The instant of a day; without a clock its evening, or its end where the evening is over. None in the past."""
    due = datetime.combine(day, clock or EVENING, now.tzinfo)
    if due <= now and clock is None:
        due = datetime.combine(day, LAST_MINUTE, now.tzinfo)
    return due if due > now else None


def next_clock(clock: time, now: datetime) -> datetime:
    """The next time that a clock shows it."""
    due = datetime.combine(now.date(), clock, now.tzinfo)
    return due if due > now else due + timedelta(days=1)


def weekday_after(now: datetime, weekday: int, which: str) -> date:
    """``which``: ``this`` week's, ``next`` week's, or else the first one after today."""
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        return monday + timedelta(days=7 + weekday)
    if which == "this":
        return monday + timedelta(days=weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def week_end(now: datetime, weeks: int) -> date:
    """The Friday of this week or a later one; on a weekend this week's Sunday."""
    today = now.date()
    friday = today + timedelta(days=4 - today.weekday() + 7 * weeks)
    return friday if friday >= today else friday + timedelta(days=2)


def month_end(now: datetime) -> date:
    following = now.date().replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)


def coming(month: int, day: int, year: int | None, now: datetime) -> date | None:
    """A date; without its year the next such day. None where there is no such day."""
    try:
        if year is not None:
            return date(year, month, day)
        this_year = date(now.year, month, day)
        return this_year if this_year >= now.date() else date(now.year + 1, month, day)
    except ValueError:
        return None
