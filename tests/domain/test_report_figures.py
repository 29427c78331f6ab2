"""Figures of reports worked out by hand: percentiles, what is normal, days of 23 and 25 hours, causes and requests."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.channels.files.harmless import no_formula
from servicedesk.desk.reports.spelling import number, percent, span, spelled
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import micros
from servicedesk.domain.reports.attained import Only, Outcome, Tally
from servicedesk.domain.reports.figures import mean, normal_range, percentile, rounded
from servicedesk.domain.reports.monday import Breach, examples, figures, request, top_cause
from servicedesk.domain.reports.periods import QUARTER, Period, day_of, hour_of, midnight, week_before
from servicedesk.domain.reports.spelling import plain
from servicedesk.domain.reports.tables import Form, Measured, Named, Withheld
from servicedesk.i18n import language_in_use, use_language

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_percentiles_by_nearest_rank():
    values = [15, 20, 35, 40, 50]
    assert [percentile(values, share) for share in (0.05, 0.3, 0.4, 0.5, 1.0)] == [15, 20, 20, 35, 50]
    assert percentile([], 0.5) is None
    assert mean([]) is None
    assert mean([1, 2, 6]) == 3


@given(st.lists(st.integers(0, 10**12), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_one_of_the_values_and_covers_its_share(values: list[int], share: float):
    ordered = sorted(values)
    found = percentile(ordered, share)
    assert found in values
    assert found is not None
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def test_normal_is_the_median_and_twice_the_median_distance():
    normal = normal_range([10, 12, 11, 9, 10, 13, 10, 100])
    assert normal is not None
    assert (normal.median, normal.low, normal.high) == (10.5, 8.5, 12.5)
    assert [normal.place(value) for value in (8, 8.5, 12.5, 13)] == ["below", "within", "within", "above"]


def test_normal_needs_four_weeks_and_stays_within_bounds():
    assert normal_range([1, 2, 3, None, None]) is None
    shares = normal_range([0.9, 1.0, 0.99, 0.7], most=1.0)
    assert shares is not None
    assert shares.high == 1.0
    spread = normal_range([0, 8, 0, 8])
    assert spread is not None
    assert spread.low == 0
    either_side = normal_range([-4, 4, -4, 4], least=None)
    assert either_side is not None
    assert either_side.low == -8


def test_a_tally_counts_what_it_says():
    spans = {
        Outcome.KEPT: 60,
        Outcome.LATE: 600,
        Outcome.OVERDUE: 6000,
        Outcome.OPEN: 30,
        Outcome.CANCELLED: 9,
        Outcome.CANCELLED_LATE: 9000,
    }
    taken = {
        Only.ALL: [30, 60, 600, 6000],
        Only.MET: [60, 600],
        Only.KEPT: [60],
        Only.BREACHED: [600, 6000],
        Only.OPEN: [30, 6000],
    }
    for only, expected in taken.items():
        tally = Tally(only)
        for outcome, seconds in spans.items():
            tally.add(outcome, seconds * 1_000_000)
        assert sorted(one // 1_000_000 for one in tally.spans) == expected
        assert (tally.cases, tally.decided, tally.attained) == (6, 4, 0.25)
    assert Tally().attained is None
    assert Tally().figures() == (None, None, None, None)


def quarters(period: Period) -> range:
    return range(micros(period.since) // QUARTER, micros(period.until) // QUARTER)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 2), 24)])
def test_days_on_which_clocks_change(day: date, hours: int):
    period = Period(midnight(day, BERLIN), midnight(day + timedelta(days=1), BERLIN), BERLIN)
    found = list(period.hours())
    assert len(found) == hours == len(set(found))
    assert {day_of(quarter, BERLIN) for quarter in quarters(period)} == {day}
    assert {hour_of(quarter, BERLIN) for quarter in quarters(period)} == set(found)
    assert list(period.days()) == [day]


def test_zones_off_by_half_and_three_quarters_of_an_hour():
    for name in ("Asia/Kolkata", "Asia/Kathmandu"):
        zone = ZoneInfo(name)
        day = Period(midnight(date(2026, 11, 2), zone), midnight(date(2026, 11, 3), zone), zone)
        assert len(list(day.hours())) == 24
        assert all(hour.astimezone(zone).minute == 0 for hour in day.hours())
        assert {day_of(quarter, zone) for quarter in quarters(day)} == {date(2026, 11, 2)}


def test_the_week_that_is_over():
    week = week_before(SUNDAY, BERLIN)
    assert (week.since, week.until) == (midnight(date(2026, 11, 9), BERLIN), midnight(date(2026, 11, 16), BERLIN))
    monday = week_before(midnight(date(2026, 11, 16), BERLIN), BERLIN)
    assert monday == week
    assert week_before(SUNDAY, BERLIN, 2).since == midnight(date(2026, 10, 26), BERLIN)
    assert week_before(SUNDAY, BERLIN, 3).until - week_before(SUNDAY, BERLIN, 3).since == timedelta(days=7, hours=1)


def test_a_period_ends_after_it_begins():
    with pytest.raises(Invalid):
        Period(SUNDAY, SUNDAY, BERLIN)


def breach(ticket: int, *, holder: str | None = "lin", cause: str | None = None, status: str = "open", late: int = 60):
    return Breach(ticket, "first_response", SUNDAY, late, holder, status, cause, "A lamp", "inquiry", False)


def test_the_top_cause_is_what_reviews_say():
    found = top_cause([breach(1, cause="outside"), breach(2, holder=None), breach(3, holder=None)])
    assert found is not None
    assert (found.cause, len(found.breaches), found.of, found.reviewed) == ("outside", 1, 1, True)


def test_without_reviews_holder_and_status_tell():
    found = top_cause([breach(1, holder=None), breach(2, holder=None), breach(3), breach(4, status="on_hold")])
    assert found is not None
    assert (found.cause, len(found.breaches), found.of, found.reviewed) == ("unassigned", 2, 4, False)
    assert top_cause([]) is None


def test_examples_are_the_latest_of_two_tickets():
    found = examples([breach(1, late=5), breach(2, late=50), breach(2, late=40), breach(3, late=9)])
    assert [(one.ticket, one.late) for one in found] == [(2, 50), (3, 9)]


WEEK = {"opened": 100, "reopened": 5, "resolved": 100, "growth": 5, "breaches": 2, "kept": 0.9, "first_p50": 60}


def asked(resolvers: int = 2, broken: int = 0, **now: float):
    weeks = [{**WEEK, **now}, *([WEEK] * 8)]
    return request(figures(weeks), top_cause([breach(n, holder=None) for n in range(broken)]), resolvers)


def test_the_request_follows_from_the_figures():
    assert asked().code == "nothing"
    found = asked(opened=131, breaches=2, broken=2)
    # 31 more than usual; two people resolve 100 in five days, so one resolves ten a day.
    assert (found.code, found.number, found.days) == ("volume", 31, 4)
    assert (asked(growth=20).code, asked(growth=20).days) == ("backlog", 2)
    assert asked(growth=20, resolvers=0).days == 0
    found = asked(opened=131, breaches=9, broken=9)
    assert (found.code, found.number, found.of, found.cause) == ("breaches", 9, 9, "unassigned")
    assert asked(broken=2).code == "breaches"


def test_figures_beside_the_week_before():
    found = figures([{**WEEK, "opened": 150, "kept": 0.8, "growth": -5}, WEEK, {**WEEK, "first_p50": None}, WEEK])
    assert found["opened"].change == pytest.approx(0.5)
    assert found["kept"].change == pytest.approx(-0.1)
    assert found["growth"].change == -10
    assert found["first_p90"].change is None
    assert found["opened"].normal is None
    assert found["opened"].place is None


def test_cells_for_people_and_for_scripts():
    at = datetime(2026, 11, 2, 11, 5, tzinfo=UTC)
    assert spelled(at, Form.INSTANT, BERLIN) == "2026-11-02 12:05"
    assert plain(at) == "2026-11-02T11:05:00Z"
    assert (spelled(date(2026, 11, 2), Form.DAY, BERLIN), plain(date(2026, 11, 2))) == ("2026-11-02", "2026-11-02")
    assert (spelled(0.9236, Form.SHARE, BERLIN), plain(0.92361234)) == ("92.4 %", 0.9236)
    assert (spelled(Withheld(7), Form.SHARE, BERLIN), plain(Withheld(7))) == ("–(7)", None)
    assert (spelled(Named("none", "nobody"), Form.TEXT, BERLIN), plain(Named("none", "nobody"))) == ("nobody", "none")
    assert (spelled(None, Form.SPAN, BERLIN), plain(None)) == ("–", None)
    assert (spelled(Measured(90, Form.SPAN), Form.MIXED, BERLIN), plain(Measured(90, Form.SPAN))) == ("1m", 90)
    assert [span(seconds) for seconds in (0, 59, 60, 3599, 3600, 93_900, 3_600_000)] == [
        "0s",
        "59s",
        "1m",
        "59m",
        "1h 00m",
        "26h 05m",
        "1,000h 00m",
    ]
    assert (number(12345, Form.COUNT), number(12345, Form.TICKET)) == ("12,345", "12345")


def test_halves_are_rounded_up_wherever_a_figure_is_told():
    assert [str(rounded(value)) for value in (0.5, 1.5, 2.5, -0.5, -0.4)] == ["1", "2", "3", "-1", "0"]
    assert (number(0.9125, Form.SHARE), number(0.9375, Form.SHARE), plain(0.00125)) == ("91.3 %", "93.8 %", 0.0013)
    assert (percent(0.125), percent(0.125, signed=True), percent(-0.0125, 1, signed=True)) == ("13", "+13", "-1.3")
    assert (number(2.5, Form.COUNT), number(8.5, Form.COUNT), mean([1, 2])) == ("3", "9", 2)


def test_working_time_is_told_in_the_words_of_the_interface():
    before = language_in_use()
    use_language("zh_CN")
    try:
        assert [span(seconds) for seconds in (0, 2340, 19_980)] == ["0 秒", "39 分钟", "5 小时 33 分"]
    finally:
        use_language(before)


def test_only_weeks_of_ten_tickets_say_what_is_normal():
    busy, calm = {**WEEK, "opened": 10}, {**WEEK, "opened": 9}
    assert figures([WEEK, *[calm] * 5, *[busy] * 3])["opened"].normal is None
    normal = figures([WEEK, *[calm] * 4, *[busy] * 4])["opened"].normal
    assert normal is not None
    assert (normal.low, normal.median, normal.high) == (10, 10, 10)


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1", "-2", "@SUM(A1)", " =1", "＝1", "\t=1", "\n@x"])
def test_what_could_begin_a_formula_gets_a_sign_in_front(text: str):
    assert no_formula(text).startswith("'")
    assert "\n" not in no_formula(text)


def test_other_text_stays_as_it_is():
    for text in ("", "a=b", "lamp", "投诉", "'quoted", "10-12"):
        assert no_formula(text) == text
