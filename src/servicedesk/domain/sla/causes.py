"""Why a promise was broken, as far as the ledger tells: a proposal for the supervisor who reviews it.

Only working time in which the clock ran counts to a holder: what is paused or outside the hours blames nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from servicedesk.domain.sla.holding import HeldSegment


class Cause(StrEnum):
    """``OUTSIDE`` and ``OTHER`` are a supervisor's finding and never proposed."""

    UNASSIGNED = "unassigned"
    """Nobody held it for most of the time, nor at the breach."""
    TAKEN_LATE = "taken_late"
    """Nobody held it for most of the time; somebody took it before the breach."""
    HELD = "held"
    """One person had it for most of the time."""
    RETURNED_LATE = "returned_late"
    """Somebody gave it away and got it back when most of the time was gone."""
    PASSED_AROUND = "passed_around"
    """Several had a part of the time, none of them most of it."""
    TARGET_CHANGED = "target_changed"
    """The promise came or got shorter when that time was used already."""
    OUTSIDE = "outside"
    """Somebody else was waited for, though the clock ran."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Proposal:
    """``worked``: microseconds of working time up to the breach by holder (None: nobody), most first."""

    holder: int | None
    status: str
    cause: Cause
    avoidable: bool
    worked: tuple[tuple[int | None, int], ...]


def propose(segments: Sequence[HeldSegment], promised: Iterable[int], breached_at: int) -> Proposal:
    """What the segments up to a breach say of it; ``promised`` are the instants from which its targets held."""
    worked: dict[int | None, int] = {}
    for one in segments:
        worked[one.holder] = worked.get(one.holder, 0) + one.worked
    most_first = tuple(sorted(((who, part) for who, part in worked.items() if part), key=lambda item: -item[1]))
    last = segments[-1].holder if segments else None
    started = segments[0].start if segments else breached_at
    changed = any(since == breached_at and since > started for since in promised)
    holder, cause = (last, Cause.TARGET_CHANGED) if changed else _cause(segments, most_first, last)
    status = segments[-1].status if segments else "new"
    return Proposal(holder, status, cause, cause is not Cause.TARGET_CHANGED, most_first)


def _cause(
    segments: Sequence[HeldSegment], worked: Sequence[tuple[int | None, int]], last: int | None
) -> tuple[int | None, Cause]:
    """Whose part it was mostly, and the cause; ``worked`` is by holder, most first, ``last`` held it at the breach."""
    if not worked:
        return last, Cause.HELD
    longest, time = worked[0]
    if 2 * time <= sum(part for _, part in worked):
        first_person = next((holder for holder, _ in worked if holder is not None), None)
        return first_person, Cause.PASSED_AROUND
    if longest is None:
        return None, Cause.UNASSIGNED if last is None else Cause.TAKEN_LATE
    if last not in (None, longest) and _held_before(segments, last, longest):
        return longest, Cause.RETURNED_LATE
    return longest, Cause.HELD


def _held_before(segments: Sequence[HeldSegment], holder: int | None, other: int) -> bool:
    """Whether ``holder`` had it before ``other`` got it."""
    holders = [one.holder for one in segments]
    return holder in holders[: holders.index(other)]
