"""What the past says: how quick people are, and how customers write at this time of the day. Read every few minutes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from servicedesk.domain.calendars import Calendar, WorkingTime
from servicedesk.domain.events import micros
from servicedesk.domain.floor.model import Coming, Waiting, coming_like
from servicedesk.domain.floor.rates import Rates
from servicedesk.domain.next_ticket import HEAD_START
from servicedesk.domain.tickets import Priority
from servicedesk.store import floor as reads
from servicedesk.store.database import Connection, RowMapping

RATED_OVER: Final = timedelta(days=28)
"""Twenty working days: how far back answers say how quick somebody is,"""
RATED_MESSAGES: Final = 6_000
"""and how many messages at most."""
PAUSE: Final = timedelta(minutes=30)
"""Between two answers further apart there was no work."""
WRITTEN_OVER: Final = 7
"""Days that say how customers write: each weekday once,"""
WRITTEN_ENOUGH: Final = 2_000
"""but no more days once so many have written,"""
WRITTEN_A_DAY: Final = 1_500
"""and of a day's no more than these: others' time would go with them anyway."""
ALIKE: Final = 1.5
"""By how many times the hours of a day may differ from today's: a Saturday says nothing of a Monday."""
HOLDS: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)
USUAL_CASES: Final = 10
"""Promises begun today from which its pace outweighs the usual one,"""
PACES: Final = (0.5, 2.0)
"""and between which times the usual it is believed."""


class Experience:
    """Kept for some minutes: what it says changes slowly, and reading it takes longest."""

    def __init__(self) -> None:
        self._rates: tuple[datetime, Rates] | None = None
        self._coming: tuple[datetime, datetime, Coming] | None = None

    def rates(self, connection: Connection, now: datetime) -> Rates:
        known = self._rates
        if known is None or not known[0] <= now < known[0] + HOLDS:
            found = Rates(reads.worked(connection, now - RATED_OVER, PAUSE, RATED_MESSAGES))
            known = self._rates = (now, found)
        return known[1]

    def coming(self, connection: Connection, now: datetime, until: datetime, calendar: Calendar | None) -> Coming:
        """Who may write until then; nobody while the shop is closed."""
        known = self._coming
        if known is None or not known[0] <= now < known[0] + HOLDS or known[1] != until:
            known = self._coming = (now, until, _coming(connection, now, until, calendar))
        return known[2]


def _coming(connection: Connection, now: datetime, until: datetime, calendar: Calendar | None) -> Coming:
    first = reads.first_written(connection)
    if calendar is None or first is None:
        return Coming()
    working = WorkingTime(calendar)
    opened = _opened(working, now)
    if opened is None:
        return Coming()
    days: dict[int, list[Waiting]] = {}
    for ago in range(1, WRITTEN_OVER + 1):
        start, end = now - ago * DAY, until - ago * DAY
        if start < first or sum(map(len, days.values())) >= WRITTEN_ENOUGH:
            break
        if _alike(working, opened, opened - ago * DAY):
            rows = reads.written(connection, start, end, WRITTEN_A_DAY)
            days[ago] = [_written(row, start) for row in rows]
    begun = {ago: reads.begun(connection, opened - ago * DAY, now - ago * DAY) for ago in (0, *days)}
    return coming_like(list(days.values()), _pace(begun))


def _opened(working: WorkingTime, now: datetime) -> datetime | None:
    """When the shop opened today; None while it is closed."""
    spans = list(working.spans(micros(now - DAY), micros(now) + 1))
    if not spans or spans[-1][1] <= micros(now):
        return None
    return now - timedelta(microseconds=micros(now) - spans[-1][0])


def _alike(working: WorkingTime, *opened: datetime) -> bool:
    """Whether the days from these instants on have about the same working hours."""
    hours = [working.between(micros(at), micros(at + DAY)) for at in opened]
    return max(hours) <= ALIKE * min(hours)


def _pace(begun: Mapping[int, int]) -> float:
    """Today's promises begun so far against the usual ones; by how many days ago."""
    usual = sum(count for ago, count in begun.items() if ago) / max(1, len(begun) - 1)
    return min(PACES[1], max(PACES[0], (begun[0] + USUAL_CASES) / (usual + USUAL_CASES)))


def _written(row: RowMapping, start: datetime) -> Waiting:
    since = (row["started_at"] - start).total_seconds()
    due = since + row["target_s"]
    order = due - HEAD_START[Priority(row["priority"])].total_seconds()
    return Waiting(0, due, row["kind"], row["team"], row["language"], row["holder"], order, since)
