"""Who held a ticket, and in which status, while its clocks ran: the ledger cut so that each line says why."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, micros, skipped
from servicedesk.domain.sla.cycles import Cycle
from servicedesk.domain.sla.facts import Created, Fact, Moved
from servicedesk.domain.sla.ledger import Segment, SegmentState, ledger


@dataclass(frozen=True, slots=True)
class Held:
    """How a ticket stood from ``since`` on, in microseconds UTC; ``holder`` is a person, None nobody."""

    since: int
    status: str
    holder: int | None


@dataclass(frozen=True, slots=True)
class HeldSegment:
    """A segment of a cycle in which status and holder stayed the same. ``worked``: microseconds of working time."""

    start: int
    end: int
    state: SegmentState
    worked: int
    status: str
    holder: int | None


def held_over_time(history: Iterable[Event], facts: Iterable[Fact]) -> tuple[Held, ...]:
    """How the ticket stood from its opening on, one entry a change.

    The status is that of the ``facts``, which leave out what was undone or voided; the holder is in the events.
    """
    changes = sorted([*_statuses(facts), *_holders(history)], key=lambda change: change[0])
    found: list[Held] = []
    status, holder = "new", None
    for at, new_status, change in changes:
        status = status if new_status is None else new_status
        holder = holder if change is None else change[0]
        here = Held(at, status, holder)
        if found and found[-1].since == at:
            found.pop()
        if not found or (found[-1].status, found[-1].holder) != (status, holder):
            found.append(here)
    return tuple(found)


_Change = tuple[int, str | None, tuple[int | None] | None]
"""When, the new status where it is one, the new holder where it is one."""


def _statuses(facts: Iterable[Fact]) -> Iterator[_Change]:
    for fact in facts:
        if isinstance(fact, Created):
            yield fact.at, fact.status, None
        elif isinstance(fact, Moved):
            yield fact.at, fact.to, None


def _holders(history: Iterable[Event]) -> Iterator[_Change]:
    events = list(history)
    left_out = skipped(events)
    for event in events:
        if event.seq in left_out:
            continue
        if event.type == EventType.CREATED:
            yield micros(event.at), None, (read.optional_number(event.payload, "assignee"),)
        elif event.type == EventType.ASSIGNED:
            yield micros(event.at), None, (read.optional_number(event.payload, "to"),)


def held_segments(cycle: Cycle, held: Sequence[Held], now: int) -> tuple[HeldSegment, ...]:
    """The ledger of a cycle, cut where status or holder changed. The sums stay exact."""
    return tuple(piece for segment in ledger(cycle, now) for piece in _cut(segment, held))


def until(segments: Iterable[HeldSegment], at: int) -> tuple[HeldSegment, ...]:
    """What of the segments lies before an instant."""
    return tuple(_part(one, one.start, min(one.end, at), one.status, one.holder) for one in segments if one.start < at)


def _cut(segment: Segment, held: Sequence[Held]) -> Iterator[HeldSegment]:
    place = max(0, bisect_right(held, segment.start, key=lambda one: one.since) - 1)
    start = segment.start
    for here, following in zip(held[place:], (*held[place + 1 :], None), strict=True):
        end = segment.end if following is None else min(segment.end, max(start, following.since))
        if end > start:
            yield _part(segment, start, end, here.status, here.holder)
            start = end
        if start >= segment.end:
            return


def _part(of: Segment | HeldSegment, start: int, end: int, status: str, holder: int | None) -> HeldSegment:
    worked = end - start if of.state is SegmentState.RUNNING else 0
    return HeldSegment(start, end, of.state, worked, status, holder)
