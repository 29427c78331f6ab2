"""Which ticket comes next, and why (thin: the load issue's fairness builds on this rule).

Everybody waits in one line by how long the customer has waited; a priority is a head start in that line, never a
line of its own. So an old low-priority ticket is overtaken for a bounded time only, and nothing starves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from servicedesk.domain.tickets import Priority

HEAD_START: Final = MappingProxyType(
    {
        Priority.URGENT: timedelta(hours=8),
        Priority.HIGH: timedelta(hours=2),
        Priority.NORMAL: timedelta(0),
        Priority.LOW: -timedelta(hours=4),
    }
)
"""By how much a ticket stands further forward than its waiting time says."""


REACH: Final = max(HEAD_START.values()) - min(HEAD_START.values())
"""Who began to wait this much later than another can't overtake, whatever the priorities."""


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    priority: Priority
    queue_due: datetime
    waiting_since: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """``reason``: waits_longest, priority (it overtook ``overtaken`` who wait longer), nothing_waits."""

    id: int
    reason: str
    waiting_since: datetime | None
    priority: Priority
    overtaken: int


def choose(candidates: Iterable[Candidate]) -> Choice | None:
    """The candidate furthest forward; None when there is none."""
    line = sorted(candidates, key=_place)
    if not line:
        return None
    first = line[0]
    longer = sum(1 for other in line[1:] if other.queue_due < first.queue_due)
    reason = "nothing_waits" if first.waiting_since is None else "priority" if longer else "waits_longest"
    return Choice(first.id, reason, first.waiting_since, first.priority, longer)


def _place(candidate: Candidate) -> tuple[bool, datetime, int]:
    waits = candidate.waiting_since
    since = candidate.created_at if waits is None else candidate.queue_due
    return (waits is None, since - HEAD_START[candidate.priority], candidate.id)
