"""The ledger in words and lines: why it is due, what each stretch was, sums under each other."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from tests.builders import HOUR, NOON
from tests.tui.slips.ledger import FRIDAY, cycle, ledger, segment

from servicedesk.tui.widgets.customer_lines import Frame
from servicedesk.tui.widgets.ledger_lines import ledger_lines
from servicedesk.tui.wording.ledger_words import (
    broken_in,
    cycle_words,
    exactly,
    other_zone,
    segment_words,
    when_due,
    why,
    worked,
)
from servicedesk.tui.wording.present import Signal
from servicedesk.tui.wording.signs import UNICODE

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """``Fri 18:00`` of the week of 16 November 2026, in Berlin."""
    day, time = text.split()
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "next-Mon", "next-Tue")
    hour, minute = map(int, time.split(":"))
    return datetime(2026, 11, 16 + days.index(day), hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("Mon 18:00", "Tue 09:00", "night"),
        ("Tue 06:10", "Tue 09:00", "night"),
        ("Tue 18:00", "Tue 22:00", "night"),
        ("Tue 12:00", "Tue 13:00", "outside the hours"),
        ("Fri 17:00", "Sat 10:00", "night"),
        ("Sat 14:00", "next-Mon 09:00", "weekend"),
        ("Sun 05:00", "Sun 06:00", "weekend"),
        ("Sun 20:00", "next-Mon 09:00", "weekend"),
        ("Sat 13:00", "Sun 06:39", "weekend"),
        ("Sat 14:00", "Sat 20:00", "weekend"),
        ("Sat 20:00", "Sun 09:30", "night"),
        ("Fri 17:00", "Sat 10:30", "weekend"),
        ("Fri 17:00", "Sun 03:00", "weekend"),
        ("Tue 18:00", "Thu 09:00", "18 Nov"),
        ("Thu 18:00", "next-Tue 09:00", "20 Nov to 23 Nov"),
    ],
)
def test_why_it_was_closed(start: str, end: str, words: str) -> None:
    first, last = at(start), at(end)
    one = segment(first, (last - first) / HOUR, "closed_hours")
    assert segment_words(one, BERLIN) == f"closed: {words}"


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("running", "open", "runs"),
        ("running", "on_hold", "runs, on hold or not"),
        ("paused", "waiting_customer", "rests: the customer's turn"),
        ("paused", "on_hold", "rests: on hold"),
        ("paused", "resolved", "rests: resolved"),
    ],
)
def test_why_it_ran_or_rested(state: str, status: str, words: str) -> None:
    assert segment_words(segment(FRIDAY, 1, state, status), UTC) == words


def test_what_is_too_late_is_said_with_how_much() -> None:
    spent = segment(FRIDAY, 11.5, "running")
    late = cycle(
        "resolution", "running", (spent,), due_at=FRIDAY + 10 * HOUR, breached_at=FRIDAY + 10 * HOUR, late=1.5 * HOUR
    )
    now = FRIDAY + 11.5 * HOUR
    assert why(ledger(late), now, UTC) == (
        "Resolution was due 19:00 (1h ago): “everyday” gives 10h of working time from 09:00; "
        "11h 30m are used, 1h 30m too many."
    )
    assert when_due(ledger(late), now, UTC) == "! 19:00"
    assert cycle_words(late, now, UTC) == ("! 1h 30m late, runs", Signal.OVERDUE)
    assert broken_in(spent, late, now, UTC) == "! broken 19:00"
    assert broken_in(segment(now, 1, "running"), late, now, UTC) == ""


def test_a_target_that_is_used_up_already_would_be_due_at_once() -> None:
    spent = segment(FRIDAY, 12.6, "running")
    now = FRIDAY + 12.6 * HOUR
    supposed = cycle("next_response", "running", (spent,), rule="urgent", target=2 * HOUR, due_at=now)
    view = ledger(supposed, asked_at=now)
    assert why(view, now, UTC, "urgent") == (
        "With priority urgent: next answer would be due at once: “urgent” gives 2h of working time from 09:00, "
        "and 12h 36m are used; a promise can't be broken before it was made."
    )
    assert when_due(view, now, UTC) == "at once"
    assert cycle_words(supposed, now, UTC)[0] == "runs, due at once"


def test_supposing_mends_no_breach() -> None:
    """Neither a shorter target nor a longer one, nor another clock that would be due before it."""
    spent = segment(FRIDAY, 12, "running")
    now, since = FRIDAY + 12 * HOUR, FRIDAY + 10 * HOUR
    for due in (now, now + 5 * HOUR):
        broken = cycle("next_response", "running", (spent,), due_at=due, breached_at=since, late=2 * HOUR)
        view = ledger(cycle("resolution", "running", (spent,), due_at=now + HOUR), broken, asked_at=now)
        assert why(view, now, UTC, "high") == (
            "With priority high: next answer is broken since 19:00; another priority doesn't mend that."
        )
        assert why(view, now, UTC, waiting=True).endswith(
            "next answer is broken since 19:00; waiting doesn't mend that."
        )
        assert when_due(view, now, UTC) == "! 19:00"
        assert "was due" not in cycle_words(broken, now, UTC)[0]


def test_a_calendar_elsewhere_is_named() -> None:
    view = ledger(cycle("resolution", "running", (segment(FRIDAY, 1, "running"),)))
    assert other_zone(view, NOON, UTC) == "Europe/Berlin"
    assert other_zone(view, NOON, ZoneInfo("Europe/Madrid")) == ""


@pytest.mark.parametrize(
    ("changes", "words", "signal"),
    [
        ({"state": "met"}, "met 11:00", Signal.GOOD),
        ({"state": "cancelled"}, "ended 11:00, not met", Signal.QUIET),
        (
            {"state": "met", "breached_at": FRIDAY + HOUR, "late": HOUR},
            "! 1h late, met 11:00",
            Signal.OVERDUE,
        ),
    ],
)
def test_how_a_clock_ended(changes: dict, words: str, signal: Signal) -> None:
    facts = {"ended_at": FRIDAY + 2 * HOUR, **changes}
    ended = cycle("next_response", segments=(segment(FRIDAY, 2, "running"),), **facts)
    assert cycle_words(ended, FRIDAY + 3 * HOUR, UTC) == (words, signal)


def test_a_rest_says_whose_turn_it_is() -> None:
    stretches = (segment(FRIDAY, 2, "running"), segment(FRIDAY + 2 * HOUR, 1, "paused", "on_hold"))
    rests = cycle("resolution", "paused", stretches)
    assert cycle_words(rests, NOON, UTC) == ("rests, on hold", Signal.QUIET)
    assert why(ledger(rests), NOON, UTC) == "Nothing is due: resolution rests at 2h of 10h, on hold."
    assert why(ledger(), NOON, UTC) == "Nothing is due: no policy promises anything for this ticket."


@pytest.mark.parametrize(
    ("length", "exact", "words"),
    [
        (timedelta(0), "0:00:00", "0s"),
        (timedelta(seconds=42), "0:00:42", "42s"),
        (timedelta(minutes=12, seconds=59), "0:12:59", "12m"),
        (timedelta(hours=3, minutes=48), "3:48:00", "3h 48m"),
        (timedelta(hours=120), "120:00:00", "120h"),
    ],
)
def test_working_time(length: timedelta, exact: str, words: str) -> None:
    assert (exactly(length), worked(length)) == (exact, words)


@pytest.mark.parametrize("width", [40, 72, 96, 156])
def test_the_sums_stand_under_each_other(width: int) -> None:
    stretches = tuple(
        segment(FRIDAY + n * HOUR, 1, "running" if n % 2 else "paused", "on_hold", "somebody-with-a-long-handle")
        for n in range(30)
    )
    one = cycle("resolution", "running", stretches, due_at=FRIDAY + 40 * HOUR)
    frame = Frame(width, FRIDAY + 30 * HOUR, UTC, UNICODE)
    lines = ledger_lines(ledger(one, asked_at=FRIDAY + 30 * HOUR), frame, {}, frozenset({(one.clock, one.started_at)}))
    head, *rows = ["".join(text for text, _role in line.lines[0]) for line in list(lines)[1:]]
    assert len({cell_len(row) for row in (head, *rows)}) == 1
    assert all(re.search(r"\d+:\d\d:\d\d$", row) for row in rows)
    assert rows[-1].endswith("15:00:00")
    assert width < 72 or cell_len(head) <= width
