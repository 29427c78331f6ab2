"""How quick somebody is, and how far ahead the floor looks."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.calendars import Calendar
from servicedesk.domain.floor.horizon import horizon
from servicedesk.domain.floor.rates import USUAL_PER_HOUR, Rates, Worked

DAY = ((time(9), time(18)),)
OFFICE = Calendar(ZoneInfo("Europe/Berlin"), (DAY,) * 5 + ((), ()))
INDIA = Calendar(ZoneInfo("Asia/Kolkata"), (DAY,) * 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-23T09:00", "2026-11-23T13:00"),
        ("2026-11-23T09:20", "2026-11-23T14:00"),
        ("2026-11-23T15:10", "2026-11-23T17:00"),
        ("2026-11-23T16:59", "2026-11-23T17:00"),
        ("2026-11-23T17:00", "2026-11-23T21:00"),
        ("2026-11-22T10:01", "2026-11-22T15:00"),
        ("2026-11-23T06:30", "2026-11-23T11:00"),
    ],
)
def test_to_the_end_of_the_day_at_most_four_hours_to_the_full_hour(now: str, until: str):
    assert horizon(at(now), OFFICE) == at(until)


def test_without_a_calendar_four_hours():
    assert horizon(at("2026-11-22T10:00"), None) == at("2026-11-22T14:00")


def test_full_hours_are_those_of_the_shop():
    assert horizon(at("2026-11-23T04:40"), INDIA) == at("2026-11-23T09:30")
    assert horizon(at("2026-11-23T04:30"), INDIA) == at("2026-11-23T08:30")


def test_somebody_known_little_leans_on_the_team():
    rates = Rates({1: Worked(600, 60.0), 2: Worked(3, 1.0)})
    assert rates.team == pytest.approx((603 + 30) / (61 + 5))
    assert rates.of(1).per_hour == pytest.approx((600 + 30) / (60 + 30 / rates.team))
    assert 7.9 < rates.of(2).per_hour < rates.team
    assert (rates.of(2).cases, rates.of(3).cases) == (3, 0)
    assert rates.of(3).per_hour == rates.team


def test_where_nothing_is_known_everybody_is_as_usual():
    assert Rates({}).of(1).per_hour == USUAL_PER_HOUR
