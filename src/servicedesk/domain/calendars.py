"""Working time: the hours a shop works, counted to the microsecond in UTC (DOMAIN, section 3).

A calendar gives local intervals a weekday and on holidays. They turn into UTC date by date, so the days when clocks
change have 23 or 25 hours. Instants are whole microseconds since 1970 in UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import EPOCH, micros

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = timedelta(days=1)
SECOND: Final = 1_000_000
FIRST_DATE: Final = date(2, 1, 1)
LAST_DATE: Final = date(9990, 1, 1)
"""Working time isn't looked for before and beyond."""
_AHEAD: Final = timedelta(days=60)
_MARGIN: Final = timedelta(days=10)

Span = tuple[time, time]
"""Local times, half-open. An end at or before its start lies on the next day; midnight as an end is 24:00."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """``week`` has seven days, Monday first; ``holidays`` replace the spans that start on their date."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises Invalid when there is no working time at all."""
        if not any(self.week) and not any(self.holidays.values()):
            raise Invalid("week", "this calendar has no working time: give at least one weekday an interval")

    def intervals(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """The UTC intervals that start on the local dates ``first`` to ``last``, in the calendar's order."""
        day = first
        while day <= last:
            for start, end in self.holidays.get(day, self.week[day.weekday()]):
                begins = self._instant(day, start)
                ends = self._instant(day if end > start else day + DAY, end)
                if ends > begins:
                    yield begins, ends
            day += DAY

    def overlaps(self) -> bool:
        """Whether spans of one weekday, or a span past midnight and the next day's, cover each other."""
        monday = date(2001, 1, 1)
        plain = Calendar(ZoneInfo("UTC"), self.week) if any(self.week) else self
        spans = sorted(plain.intervals(monday, monday + 8 * DAY))
        return any(later[0] < earlier[1] for earlier, later in pairwise(spans))

    def _instant(self, day: date, at: time) -> int:
        return micros(datetime.combine(day, at, self.zone).astimezone(UTC))


class WorkingTime:
    """Counts a calendar's working time. Intervals are laid out once, and further as later instants are asked about."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        """Working time before each interval, since the first one laid out."""
        self._first = self._last = date(1970, 1, 1)

    def between(self, start: int, end: int) -> int:
        """Working microseconds in ``[start, end)``; 0 when the end is not after the start."""
        if end <= start:
            return 0
        self._cover(start, end)
        return self._up_to(end) - self._up_to(start)

    def reached(self, start: int, amount: int) -> int | None:
        """The earliest instant at which ``amount`` microseconds have been worked since ``start``.

        None when that is never, or thousands of years away.
        """
        if amount <= 0:
            return start
        self._cover(start, start)
        wanted = self._up_to(start) + amount
        while not self._before or self._before[-1] + self._ends[-1] - self._starts[-1] < wanted:
            if self._last >= LAST_DATE:
                return None
            ahead = max(_AHEAD, self._last - self._first)
            self._extend(self._first, LAST_DATE if LAST_DATE - self._last < ahead else self._last + ahead)
            wanted = self._up_to(start) + amount
        at = bisect_left(self._before, wanted) - 1
        return self._starts[at] + wanted - self._before[at]

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The working intervals within ``[start, end)``, merged and in order."""
        self._cover(start, end)
        at = max(0, bisect_right(self._starts, start) - 1)
        while at < len(self._starts) and self._starts[at] < end:
            begins, ends = max(start, self._starts[at]), min(end, self._ends[at])
            if ends > begins:
                yield begins, ends
            at += 1

    def _up_to(self, instant: int) -> int:
        at = bisect_right(self._starts, instant) - 1
        if at < 0:
            return 0
        return self._before[at] + min(instant, self._ends[at]) - self._starts[at]

    def _cover(self, start: int, end: int) -> None:
        # Two days on either side: a local date begins up to a day from UTC's, and a span may run past midnight.
        first = max(FIRST_DATE, _date(start)) - 2 * DAY
        last = min(LAST_DATE, _date(end)) + 2 * DAY
        if self._starts and self._first <= first and last <= self._last:
            return
        if self._starts:
            first, last = min(first, self._first), max(last, self._last)
        self._extend(max(FIRST_DATE, first) - _MARGIN, last + _AHEAD)

    def _extend(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._starts, self._ends, self._before = [], [], []
        worked = 0
        for start, end in _merged(sorted(self._calendar.intervals(first, last))):
            self._starts.append(start)
            self._ends.append(end)
            self._before.append(worked)
            worked += end - start


def _merged(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping and touching intervals as one."""
    if not spans:
        return
    start, end = spans[0]
    for begins, ends in spans[1:]:
        if begins > end:
            yield start, end
            start, end = begins, ends
        else:
            end = max(end, ends)
    yield start, end


def _date(instant: int) -> date:
    return (EPOCH + timedelta(microseconds=instant)).date()
