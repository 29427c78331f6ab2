"""How far ahead the floor looks: to the end of the working day, at most four hours, to the full hour."""

from datetime import datetime, timedelta
from typing import Final

from servicedesk.domain.calendars import Calendar, WorkingTime
from servicedesk.domain.events import from_micros, micros

AHEAD: Final = timedelta(hours=4)
HOUR: Final = timedelta(hours=1)


def horizon(now: datetime, calendar: Calendar | None) -> datetime:
    """The instant a forecast ends at; without a calendar, or outside its hours, four hours ahead.

    Rounded up to the full hour on the shop's clock.
    """
    until = now + AHEAD
    if calendar is not None:
        spans = WorkingTime(calendar).spans(micros(now), micros(until))
        begins, ends = next(spans, (0, 0))
        if begins == micros(now):
            until = from_micros(ends)
    local = until if calendar is None else until.astimezone(calendar.zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return until if not past else until - past + HOUR
