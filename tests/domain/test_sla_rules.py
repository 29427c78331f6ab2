"""Corners of the clocks' rules, each worked through in minutes after the ticket began, on a desk that never closes."""

from datetime import time
from zoneinfo import ZoneInfo

from servicedesk.domain.calendars import Calendar, WorkingTime
from servicedesk.domain.sla.facts import (
    Answered,
    Asked,
    Clock,
    Created,
    Fact,
    Inherited,
    Moved,
    OnReopen,
    Policy,
    Promised,
    Terms,
)
from servicedesk.domain.sla.replay import replay

MINUTE = 60_000_000
ALWAYS = WorkingTime(Calendar(ZoneInfo("UTC"), (((time(0), time(0)),),) * 7))
FIRST, NEXT, RESOLUTION = Clock


def terms(on_reopen: OnReopen = OnReopen.CONTINUE, **targets: int) -> Terms:
    """Targets in minutes."""
    return Terms(Policy({Clock(name): value * 60 for name, value in targets.items()}, on_reopen=on_reopen), ALWAYS)


def told(promised: Terms | None, now: int, *facts: Fact) -> dict[Clock, list[tuple[int, str, int | None, int | None]]]:
    """Start, state, due and breach of each cycle, in minutes."""
    clocks = replay(facts, promised, now * MINUTE).clocks
    return {
        clock: [(at(one.started_at), str(one.state), at(one.due_at), at(one.breached_at)) for one in cycles]
        for clock, cycles in clocks.items()
        if cycles
    }


def at(instant: int | None) -> int:
    return None if instant is None else instant // MINUTE  # type: ignore[return-value]


def m(minutes: int) -> int:
    return minutes * MINUTE


def test_a_target_that_appears_starts_no_clock_in_a_wait_that_began_without_it():
    facts = [Created(0, True), Promised(m(10), terms(first_response=5)), Asked(m(20))]
    assert told(terms(), 60, *facts) == {}
    facts += [Answered(m(30)), Asked(m(40))]
    both = [Created(0, True), Promised(m(10), terms(first_response=5, next_response=7)), *facts[2:]]
    assert told(terms(), 60, *both) == {NEXT: [(40, "running", 47, 47)]}


def test_a_target_that_goes_ends_its_clock_and_the_next_message_starts_none():
    gone = [Created(0, True), Promised(m(10), terms()), Promised(m(20), terms(first_response=30)), Asked(m(25))]
    assert told(terms(first_response=30), 60, *gone) == {FIRST: [(0, "cancelled", None, None)]}


def test_the_first_promises_ever_take_up_waits_that_run_already():
    facts = [Created(0, True), Promised(m(100), terms(first_response=30, resolution=300))]
    assert told(None, 120, *facts) == {FIRST: [(0, "running", 100, 100)], RESOLUTION: [(0, "running", 300, None)]}


def test_a_message_before_the_reopening_breaks_no_promise_that_was_made_after_it():
    facts = [Created(0, True), Answered(m(1)), Moved(m(2), "resolved"), Asked(m(10))]
    facts += [Promised(m(50), terms(next_response=20)), Moved(m(60), "open")]
    assert told(terms(next_response=500), 90, *facts) == {NEXT: [(10, "running", 50, 50)]}


def test_what_is_asked_while_a_reply_is_under_way_waits_on_by_a_clock_of_its_own():
    facts = [Created(0, True), Asked(m(12)), Answered(m(30), m(10))]
    assert told(terms(first_response=60, next_response=5), 40, *facts) == {
        FIRST: [(0, "met", None, None)],
        NEXT: [(12, "running", 30, 30)],
    }


def test_an_older_wait_that_is_merged_in_has_the_clock_and_breaks_nothing_before_the_merge():
    facts = [Created(m(10), True), Inherited(m(30), m(2))]
    assert told(terms(first_response=15), 60, *facts) == {
        FIRST: [(10, "cancelled", None, 25), (2, "running", 30, 30)],
    }
    younger = [Created(m(10), True), Inherited(m(30), m(12))]
    assert told(terms(first_response=15), 60, *younger) == {FIRST: [(10, "running", 25, 25)]}


def test_a_wait_that_is_merged_into_a_resolved_ticket_breaks_nothing_before_the_merge():
    facts = [Created(0, True), Answered(m(1)), Moved(m(2), "resolved"), Inherited(m(50), m(5)), Moved(m(50), "open")]
    assert told(terms(next_response=10), 60, *facts) == {NEXT: [(5, "running", 50, 50)]}


def test_a_promise_made_again_is_in_force_since_it_was_first_made():
    first, again = terms(first_response=10, resolution=100), terms(first_response=10, resolution=200)
    facts = [Created(0, True), Promised(m(30), again, frozenset({FIRST, NEXT}))]
    assert told(first, 60, *facts) == {FIRST: [(0, "running", 10, 10)], RESOLUTION: [(0, "running", 200, None)]}
    assert told(first, 60, Created(0, True), Promised(m(30), again))[FIRST] == [(0, "running", 30, 10)]


def test_a_reopened_clock_counts_what_it_used_before_against_the_target_of_now():
    first, less = terms(resolution=100), terms(resolution=20)
    facts = [Created(0, False), Moved(m(30), "resolved"), Promised(m(40), less), Moved(m(50), "open")]
    assert told(first, 60, *facts) == {RESOLUTION: [(0, "running", 50, 50)]}
    same = [Created(0, False), Moved(m(30), "resolved"), Promised(m(40), first, frozenset(Clock)), Moved(m(50), "open")]
    assert told(first, 60, *same) == {RESOLUTION: [(0, "running", 120, None)]}
