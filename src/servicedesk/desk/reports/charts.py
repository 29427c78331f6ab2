"""The floor's second screen: what its charts are drawn from."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.desk.floor.views import Attained, Charts
from servicedesk.desk.reports.backlog import backlog_lines
from servicedesk.desk.reports.volume import counted
from servicedesk.domain.events import from_micros, micros
from servicedesk.domain.reports.attained import Outcome
from servicedesk.domain.reports.periods import DAY, QUARTER, Period, day_of, hour_of, midnight
from servicedesk.domain.sla.facts import CLOCKS
from servicedesk.store.database import Connection
from servicedesk.store.reports import cycles, live, moves, names

HOURS: Final = 24
AHEAD: Final = timedelta(hours=8)
DAYS: Final = 14
PRODUCT_DAYS: Final = 28
PRODUCTS: Final = 10


def charts(connection: Connection, now: datetime, zone: ZoneInfo) -> Charts:
    """Volume of the last 24 hours, what is due in the next eight, attainment of two weeks, ages, products of four."""
    return Charts(
        volume_by_hour(connection, now, zone),
        due_curve(connection, now),
        attainment(connection, now, zone, DAYS),
        ageing(connection, now),
        products(connection, now),
    )


def volume_by_hour(connection: Connection, now: datetime, zone: ZoneInfo) -> tuple[tuple[str, int, int], ...]:
    """Local hour (ISO), opened, resolved: of the last 24 hours, the present one last."""
    first = hour_of(micros(now - timedelta(hours=HOURS - 1)) // QUARTER, zone)
    period = Period(first, now + timedelta(microseconds=1), zone)
    counts = counted(connection, period, "hour")
    return tuple(
        (
            hour.astimezone(zone).isoformat(timespec="minutes"),
            counts[hour, "opened"],
            counts[hour, moves.RESOLVED],
        )
        for hour in period.hours()
    )


def due_curve(connection: Connection, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """When each quarter of an hour begins, from the present one on, and how many tickets come due in it."""
    due = dict(live.due_by_quarter(connection, now, now + AHEAD))
    first = micros(now) // QUARTER
    quarters = range(first, first + AHEAD // timedelta(minutes=15))
    return tuple((from_micros(quarter * QUARTER), due.get(quarter, 0)) for quarter in quarters)


def attainment(connection: Connection, now: datetime, zone: ZoneInfo, days: int) -> tuple[Attained, ...]:
    """By local day of the start, today last, and clock; cancelled ones are left out unless they were breached."""
    first = now.astimezone(zone).date() - (days - 1) * DAY
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for clock, quarter, code, number in cycles.outcomes(connection, midnight(first, zone), now, now):
        outcome = Outcome(code)
        what = "met" if outcome is Outcome.KEPT else "open" if outcome is Outcome.OPEN else "breached"
        if outcome is not Outcome.CANCELLED:
            found[day_of(quarter, zone).isoformat(), clock][what] += number
    order = {str(clock): place for place, clock in enumerate(CLOCKS)}
    return tuple(
        Attained(day, clock, counts["met"], counts["breached"], counts["open"])
        for (day, clock), counts in sorted(found.items(), key=lambda item: (item[0][0], order[item[0][1]]))
    )


def ageing(connection: Connection, now: datetime) -> tuple[tuple[str, int], ...]:
    """Band of age, live tickets in it; youngest first, empty ones too."""
    lines = {line.code: line.live for line in backlog_lines(connection, now) if line.by == "age"}
    return tuple((band, lines.get(band, 0)) for band, _limit in live.AGES)


def products(connection: Connection, now: datetime) -> tuple[tuple[str, str, int], ...]:
    """Number (SKU), name and tickets of four weeks, of the products most wrote about."""
    known = names.product_names(connection)
    counts = {
        key: number
        for key, _quarter, number in moves.opened(connection, now - PRODUCT_DAYS * DAY, now, "product")
        if isinstance(key, int)
    }
    most = sorted(counts, key=lambda key: (-counts[key], key))[:PRODUCTS]
    return tuple((*known[key], counts[key]) for key in most)
