"""Which ticket comes next: a priority is a head start, and nothing starves."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import HOUR, MINUTE, NOON

from servicedesk.domain.next_ticket import HEAD_START, REACH, Candidate, choose
from servicedesk.domain.ticket_state import FAR_FUTURE
from servicedesk.domain.tickets import Priority


def waiting(number: int, hours: float, priority: str = "normal") -> Candidate:
    since = NOON - hours * HOUR
    return Candidate(number, Priority(priority), since, since, since)


def idle(number: int, hours: float, priority: str = "normal") -> Candidate:
    return Candidate(number, Priority(priority), FAR_FUTURE, None, NOON - hours * HOUR)


def test_nobody_is_nobody():
    assert choose([]) is None


def test_the_longest_waiting_comes_first():
    choice = choose([waiting(1, 1), waiting(2, 3), waiting(3, 2)])
    assert (choice.id, choice.reason, choice.overtaken) == (2, "waits_longest", 0)


def test_an_urgent_one_overtakes_and_says_so():
    choice = choose([waiting(1, 5), waiting(2, 3), waiting(3, 0.1, "urgent")])
    assert (choice.id, choice.reason, choice.overtaken) == (3, "priority", 2)


def test_a_head_start_is_bounded():
    assert choose([waiting(1, 8.5), waiting(2, 0, "urgent")]).id == 1


def test_who_waits_comes_before_who_does_not():
    choice = choose([idle(1, 100, "urgent"), waiting(2, 0, "low")])
    assert choice.id == 2
    assert choose([idle(1, 100, "urgent")]).reason == "nothing_waits"


def test_at_a_tie_the_lower_number():
    assert choose([waiting(2, 1), waiting(1, 1)]).id == 1


candidates = st.builds(
    waiting, st.integers(1, 10_000), st.floats(0, 100), st.sampled_from([str(priority) for priority in Priority])
)


@given(st.lists(candidates, min_size=1, max_size=20, unique_by=lambda c: c.id))
def test_the_order_of_asking_does_not_matter(line):
    assert choose(line) == choose(reversed(line))


@given(st.lists(candidates, min_size=1, max_size=20, unique_by=lambda c: c.id))
def test_nobody_is_overtaken_from_beyond_reach(line):
    choice = next(c for c in line if c.id == choose(line).id)
    assert all(choice.queue_due - other.queue_due <= REACH for other in line)


@given(candidates, st.lists(st.sampled_from(sorted(Priority)), min_size=1, max_size=3))
def test_nothing_starves(patient, arrivals):
    """However fast others arrive: after REACH all who are new stand behind, so the wait is bounded."""
    line, taken = [patient], 0
    now, number = max(patient.queue_due, NOON), 20_000
    while taken < 2_000:
        for priority in arrivals:
            number += 1
            line.append(Candidate(number, Priority(priority), now, now, now))
        choice = choose(line)
        if choice.id == patient.id:
            break
        line = [candidate for candidate in line if candidate.id != choice.id]
        taken, now = taken + 1, now + 10 * MINUTE
    assert now - max(patient.queue_due, NOON) <= len(arrivals) * (REACH + HOUR)
    assert taken < 2_000


def test_reach_is_the_widest_head_start():
    assert timedelta(hours=12) == REACH
    assert HEAD_START[Priority.NORMAL] == timedelta(0)
