"""Values in words: times in their largest unit, money in minor units, dates in a zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from servicedesk.desk.views import QueueRow
from servicedesk.tui.wording import present
from servicedesk.tui.wording.present import Signal

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def row(**changes: object) -> QueueRow:
    values: dict = {
        "id": 10432,
        "kind": "complaint",
        "status": "open",
        "stage": "decided",
        "priority": "high",
        "subject": "Box",
        "customer_id": 1,
        "customer_name": "Mara",
        "membership": "vip",
        "assignee": None,
        "due_at": None,
        "due_clock": None,
        "waiting_since": None,
        "snoozed_until": None,
        "created_at": NOON,
        "updated_at": NOON - timedelta(days=3),
        "last_public_author": None,
        "version": 1,
    }
    return QueueRow(**{**values, **changes})


@pytest.mark.parametrize(
    ("left", "words", "signal"),
    [
        (timedelta(seconds=42), "~42s", Signal.AT_RISK),
        (timedelta(minutes=12, seconds=59), "~12m", Signal.AT_RISK),
        (timedelta(minutes=10), "~10m", Signal.AT_RISK),
        (timedelta(minutes=9, seconds=42), "~9:42", Signal.AT_RISK),
        (timedelta(minutes=1), "~1:00", Signal.AT_RISK),
        (timedelta(hours=1, minutes=59), "~1h", Signal.AT_RISK),
        (timedelta(hours=2), "2h", Signal.NONE),
        (timedelta(hours=23, minutes=59), "23h", Signal.NONE),
        (timedelta(days=99), "99d", Signal.NONE),
        (timedelta(days=120), "17w", Signal.NONE),
        (timedelta(days=4000), "10y", Signal.NONE),
        (timedelta(0), "~0s", Signal.AT_RISK),
        (-timedelta(seconds=1), "!-1s", Signal.OVERDUE),
        (-timedelta(hours=3, minutes=20), "!-3h", Signal.OVERDUE),
        (-timedelta(days=18), "!-18d", Signal.OVERDUE),
    ],
)
def test_time_left_in_its_largest_unit(left: timedelta, words: str, signal: Signal) -> None:
    assert present.owed_signal(NOON + left, NOON) is signal
    assert present.time_left(NOON + left, NOON, signal) == words


@given(st.timedeltas(timedelta(days=-36_000), timedelta(days=36_000)))
def test_the_time_column_has_five_cells_at_most(left: timedelta) -> None:
    due = NOON + left
    for risk_at in (NOON, None):
        signal = present.due_signal(due, NOON, risk_at)
        assert cell_len(present.time_left(due, NOON, signal)) <= 5


@pytest.mark.parametrize(
    ("left", "risk_at", "words", "signal"),
    [
        (timedelta(minutes=12), NOON + timedelta(seconds=1), "12m", Signal.NONE),
        (timedelta(minutes=12), NOON, "~12m", Signal.AT_RISK),
        (timedelta(hours=60), NOON - timedelta(hours=4), "~2d", Signal.AT_RISK),
        (timedelta(minutes=12), None, "12m", Signal.NONE),
        (timedelta(0), NOON - timedelta(hours=1), "~0s", Signal.AT_RISK),
        (-timedelta(minutes=9), NOON - timedelta(hours=1), "!-9m", Signal.OVERDUE),
    ],
)
def test_a_clock_is_at_risk_from_its_policys_warning_on(left, risk_at, words: str, signal: Signal) -> None:
    assert present.row_time(row(due_at=NOON + left, risk_at=risk_at), NOON) == (words, signal)


@pytest.mark.parametrize(
    ("changes", "words", "signal"),
    [
        ({"due_at": NOON + timedelta(hours=5)}, "5h", Signal.NONE),
        ({"snoozed_until": NOON + timedelta(days=2)}, "z2d", Signal.QUIET),
        ({"snoozed_until": NOON + timedelta(days=2), "due_at": NOON + timedelta(days=3)}, "z2d", Signal.QUIET),
        ({"snoozed_until": NOON + timedelta(days=2), "due_at": NOON + timedelta(hours=3)}, "3h", Signal.NONE),
        ({"status": "waiting_customer"}, "", Signal.QUIET),
        ({"waiting_since": NOON - timedelta(hours=3)}, "+3h", Signal.NONE),
        ({"status": "resolved"}, "3d", Signal.QUIET),
        ({}, "", Signal.QUIET),
        ({"remind_at": NOON - timedelta(hours=5), "waiting_since": NOON}, "+0s", Signal.NONE),
        ({"remind_at": NOON - timedelta(hours=5), "due_at": NOON + timedelta(hours=2)}, "2h", Signal.NONE),
        ({"remind_at": NOON - timedelta(hours=5), "snoozed_until": NOON + timedelta(days=2)}, "z2d", Signal.QUIET),
        ({"remind_at": NOON + timedelta(hours=5), "waiting_since": NOON - timedelta(hours=1)}, "+1h", Signal.NONE),
        ({"remind_at": NOON - timedelta(hours=1), "due_at": NOON - timedelta(hours=2)}, "!-2h", Signal.OVERDUE),
        ({"remind_at": NOON - timedelta(hours=5), "status": "closed"}, "3d", Signal.QUIET),
    ],
)
def test_the_time_of_a_row_is_what_the_list_stands_by(changes: dict, words: str, signal: Signal) -> None:
    assert present.row_time(row(**changes), NOON) == (words, signal)


def test_a_broken_word_is_told_apart_from_the_clock() -> None:
    late = NOON - timedelta(hours=5)
    assert present.broke_word(row(remind_at=late), NOON)
    assert present.broke_word(row(remind_at=late, status="resolved"), NOON)
    assert not present.broke_word(row(remind_at=NOON), NOON)
    assert not present.broke_word(row(remind_at=late, status="closed"), NOON)
    assert not present.broke_word(row(), NOON)


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (8900, "EUR", "EUR 89.00"),
        (5, "EUR", "EUR 0.05"),
        (-1250, "USD", "USD -12.50"),
        (8900, "JPY", "JPY 8900"),
        (1234, "KWD", "KWD 1.234"),
        (0, "CNY", "CNY 0.00"),
    ],
)
def test_money(minor: int, currency: str, words: str) -> None:
    assert present.money(minor, currency) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (47_000, "47 kB"), (1_200_000, "1.2 MB"), (999_999, "1.0 MB")]
)
def test_sizes(count: int, words: str) -> None:
    assert present.size(count) == words


def test_dates_are_those_of_the_zone() -> None:
    evening = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    assert present.clock_time(evening, SHANGHAI) == "01:30"
    assert present.date(evening, SHANGHAI) == "21 Nov"
    assert present.day(evening, SHANGHAI, NOON) == "tomorrow"
    assert present.day(evening, UTC, NOON) == "today"
    assert present.day(NOON - timedelta(days=1), UTC, NOON) == "yesterday"
    assert present.day(NOON - timedelta(days=2), UTC, NOON) == "Wed 18 Nov"
    assert present.date(NOON - timedelta(days=400), UTC, NOON) == "16 Oct 2025"
    assert present.by_when(NOON + timedelta(hours=3), UTC, NOON) == "by 15:00 today"
    assert present.by_when(NOON + timedelta(days=3), UTC, NOON) == "by Mon 23 Nov 12:00"
    assert present.short_moment(NOON + timedelta(hours=3), UTC, NOON) == "15:00"
    assert present.short_moment(NOON + timedelta(days=3), UTC, NOON) == "Mon 12:00"
    assert present.short_moment(NOON - timedelta(days=7), UTC, NOON) == "13 Nov 12:00"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(days=2), "2 d ago"),
        (-timedelta(hours=3), "in 3 h"),
    ],
)
def test_ages(before: timedelta, words: str) -> None:
    assert present.ago(NOON - before, NOON) == words


def test_marks_and_titles() -> None:
    assert [present.kind_letter(kind) for kind in ("inquiry", "complaint", "return", "?!")] == ["I", "C", "R", "?"]
    assert [present.tier_mark(tier) for tier in ("vip", "gold", "silver", "standard")] == ["V", "G", "S", " "]
    assert present.title(row()) == "#10432 complaint, decided, HIGH"
    assert present.title(row(kind="inquiry", stage=None, priority="normal")) == "#10432 inquiry, open"
    assert present.customer_name(row(customer_name=" \n")) == "unnamed"
    assert present.subject(row(subject="\x1b[2J")) == "␛[2J"


def test_short_names_say_the_last_word() -> None:
    assert present.short_name("Ana María Fernández", 9) == "Fernández"
    assert present.short_name("王小明", 6) == "王小明"
    assert present.short_name("Lind", 6) == "Lind"
