"""Working time, to the second: days with a clock change, nights, holidays, and a slow model that agrees."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.calendars import SECOND, Calendar, Span, WorkingTime
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import from_micros, micros

OFFICE: tuple[Span, ...] = ((time(9), time(12)), (time(13), time(17)))
ROUND_THE_CLOCK: tuple[Span, ...] = ((time(0), time(0)),)
ZONES = ("UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")


def at(text: str) -> int:
    return micros(datetime.fromisoformat(text).astimezone(UTC))


def office(zone: str = "Europe/Berlin", **holidays: tuple[Span, ...]) -> WorkingTime:
    week = (OFFICE,) * 5 + ((), ())
    return WorkingTime(Calendar(ZoneInfo(zone), week, {date.fromisoformat(d[1:]): s for d, s in holidays.items()}))


def hours(working: WorkingTime, start: str, end: str) -> float:
    return working.between(at(start), at(end)) / SECOND / 3600


def test_lunch_nights_and_weekends_do_not_count():
    working = office()
    assert hours(working, "2026-11-03T09:00+01:00", "2026-11-03T17:00+01:00") == 7
    assert hours(working, "2026-11-06T16:00+01:00", "2026-11-09T10:00+01:00") == 2
    assert hours(working, "2026-11-07T00:00+01:00", "2026-11-09T00:00+01:00") == 0
    assert hours(working, "2026-11-03T17:00+01:00", "2026-11-03T09:00+01:00") == 0


def test_holidays_replace_their_day():
    week = (OFFICE,) * 7
    days = {date(2026, 12, 24): ((time(9), time(12)),), date(2026, 12, 25): ()}
    working = WorkingTime(Calendar(ZoneInfo("Europe/Berlin"), week, days))
    assert hours(working, "2026-12-24T00:00+01:00", "2026-12-26T00:00+01:00") == 3


@pytest.mark.parametrize(("day", "length"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_has_as_many_hours_as_its_clocks_say(day: str, length: int):
    zone = ZoneInfo("Europe/Berlin")
    working = WorkingTime(Calendar(zone, (ROUND_THE_CLOCK,) * 7))
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone)
    following = datetime.combine(midnight.date() + timedelta(days=1), time(0), zone)
    assert (
        working.between(micros(midnight.astimezone(UTC)), micros(following.astimezone(UTC))) == length * 3600 * SECOND
    )


def test_a_shift_past_midnight_belongs_to_the_day_it_starts_on():
    week = (((time(22), time(6)),), (), (), (), (), (), ())
    working = WorkingTime(Calendar(ZoneInfo("UTC"), week))
    assert hours(working, "2026-11-02T00:00+00:00", "2026-11-03T12:00+00:00") == 8
    assert hours(working, "2026-11-03T20:00+00:00", "2026-11-04T12:00+00:00") == 0


def test_overlaps_count_once_and_are_told():
    twice = Calendar(ZoneInfo("UTC"), (((time(9), time(12)), (time(11), time(13))),) * 7)
    assert twice.overlaps()
    assert hours(WorkingTime(twice), "2026-11-02T00:00+00:00", "2026-11-03T00:00+00:00") == 4
    night_into_morning = ((time(22), time(10)), (time(9), time(17)))
    assert Calendar(ZoneInfo("UTC"), (night_into_morning,) * 7).overlaps()
    assert not Calendar(ZoneInfo("UTC"), (OFFICE,) * 7).overlaps()


def test_a_calendar_without_working_time_is_refused():
    with pytest.raises(Invalid, match="no working time"):
        Calendar(ZoneInfo("UTC"), ((),) * 7)
    with pytest.raises(Invalid, match="no working time"):
        Calendar(ZoneInfo("UTC"), ((),) * 7, {date(2026, 12, 24): ()})


def test_an_amount_is_reached_at_the_earliest_instant():
    working = office()
    friday = at("2026-11-06T13:00+01:00")
    assert working.reached(friday, 4 * 3600 * SECOND) == at("2026-11-06T17:00+01:00")
    assert working.reached(friday, 4 * 3600 * SECOND + 1) == at("2026-11-09T09:00+01:00") + 1
    assert working.reached(at("2026-11-07T13:00+01:00"), 0) == at("2026-11-07T13:00+01:00")


def test_what_is_never_worked_is_never_reached():
    once = WorkingTime(Calendar(ZoneInfo("UTC"), ((),) * 7, {date(2026, 12, 24): OFFICE}))
    assert once.reached(at("2026-12-24T08:00+00:00"), 7 * 3600 * SECOND) == at("2026-12-24T17:00+00:00")
    assert once.reached(at("2026-12-24T08:00+00:00"), 7 * 3600 * SECOND + 1) is None


def test_the_ends_of_the_calendar_can_be_asked_about():
    calendar = Calendar(ZoneInfo("UTC"), (OFFICE[:1], *((),) * 6))
    first, last = micros(datetime.min.replace(tzinfo=UTC)), micros(datetime.max.replace(tzinfo=UTC))
    years = 20 * 366 * 24 * 3600 * SECOND
    assert WorkingTime(calendar).between(first, first + years) > 0
    assert WorkingTime(calendar).between(last - years, last) > 0
    assert WorkingTime(calendar).reached(last, SECOND) is None


MOMENTS = st.integers(micros(datetime(2026, 1, 1, tzinfo=UTC)), micros(datetime(2027, 1, 1, tzinfo=UTC)))
TIMES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
DAYS = st.lists(st.tuples(TIMES, TIMES), max_size=2).map(tuple)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = draw(st.tuples(*[DAYS] * 7).filter(any))
    dates = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    holidays = draw(st.dictionaries(dates, DAYS, max_size=4))
    return Calendar(ZoneInfo(draw(st.sampled_from(ZONES))), week, holidays)


def slow(calendar: Calendar, start: int, end: int) -> int:
    """Working time by walking every interval of every day, each piece counted once."""
    days = (from_micros(start).date() - timedelta(days=3), from_micros(end).date() + timedelta(days=3))
    total, counted_to = 0, start
    for begins, ends in sorted(calendar.intervals(*days)):
        total += max(0, min(end, ends) - max(counted_to, begins))
        counted_to = max(counted_to, min(end, ends))
    return total


@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_splitting_an_interval_conserves_working_time(calendar: Calendar, one: int, two: int, three: int):
    a, b, c = sorted((one, two, three))
    working = WorkingTime(calendar)
    assert working.between(a, b) + working.between(b, c) == working.between(a, c) == slow(calendar, a, c)
    spans = list(working.spans(a, c))
    assert sum(end - start for start, end in spans) == working.between(a, c)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))


@given(calendars(), MOMENTS, st.integers(0, 200 * 3600 * SECOND))
def test_what_is_reached_is_reached_there_and_not_before(calendar: Calendar, start: int, amount: int):
    working = WorkingTime(calendar)
    reached = working.reached(start, amount)
    if reached is not None:
        assert working.between(start, reached) == amount
        assert reached == start or working.between(start, reached - 1) < amount
