"""Days, hours and weeks of the shop, from quarters of an hour of UTC. Pure.

Stores count by the quarter of an hour: every zone in use is a whole number of them away from UTC, so local hours and
days, also those of 23 and 25 hours, are sums of quarters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import from_micros, micros

QUARTER: Final = 900_000_000
"""Microseconds."""
DAY: Final = timedelta(days=1)
WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Period:
    """``[since, until)``, aware UTC, told in the days and hours of ``zone``."""

    since: datetime
    until: datetime
    zone: tzinfo

    def __post_init__(self) -> None:
        """Raises Invalid when it ends before it begins."""
        if self.until <= self.since:
            raise Invalid("until", "the period ends before it begins")

    def days(self) -> Iterator[date]:
        """The local dates it touches."""
        day, last = self._date(self.since), self._date(self.until - timedelta(microseconds=1))
        while day <= last:
            yield day
            day += DAY

    def hours(self) -> Iterator[datetime]:
        """When the local hours it touches begin, in UTC; where clocks change there is one more, or one less."""
        last = None
        for quarter in range(micros(self.since) // QUARTER, -(-micros(self.until) // QUARTER)):
            hour = hour_of(quarter, self.zone)
            if hour != last:
                yield hour
                last = hour

    def _date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


@lru_cache(maxsize=100_000)
def day_of(quarter: int, zone: tzinfo) -> date:
    """The local date of a quarter of an hour (counted from 1970 in UTC)."""
    return from_micros(quarter * QUARTER).astimezone(zone).date()


@lru_cache(maxsize=100_000)
def hour_of(quarter: int, zone: tzinfo) -> datetime:
    """When the local hour began that a quarter of an hour lies in; in UTC, where no two hours share a name."""
    at = from_micros(quarter * QUARTER)
    return at - timedelta(minutes=at.astimezone(zone).minute)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a local date begins, in UTC."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def week_before(now: datetime, zone: tzinfo, back: int = 0) -> Period:
    """The last whole week, Monday to Sunday, that was over at ``now``; ``back`` weeks earlier."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday() + WEEK_DAYS * (1 + back))
    return Period(midnight(monday, zone), midnight(monday + timedelta(days=WEEK_DAYS), zone), zone)
