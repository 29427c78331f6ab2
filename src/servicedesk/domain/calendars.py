"""Working time: the hours a shop works, counted to the microsecond in UTC (DOMAIN, section 3).

A calendar gives local intervals a weekday and on holidays. They turn into UTC date by date, so the days when clocks
change have 23 or 25 hours. Instants are whole microseconds since 1970 in UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
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
    """``week`` has seven days, Monday first; ``holidays`` replace the spans that start on their date.

    ``names`` are what some of them are called; calendars of the same hours are equal whatever they call their days.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    holidays: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    names: Mapping[date, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Raises Invalid when there is no working time at all."""
        if not any(self.week) and not any(self.holidays.values()):
            raise Invalid("week", "this calendar has no working time: give at least one weekday an interval")

    def intervals(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """The UTC intervals that start on the local dates ``first`` to ``last``, in the calendar's order."""
        day = first
        while day <= last:
            yield from self._laid(day, self.holidays.get(day, self.week[day.weekday()]))
            day += DAY

    def ordinary(self, day: date) -> Iterator[tuple[int, int]]:
        """The UTC intervals that start on a local date as the week has them, were it no holiday."""
        return self._laid(day, self.week[day.weekday()])

    def _laid(self, day: date, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
        for start, end in spans:
            begins = self._instant(day, start)
            ends = self._instant(day if end > start else day + DAY, end)
            if ends > begins:
                yield begins, ends

    def overlaps(self) -> bool:
        """Whether spans of one weekday, or a span past midnight and the next day's, cover each other."""
        monday = date(2001, 1, 1)
        plain = Calendar(ZoneInfo("UTC"), self.week) if any(self.week) else self
        spans = sorted(plain.intervals(monday, monday + 8 * DAY))
        return any(later[0] < earlier[1] for earlier, later in pairwise(spans))

    def _instant(self, day: date, at: time) -> int:
        return micros(datetime.combine(day, at, self.zone).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class _Laid:
    """Intervals of the local dates ``first`` to ``last``; ``before`` is the working time before each of them.

    Instants in ``[since, until)`` are laid out whatever the zone.
    """

    first: date
    last: date
    since: int
    until: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]

    @property
    def worked(self) -> int:
        """All the working time laid out."""
        return self.before[-1] + self.ends[-1] - self.starts[-1] if self.starts else 0

    def up_to(self, instant: int) -> int:
        at = bisect_right(self.starts, instant) - 1
        if at < 0:
            return 0
        return self.before[at] + min(instant, self.ends[at]) - self.starts[at]


class WorkingTime:
    """Counts a calendar's working time. Intervals are laid out once, and further as later instants are asked about.

    What is laid out is replaced as a whole, so threads may share one.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._laid: _Laid | None = None

    def between(self, start: int, end: int) -> int:
        """Working microseconds in ``[start, end)``; 0 when the end is not after the start."""
        if end <= start:
            return 0
        laid = self._cover(start, end)
        return laid.up_to(end) - laid.up_to(start)

    def reached(self, start: int, amount: int) -> int | None:
        """The earliest instant at which ``amount`` microseconds have been worked since ``start``.

        None when that is never, or thousands of years away.
        """
        if amount <= 0:
            return start
        laid = self._cover(start, start)
        wanted = laid.up_to(start) + amount
        while laid.worked < wanted:
            if laid.last >= LAST_DATE:
                return None
            ahead = max(_AHEAD, laid.last - laid.first)
            laid = self._lay(laid.first, LAST_DATE if LAST_DATE - laid.last < ahead else laid.last + ahead)
            wanted = laid.up_to(start) + amount
        at = bisect_left(laid.before, wanted) - 1
        return laid.starts[at] + wanted - laid.before[at]

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The working intervals within ``[start, end)``, merged and in order."""
        laid = self._cover(start, end)
        at = max(0, bisect_right(laid.starts, start) - 1)
        while at < len(laid.starts) and laid.starts[at] < end:
            begins, ends = max(start, laid.starts[at]), min(end, laid.ends[at])
            if ends > begins:
                yield begins, ends
            at += 1

    def _cover(self, start: int, end: int) -> _Laid:
        # Two days on either side: a local date begins up to a day from UTC's, and a span may run past midnight.
        laid = self._laid
        if laid is not None and laid.since <= start and end < laid.until:
            return laid
        first = max(FIRST_DATE, _date(start)) - 2 * DAY
        last = min(LAST_DATE, _date(end)) + 2 * DAY
        if laid is not None:
            first, last = min(first, laid.first), max(last, laid.last)
        return self._lay(max(FIRST_DATE, first) - _MARGIN, last + _AHEAD)

    def _lay(self, first: date, last: date) -> _Laid:
        spans = tuple(_merged(sorted(self._calendar.intervals(first, last))))
        worked = accumulate((end - start for start, end in spans), initial=0)
        laid = _Laid(
            first,
            last,
            _midnight(first + 2 * DAY),
            _midnight(last - DAY),
            tuple(start for start, _ in spans),
            tuple(end for _, end in spans),
            tuple(worked)[:-1],
        )
        self._laid = laid
        return laid


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


def _midnight(day: date) -> int:
    return micros(datetime.combine(day, time(0), UTC))


def _date(instant: int) -> date:
    return (EPOCH + timedelta(microseconds=instant)).date()
