"""Why a promise was broken: what the ledger proposes, and that nobody is blamed for time that didn't count."""

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.sla.causes import Cause, propose
from servicedesk.domain.sla.holding import HeldSegment, until
from servicedesk.domain.sla.ledger import SegmentState

RUNS, RESTS, CLOSED = SegmentState.RUNNING, SegmentState.PAUSED, SegmentState.CLOSED_HOURS
LIN, ANA, BO = 1, 2, 3


def story(*parts: tuple[int | None, int] | tuple[int | None, int, SegmentState]) -> list[HeldSegment]:
    """Segments from 0 on: who held it, how long, in which state (running)."""
    found: list[HeldSegment] = []
    at = 0
    for holder, length, *state in parts:
        how = state[0] if state else RUNS
        found.append(HeldSegment(at, at + length, how, length if how is RUNS else 0, "open", holder))
        at += length
    return found


def cause(*parts: tuple[int | None, int]) -> tuple[int | None, str]:
    segments = story(*parts)
    found = propose(segments, [0], segments[-1].end)
    assert found.avoidable
    return found.holder, found.cause


def test_the_cause_follows_from_who_had_the_time():
    assert cause((None, 60)) == (None, Cause.UNASSIGNED)
    assert cause((None, 40), (LIN, 20)) == (None, Cause.TAKEN_LATE)
    assert cause((LIN, 20), (None, 40)) == (None, Cause.UNASSIGNED)
    assert cause((None, 10), (LIN, 50)) == (LIN, Cause.HELD)
    assert cause((LIN, 20), (ANA, 20), (BO, 20)) == (LIN, Cause.PASSED_AROUND)
    assert cause((LIN, 30), (ANA, 30)) == (LIN, Cause.PASSED_AROUND)


def test_who_gets_it_late_is_not_to_blame():
    assert cause((ANA, 50), (LIN, 10)) == (ANA, Cause.HELD)
    assert cause((LIN, 5), (ANA, 50), (LIN, 5)) == (ANA, Cause.RETURNED_LATE)
    assert cause((ANA, 50), (LIN, 5), (ANA, 5)) == (ANA, Cause.HELD)


def test_time_that_did_not_count_blames_nobody():
    segments = story((LIN, 500, RESTS), (LIN, 500, CLOSED), (ANA, 60))
    found = propose(segments, [0], segments[-1].end)
    assert (found.holder, found.cause) == (ANA, Cause.HELD)
    assert found.worked == ((ANA, 60),)


def test_a_promise_that_came_too_late_is_nobodys_fault():
    segments = story((LIN, 60))
    found = propose(segments, [0, 60], 60)
    assert (found.cause, found.avoidable, found.holder) == (Cause.TARGET_CHANGED, False, LIN)
    assert propose(segments, [60], 60).cause is Cause.TARGET_CHANGED
    assert propose(segments, [0, 30], 60).cause is Cause.HELD


def test_only_what_lies_before_the_breach_counts():
    segments = until(story((None, 60), (LIN, 600)), 61)
    assert [(one.holder, one.worked) for one in segments] == [(None, 60), (LIN, 1)]
    assert propose(segments, [0], 61).cause is Cause.TAKEN_LATE


@given(
    st.lists(
        st.tuples(st.sampled_from([None, LIN, ANA, BO]), st.integers(1, 100), st.sampled_from([RUNS, RESTS, CLOSED])),
        min_size=1,
    )
)
def test_the_parts_add_up_and_name_one_who_had_a_part(parts):
    segments = story(*parts)
    found = propose(segments, [0], segments[-1].end)
    assert sum(part for _, part in found.worked) == sum(one.worked for one in segments)
    assert found.cause not in (Cause.OUTSIDE, Cause.OTHER, Cause.TARGET_CHANGED)
    assert found.holder in {one.holder for one in segments} | {None}
