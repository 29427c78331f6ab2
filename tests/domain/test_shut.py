"""Why a shop was shut: nights, weekends, holidays and closed days, told from its own calendar."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from tests.domain.test_calendars import calendars

from servicedesk.domain.calendars import Calendar, Span, WorkingTime
from servicedesk.domain.events import micros
from servicedesk.domain.shut import Reason, Shut, why_shut

BERLIN = ZoneInfo("Europe/Berlin")
DAY: tuple[Span, ...] = ((time(9), time(12)), (time(13), time(18)))
SATURDAY: tuple[Span, ...] = ((time(10), time(14)),)
HOLIDAYS: dict[date, tuple[Span, ...]] = {
    date(2026, 12, 24): ((time(9), time(12)),),
    date(2026, 12, 25): (),
    date(2026, 12, 26): (),
    date(2026, 12, 31): (),
    date(2027, 1, 1): (),
    date(2026, 12, 13): (),
}
NAMES = {
    date(2026, 12, 25): "Christmas Day (DE)",
    date(2026, 12, 26): "Boxing Day (DE)",
    date(2027, 1, 1): "New Year (DE)",
    date(2026, 12, 13): "A Sunday (DE)",
}
SHOP = Calendar(BERLIN, (DAY, DAY, DAY, DAY, DAY, SATURDAY, ()), HOLIDAYS, NAMES)
WEEKDAYS = Calendar(BERLIN, (DAY, DAY, DAY, DAY, DAY, (), ()), HOLIDAYS, NAMES)
NO_WEDNESDAYS = Calendar(BERLIN, (DAY, DAY, (), DAY, DAY, (), ()))
HOLIDAY, WEEKEND, CLOSED_DAY = Reason.HOLIDAY, Reason.WEEKEND, Reason.CLOSED_DAY


def at(text: str) -> int:
    """``12-24 18:00`` in Berlin; January is of 2027."""
    year = "2027" if text.startswith("01") else "2026"
    return micros(datetime.fromisoformat(f"{year}-{text}").replace(tzinfo=BERLIN))


def told(calendar: Calendar, start: str, end: str) -> list[str]:
    return [one.name or str(one.reason) for one in why_shut(calendar, at(start), at(end))]


@pytest.mark.parametrize(
    ("start", "end", "reasons"),
    [
        # 14 December 2026 is a Monday.
        ("12-14 18:00", "12-15 09:00", ["night"]),
        ("12-15 00:30", "12-15 09:00", ["night"]),
        ("12-15 18:00", "12-16 00:00", ["night"]),
        ("12-15 12:00", "12-15 13:00", ["outside_hours"]),
        ("12-18 18:00", "12-19 10:00", ["night"]),
        ("12-19 14:00", "12-21 09:00", ["weekend"]),
        ("12-19 14:00", "12-19 17:00", ["weekend"]),
        ("12-19 20:00", "12-20 09:30", ["weekend"]),
        ("12-20 05:00", "12-20 06:00", ["weekend"]),
        ("12-19 06:00", "12-19 10:00", ["night"]),
        ("12-21 00:00", "12-21 09:00", ["night"]),
        ("12-24 14:00", "12-24 15:00", ["special_hours"]),
        ("12-24 18:00", "12-25 00:00", ["night"]),
        ("12-24 18:00", "12-25 02:00", ["Christmas Day (DE)"]),
        ("12-25 10:00", "12-25 11:00", ["Christmas Day (DE)"]),
        (
            "12-24 12:00",
            "12-28 09:00",
            ["special_hours", "Christmas Day (DE)", "Boxing Day (DE)", "weekend"],
        ),
        ("12-30 18:00", "01-02 10:00", ["closed_day", "New Year (DE)"]),
        ("12-13 10:00", "12-13 12:00", ["weekend"]),
    ],
)
def test_what_kept_a_shop_shut(start: str, end: str, reasons: list[str]):
    assert told(SHOP, start, end) == reasons


def test_a_weekend_of_two_days_begins_with_friday_evening():
    assert told(WEEKDAYS, "12-18 18:00", "12-18 22:00") == ["weekend"]
    assert told(WEEKDAYS, "12-18 06:00", "12-18 09:00") == ["night"]
    assert told(WEEKDAYS, "12-18 18:00", "12-21 09:00") == ["weekend"]
    # A holiday on a day that is shut anyway keeps nothing shut.
    assert told(WEEKDAYS, "12-26 09:00", "12-26 12:00") == ["weekend"]


def test_a_day_of_the_week_without_hours_is_no_weekend():
    assert why_shut(NO_WEDNESDAYS, at("12-15 18:00"), at("12-17 09:00")) == (Shut(CLOSED_DAY, date(2026, 12, 16)),)


def test_an_afternoon_off_is_no_night():
    mornings = Calendar(BERLIN, (((time(9), time(13)),),) * 7)
    assert told(mornings, "12-14 13:00", "12-15 09:00") == ["outside_hours"]
    assert told(mornings, "12-14 22:00", "12-15 09:00") == ["night"]


def test_the_days_are_those_of_the_shop_not_of_utc():
    """Six in the evening of the 24th in Honolulu is the 25th in UTC."""
    zone = ZoneInfo("Pacific/Honolulu")
    shop = Calendar(zone, (DAY,) * 7, {date(2026, 12, 25): ()}, {date(2026, 12, 25): "Christmas Day (US)"})
    evening = micros(datetime(2026, 12, 24, 18, tzinfo=zone)), micros(datetime(2026, 12, 24, 23, tzinfo=zone))
    assert why_shut(shop, *evening) == (Shut(Reason.NIGHT),)


@given(calendars())
def test_whatever_the_calendar_every_gap_has_a_reason(calendar: Calendar):
    start, end = at("12-20 00:00"), at("01-05 00:00")
    opened = [start, *(edge for span in WorkingTime(calendar).spans(start, end) for edge in span), end]
    for closes, opens in zip(opened[::2], opened[1::2], strict=True):
        assert bool(why_shut(calendar, closes, opens)) == (opens > closes)
