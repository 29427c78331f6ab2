"""The ledger adds up, second by second, for any history."""

from itertools import pairwise

from hypothesis import given
from tests.domain.test_sla_replay import CASES, histories

from servicedesk.domain.calendars import SECOND
from servicedesk.domain.sla.cases import read_case
from servicedesk.domain.sla.cycles import cycles_of
from servicedesk.domain.sla.ledger import SegmentState, ledger
from servicedesk.domain.sla.replay import count


def lunch() -> dict[str, object]:
    return next(case for case in CASES if case["name"] == "lunch does not count")


def test_lunch_stands_in_the_ledger_as_closed_hours():
    case = read_case(lunch())
    (cycle,) = next(iter(cycles_of(case.facts, case.terms, case.now).values()))
    states = [(segment.state, (segment.end - segment.start) // SECOND) for segment in ledger(cycle, case.now)]
    assert (SegmentState.CLOSED_HOURS, 3600) in states


@given(histories())
def test_segments_add_up_without_gaps(value: dict[str, object]):
    case = read_case(value)
    for cycles in cycles_of(case.facts, case.terms, case.now).values():
        for cycle in cycles:
            segments = ledger(cycle, case.now)
            counted = count(cycle, case.now)
            end = case.now if cycle.ended_at is None else cycle.ended_at
            assert sum(segment.worked for segment in segments) == counted.used
            assert sum(segment.end - segment.start for segment in segments) == end - cycle.started_at
            assert all(earlier.end == later.start for earlier, later in pairwise(segments))
            assert all(segment.end > segment.start for segment in segments)
