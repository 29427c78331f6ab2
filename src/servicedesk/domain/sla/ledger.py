"""The ledger of a cycle: every stretch of time from its start, and what of it counted. The sums are exact."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from servicedesk.domain.calendars import WorkingTime
from servicedesk.domain.sla.cycles import Cycle


class SegmentState(StrEnum):
    """RUNNING counts; PAUSED is somebody else's turn, or resolved; CLOSED_HOURS is outside the calendar."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED_HOURS = "closed_hours"


@dataclass(frozen=True, slots=True)
class Segment:
    """``[start, end)`` in microseconds since 1970 in UTC; ``worked`` is microseconds of working time."""

    start: int
    end: int
    state: SegmentState
    worked: int


def ledger(cycle: Cycle, now: int) -> tuple[Segment, ...]:
    """The segments from the cycle's start to its end or ``now``, without gaps, in order; by the calendar in force."""
    working = cycle.terms[-1].terms.working
    end = now if cycle.ended_at is None else cycle.ended_at
    segments: list[Segment] = []
    reached = cycle.started_at
    for start, stop in cycle.stretches:
        if start > reached:
            segments.append(Segment(reached, start, SegmentState.PAUSED, 0))
        until = end if stop is None else stop
        segments.extend(_counted(start, until, working))
        reached = max(reached, until)
    if end > reached:
        segments.append(Segment(reached, end, SegmentState.PAUSED, 0))
    return tuple(segments)


def _counted(start: int, end: int, working: WorkingTime) -> Iterator[Segment]:
    """A stretch in which the clock ran, cut at the opening hours."""
    reached = start
    for opens, closes in working.spans(start, end):
        if opens > reached:
            yield Segment(reached, opens, SegmentState.CLOSED_HOURS, 0)
        yield Segment(opens, closes, SegmentState.RUNNING, closes - opens)
        reached = closes
    if end > reached:
        yield Segment(reached, end, SegmentState.CLOSED_HOURS, 0)
