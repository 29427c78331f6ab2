"""Which ticket comes next, and why.

Everybody stands in one line by when their ticket is due; a priority is a head start in that line, never a line of its
own. So a ticket is overtaken only by what is due less than ``REACH`` after it, however much comes in and whatever its
priority: nothing starves. What nobody waits for has its place too: a new or open ticket that nothing is due on as if
it were due ``PATIENCE`` after it was opened, one that is held or waits for its customer by its reminder. Only what
asks for nothing at any time stands at the end.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from servicedesk.domain.ticket_state import FAR_FUTURE, TicketState
from servicedesk.domain.tickets import Priority, Status

HEAD_START: Final = MappingProxyType(
    {
        Priority.URGENT: timedelta(hours=8),
        Priority.HIGH: timedelta(hours=2),
        Priority.NORMAL: timedelta(0),
        Priority.LOW: -timedelta(hours=4),
    }
)
"""By how much a ticket stands further forward than its due time says."""

REACH: Final = max(HEAD_START.values()) - min(HEAD_START.values())
"""What is due this much later than another can't overtake it, whatever the priorities."""

PATIENCE: Final = timedelta(days=1)
"""After this a ticket that nothing is due on, and that is ours to work on, is due."""

_OURS: Final = (Status.NEW, Status.OPEN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that could be taken. ``turn`` is its place in the line, ``due_at`` its earliest running clock."""

    id: int
    priority: Priority
    waiting_since: datetime | None
    turn: datetime
    due_at: datetime | None = None

    @property
    def due(self) -> datetime:
        """Its place without the head start."""
        return self.turn if self.turn >= FAR_FUTURE else self.turn + HEAD_START[self.priority]


@dataclass(frozen=True, slots=True)
class Choice:
    """Why a ticket is next: a code, and what the words for it are made of. ``overtaken``: how many are due before it.

    ``priority``: its head start brings it before some of those. Else what its place comes from: ``due``, a clock;
    ``waits_longest`` or ``waits``, no clock runs and its customer waits (longer than all others, or not); ``turn``,
    nobody waits for it, but it has been there so long that it comes before some who do; ``nothing_waits``.
    """

    id: int
    reason: str
    waiting_since: datetime | None
    priority: Priority
    overtaken: int
    due_at: datetime | None


def turn(state: TicketState) -> datetime | None:
    """Where a ticket stands in the line: the earliest is next. None when it can't be taken."""
    due = state.queue_due
    if due is None or state.assignee_id is not None:
        return None
    if due >= FAR_FUTURE:
        ours = state.status in _OURS and state.created_at is not None
        due = state.created_at + PATIENCE if ours and state.created_at else state.remind_at
    return FAR_FUTURE if due is None else due - HEAD_START[state.priority]


def lane(state: TicketState) -> str | None:
    """Who can take a ticket is told by its lane, its team and language: ``2:zh``, ``:`` for any. None when nobody can.

    Each lane is a line by itself in the store, so that nobody walks past tickets that are for others.
    """
    if state.queue_due is None or state.assignee_id is not None:
        return None
    return f"{state.team_id or ''}:{state.language or ''}"


def open_to(lanes: Iterable[str], teams: Collection[int], languages: Collection[str]) -> list[str]:
    """The lanes that a person takes from: of their teams and of none, in a language they write and in none known.

    Who is in no team takes from all, and who names no language writes them all.
    """
    return [
        one
        for one, (team, _, language) in ((one, one.partition(":")) for one in lanes)
        if (not team or not teams or int(team) in teams) and (not language or not languages or language in languages)
    ]


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The line: by turn, and at a tie by number."""
    return sorted(candidates, key=lambda one: (one.turn, one.id))


def choice(line: Iterable[Candidate], chosen: Candidate) -> Choice:
    """Why this one of a line is next. ``overtaken`` counts among the line that is given."""
    others = [other for other in line if other.id != chosen.id]
    overtaken = sum(1 for other in others if other.due < chosen.due)
    reason = _reason(chosen, [other.waiting_since for other in others if other.waiting_since is not None], overtaken)
    return Choice(chosen.id, reason, chosen.waiting_since, chosen.priority, overtaken, chosen.due_at)


def _reason(chosen: Candidate, others_wait: Sequence[datetime], overtaken: int) -> str:
    """The code of why it is next. What it overtakes without a head start of its own stands back by itself."""
    if overtaken and HEAD_START[chosen.priority] > timedelta(0):
        return "priority"
    if chosen.due_at is not None:
        return "due"
    if chosen.waiting_since is not None:
        return "waits_longest" if chosen.waiting_since <= min(others_wait, default=FAR_FUTURE) else "waits"
    return "turn" if others_wait else "nothing_waits"
