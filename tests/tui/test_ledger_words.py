"""The ledger in words and lines: why it is due, what each stretch was, sums under each other."""

import re
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from tests.builders import HOUR, NOON
from tests.tui.slips.ledger import FRIDAY, cycle, ledger, segment

from servicedesk.desk.service_levels.views import LedgerView
from servicedesk.domain.shut import Reason, Shut
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

THU, FRI = date(2026, 12, 24), date(2026, 12, 25)


@pytest.mark.parametrize(
    ("shut", "words"),
    [
        ((Shut(Reason.NIGHT),), "night"),
        ((Shut(Reason.OUTSIDE_HOURS),), "outside the hours"),
        ((Shut(Reason.WEEKEND),), "weekend"),
        ((Shut(Reason.CLOSED_DAY, THU),), "all of 24 Dec"),
        ((Shut(Reason.CLOSED_DAY, THU), Shut(Reason.CLOSED_DAY, FRI)), "all of 24 Dec to 25 Dec"),
        (
            (Shut(Reason.SPECIAL_HOURS, THU), Shut(Reason.HOLIDAY, FRI, "Christmas Day (DE)"), Shut(Reason.WEEKEND)),
            "special hours 24 Dec, Christmas Day (DE), weekend",
        ),
        ((Shut(Reason.HOLIDAY, THU, "Feast"), Shut(Reason.HOLIDAY, FRI, "Feast")), "Feast"),
        ((Shut(Reason.HOLIDAY, THU, "a\x1b[31mb"),), "a\N{SYMBOL FOR ESCAPE}[31mb"),
    ],
)
def test_why_it_was_closed(shut: tuple[Shut, ...], words: str) -> None:
    assert segment_words(segment(FRIDAY, 1, "closed_hours", shut=shut)) == f"closed: {words}"


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
    assert segment_words(segment(FRIDAY, 1, state, status)) == words


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
        "With priority urgent: next response would be due at once: “urgent” gives 2h of working time from 09:00, "
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
            "With priority high: next response is broken since 19:00; another priority doesn't mend that."
        )
        assert why(view, now, UTC, waiting=True).endswith(
            "next response is broken since 19:00; waiting doesn't mend that."
        )
        assert when_due(view, now, UTC) == "! 19:00"
        assert "was due" not in cycle_words(broken, now, UTC)[0]


def changed(used: float, *, target: float, since: float, now: float, breached: float | None, late: float = 0) -> str:
    """Why a ticket is due whose target changed ``since`` hours after its start at nine; all in hours from then."""
    one = cycle(
        "resolution",
        "running",
        (segment(FRIDAY, used, "running"),),
        target=target * HOUR,
        due_at=FRIDAY + max(target, since) * HOUR,
        promised_at=FRIDAY + since * HOUR,
        breached_at=None if breached is None else FRIDAY + breached * HOUR,
        late=late * HOUR,
    )
    return why(ledger(one), FRIDAY + now * HOUR, UTC)


def test_what_was_used_before_a_promise_is_not_what_it_is_late_by() -> None:
    """Six hours were used when four were promised: two hours on it is two hours late, not four too many."""
    assert changed(8, target=4, since=6, now=8, breached=6, late=2) == (
        "Resolution was due 15:00 (2h ago): since 15:00, “everyday” gives 4h of working time from 09:00; "
        "8h are used, 6h of them before that promise."
    )


def test_a_target_that_came_later_and_ran_out_by_itself_has_too_many() -> None:
    assert changed(8, target=5, since=2, now=8, breached=5, late=3).endswith(
        "since 11:00, “everyday” gives 5h of working time from 09:00; 8h are used, 3h too many."
    )


def test_a_breach_stands_though_a_longer_promise_is_due_later() -> None:
    assert changed(8, target=10, since=6, now=8, breached=4, late=4) == (
        "Resolution due 19:00 (in 2h): since 15:00, “everyday” gives 10h of working time from 09:00; "
        "8h are used, 2h are left; what was promised before was broken 13:00."
    )
    assert changed(12, target=10, since=6, now=12, breached=4, late=8).endswith(
        "12h are used, 2h too many; what was promised before was broken 13:00."
    )


def resting(target: float, breached: float | None) -> LedgerView:
    """Six hours are used, and the ticket has been on hold since then, which is two hours."""
    stretches = (segment(FRIDAY, 6, "running"), segment(FRIDAY + 6 * HOUR, 2, "paused", "on_hold"))
    at = None if breached is None else FRIDAY + breached * HOUR
    one = cycle("resolution", "paused", stretches, target=target * HOUR, breached_at=at)
    return ledger(one, asked_at=FRIDAY + 8 * HOUR)


def test_a_broken_clock_that_rests_stays_broken_whatever_is_supposed() -> None:
    now, broken = FRIDAY + 8 * HOUR, resting(4, breached=4)
    assert why(broken, now, UTC) == ("Nothing is due: resolution rests at 6h of 4h, on hold; it is broken since 13:00.")
    assert why(broken, now, UTC, "low") == (
        "With priority low: resolution is broken since 13:00; another priority doesn't mend that."
    )
    assert why(broken, now, UTC, waiting=True).endswith("resolution is broken since 13:00; waiting doesn't mend that.")
    assert when_due(broken, now, UTC) == "! 13:00"


def test_a_target_used_up_is_broken_at_once_though_the_clock_rests() -> None:
    now, supposed = FRIDAY + 8 * HOUR, resting(4, breached=None)
    assert why(supposed, now, UTC, "urgent") == (
        "With priority urgent: resolution would be broken at once, though it rests: “everyday” gives 4h of working "
        "time from 09:00, and 6h are used; a promise can't be broken before it was made."
    )
    assert when_due(supposed, now, UTC) == "at once"
    assert cycle_words(supposed.cycles[0], now, UTC)[0] == "rests, on hold, broken at once"
    roomy = resting(7, breached=None)
    assert why(roomy, now, UTC, "high").endswith("nothing is due: resolution rests at 6h of 7h, on hold.")
    assert when_due(roomy, now, UTC) == "nothing due"


@pytest.mark.parametrize("state", ["closed_hours", "paused"])
def test_a_promise_broken_as_it_was_made_shows_wherever_the_clock_stood(state: str) -> None:
    """At night, or on hold: the stretch in which the target changed says so."""
    off = segment(FRIDAY + 6 * HOUR, 4, state)
    broken = cycle("resolution", "running", (off,), breached_at=FRIDAY + 8 * HOUR, promised_at=FRIDAY + 8 * HOUR)
    assert broken_in(off, broken, NOON, UTC) == "! broken 17:00"


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
