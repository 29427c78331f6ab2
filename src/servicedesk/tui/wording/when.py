"""Times as an agent types them: ``2h``, ``3d``, ``15:30``, ``mon 9:00``, ``2026-12-24 08:00``, ``明天 9点``. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.promises.time_words import after_working_days
from servicedesk.i18n import _
from servicedesk.tui.wording.chinese_times import in_signs

MORNING: Final = time(9, 0)
_SPAN: Final = re.compile(r"(\d{1,4})\s*(m|min|h|d|w)", re.I)
_UNITS: Final = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_AHEAD: Final = {"today": 0, "tomorrow": 1, "overmorrow": 2}
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})")
_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_OF_YEAR: Final = re.compile(r"(\d{1,2})-(\d{1,2})")


def when(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The instant in UTC that ``text`` means in ``zone``, always after ``now``. Raises Invalid."""
    try:
        return _when(text, now, zone)
    except OverflowError:  # at the end of the calendar
        raise _unreadable(text) from None


def _when(text: str, now: datetime, zone: tzinfo) -> datetime:
    words = in_signs(text).split()
    if len(words) == 1 and (span := _SPAN.fullmatch(words[0])):
        return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    local = now.astimezone(zone)
    day, clock = local.date(), None
    named = False
    for word in words:
        if (found := _CLOCK.fullmatch(word)) is not None:
            clock = _clock(found)
        elif (found := _DATE.fullmatch(word)) is not None:
            day, named = _date(int(found[1]), found[2], found[3], text), True
        elif (found := _DAY_OF_YEAR.fullmatch(word)) is not None:
            day, named = _next_date(local.date(), found, text), True
        elif word[:3] in _WEEKDAYS:
            ahead = (_WEEKDAYS.index(word[:3]) - local.weekday()) % 7 or 7
            day, named = local.date() + timedelta(days=ahead), True
        elif word.startswith("next-") and word[5:] in _WEEKDAYS:
            day, named = local.date() + timedelta(days=7 - local.weekday() + _WEEKDAYS.index(word[5:])), True
        elif word in _DAYS_AHEAD:
            day, named = local.date() + timedelta(days=_DAYS_AHEAD[word]), True
        else:
            raise _unreadable(text)
    if clock is None and not named:
        raise _unreadable(text)
    at = datetime.combine(day, clock or MORNING, zone)
    if at <= local and not named:
        at += timedelta(days=1)
    if at <= local:
        raise Invalid(_("time"), _("{text} has passed").format(text=text))
    return at.astimezone(UTC)


def _clock(found: re.Match[str]) -> time:
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        raise _unreadable(found[0]) from None


def _date(year: int, month: str, day: str, text: str) -> date:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise _unreadable(text) from None


def _next_date(today: date, found: re.Match[str], text: str) -> date:
    """A day without its year: the next one of that name."""
    this = _date(today.year, found[1], found[2], text)
    return this if this >= today else _date(today.year + 1, found[1], found[2], text)


def _unreadable(text: str) -> Invalid:
    return Invalid(
        _("time"), _("{text} can't be read; write 2h, 3d, 15:30, mon 9:00 or 2026-12-24 08:00").format(text=repr(text))
    )


def ask_again(now: datetime, zone: tzinfo, days: int) -> datetime:
    """The morning that many working days later: when to ask somebody who hasn't answered."""
    day = after_working_days(now.astimezone(zone).date(), days)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def snooze_choices(now: datetime, zone: tzinfo) -> list[tuple[str, datetime]]:
    """The usual times to come back to a ticket: label and instant."""
    local = now.astimezone(zone)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    monday = datetime.combine(local.date() + timedelta(days=7 - local.weekday()), MORNING, zone)
    return [
        (_("in 1 hour"), now + timedelta(hours=1)),
        (_("in 4 hours"), now + timedelta(hours=4)),
        (_("tomorrow morning"), tomorrow.astimezone(UTC)),
        (_("in 2 days"), (tomorrow + timedelta(days=1)).astimezone(UTC)),
        (_("next Monday"), monday.astimezone(UTC)),
    ]
