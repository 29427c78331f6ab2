"""Which ticket comes next: a priority is a head start, and nothing starves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, HOUR, MINUTE, NOON

from servicedesk.domain.next_ticket import (
    HEAD_START,
    PATIENCE,
    REACH,
    Candidate,
    choice,
    in_order,
    lane,
    open_to,
    turn,
)
from servicedesk.domain.ticket_state import FAR_FUTURE, TicketState
from servicedesk.domain.tickets import Priority, Status

PRIORITIES = [str(priority) for priority in Priority]


def state(number: int = 1, priority: str = "normal", status: str = "open", **more: object) -> TicketState:
    """A ticket opened at noon; ``waits``: since when its customer does."""
    waits = more.pop("waits", None)
    found = TicketState(number, priority=Priority(priority), status=Status(status), created_at=NOON)
    if isinstance(waits, datetime):
        found.unanswered = {1: (waits, 1)}
    for name, value in more.items():
        setattr(found, name, value)
    return found


def candidate(ticket: TicketState) -> Candidate:
    at = turn(ticket)
    assert at is not None
    return Candidate(ticket.id, ticket.priority, ticket.waiting_since, at, ticket.due_at)


def waiting(number: int, hours: float, priority: str = "normal") -> Candidate:
    return candidate(state(number, priority, waits=NOON - hours * HOUR))


def idle(number: int, hours: float, priority: str = "normal") -> Candidate:
    return candidate(state(number, priority, created_at=NOON - hours * HOUR))


def first(line: Iterable[Candidate]) -> Candidate:
    return in_order(line)[0]


def test_the_longest_waiting_comes_first():
    line = [waiting(1, 1), waiting(2, 3), waiting(3, 2)]
    chosen = choice(line, first(line))
    assert (chosen.id, chosen.reason, chosen.overtaken) == (2, "waits_longest", 0)


def test_an_urgent_one_overtakes_and_says_so():
    line = [waiting(1, 5), waiting(2, 3), waiting(3, 0.1, "urgent")]
    chosen = choice(line, first(line))
    assert (chosen.id, chosen.reason, chosen.overtaken) == (3, "priority", 2)


def clocked(number: int, due: float, waits: float, priority: str = "normal") -> Candidate:
    """Due so many hours after noon, its customer waiting for so many by then."""
    at = NOON + due * HOUR
    return Candidate(number, Priority(priority), NOON - waits * HOUR, at - HEAD_START[Priority(priority)], due_at=at)


@pytest.mark.parametrize("priority", ["normal", "low", "urgent"])
def test_where_a_clock_runs_the_reason_is_its_due_time_not_how_long_somebody_waited(priority: str):
    line = [clocked(1, 1, 0.5, priority), clocked(2, 9, 12, priority)]
    assert (first(line).id, choice(line, line[0]).reason) == (1, "due")


@pytest.mark.parametrize(("ahead", "behind", "reason"), [("normal", "low", "due"), ("high", "low", "priority")])
def test_who_has_no_head_start_was_not_brought_forward_by_it(ahead: str, behind: str, reason: str):
    """What is of low priority stands back by itself."""
    line = [clocked(1, 2, 1, ahead), clocked(2, 1, 1, behind)]
    chosen = choice(line, first(line))
    assert (chosen.id, chosen.reason, chosen.overtaken) == (1, reason, 1)


def test_who_waits_while_another_has_waited_longer_is_not_said_to_have_waited_longest():
    line = [waiting(1, 1), clocked(2, 1, 3)]
    assert choice(line, first(line)).reason == "waits"


def test_a_head_start_is_bounded():
    assert first([waiting(1, 8.5), waiting(2, 0, "urgent")]).id == 1


def test_what_nobody_waits_for_has_its_turn_after_a_day():
    line = [idle(1, 23), waiting(2, 0)]
    assert first(line).id == 2
    line = [idle(1, 25), waiting(2, 0)]
    chosen = choice(line, first(line))
    assert (chosen.id, chosen.reason, chosen.overtaken) == (1, "turn", 0)
    assert choice(line[:1], line[0]).reason == "nothing_waits"


def test_what_is_held_stands_by_its_reminder_and_without_one_at_the_end():
    held = state(1, "urgent", "on_hold", created_at=NOON - 100 * DAY)
    assert turn(held) == FAR_FUTURE
    held.follow_up_at = NOON + 9 * HOUR
    assert turn(held) == NOON + HOUR
    assert turn(state(1, "low", "waiting_customer")) == FAR_FUTURE


@pytest.mark.parametrize(
    "more", [{"assignee_id": 3}, {"status": "resolved"}, {"status": "spam"}, {"snoozed_until": NOON + HOUR}]
)
def test_what_can_not_be_taken_has_no_place(more: dict[str, object]):
    ticket = state(waits=NOON, **more)
    assert (turn(ticket), lane(ticket)) == (None, None)


def test_a_lane_is_a_team_and_a_language():
    lanes = [
        lane(state(team_id=team, language=language)) or "" for team in (None, 1, 12) for language in (None, "en", "zh")
    ]
    assert lanes == [":", ":en", ":zh", "1:", "1:en", "1:zh", "12:", "12:en", "12:zh"]
    assert open_to(lanes, {1}, {"zh"}) == [":", ":zh", "1:", "1:zh"]
    assert open_to(lanes, {12}, ()) == [":", ":en", ":zh", "12:", "12:en", "12:zh"]
    assert open_to(lanes, (), {"en"}) == [":", ":en", "1:", "1:en", "12:", "12:en"]
    assert open_to(lanes, (), ()) == lanes


def test_at_a_tie_the_lower_number():
    assert first([waiting(2, 1), waiting(1, 1)]).id == 1


candidates = st.builds(waiting, st.integers(1, 10_000), st.floats(0, 100), st.sampled_from(PRIORITIES))


@given(st.lists(candidates, min_size=1, max_size=20, unique_by=lambda c: c.id))
def test_nothing_is_overtaken_from_beyond_reach(line: list[Candidate]):
    chosen = first(line)
    assert all(chosen.due - other.due <= REACH for other in line)


patients = st.one_of(
    st.builds(waiting, st.just(1), st.floats(0, 100), st.sampled_from(PRIORITIES)),
    st.builds(idle, st.just(1), st.floats(0, 100), st.sampled_from(PRIORITIES)),
)
floods = st.lists(st.tuples(st.sampled_from(PRIORITIES), st.integers(0, 60)), min_size=1, max_size=3)
"""What comes in between two that are taken: each with a priority, due so many minutes after it came."""


@given(patients, floods, st.integers(1, 30), st.integers(0, 30))
def test_nothing_starves(patient: Candidate, flood: list[tuple[str, int]], minutes: int, before: int):
    """However fast others come, a ticket is taken after those due less than ``REACH`` after it, and no more.

    One is taken every so many ``minutes``; ``before`` stand in the line already.
    """
    numbers = count(2)
    line = [patient, *(waiting(next(numbers), 0.1 * hours, "urgent") for hours in range(before))]
    came, now, taken = {one.id: one for one in line}, NOON, []
    while not taken or taken[-1] != patient.id:
        for priority, due_in in flood:
            new = candidate(state(next(numbers), priority, waits=now + due_in * MINUTE))
            line.append(new)
            came[new.id] = new
        chosen = first(line)
        line.remove(chosen)
        taken.append(chosen.id)
        now += minutes * MINUTE
        assert len(taken) < 10_000
    assert all(came[number].due < patient.due + REACH for number in taken[:-1])
    # Nothing that came later than that went before it, so its wait is bounded by the work that was due till then.
    last = max(patient.due + REACH, NOON)
    could = sum(1 for one in came.values() if one.due < last)
    assert len(taken) <= could + 1


def test_reach_is_the_widest_head_start():
    assert timedelta(hours=12) == REACH
    assert timedelta(days=1) == PATIENCE
    assert HEAD_START[Priority.NORMAL] == timedelta(0)
