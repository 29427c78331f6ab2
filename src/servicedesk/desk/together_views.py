"""What front ends get to know of people at work together: frozen values, as in ``views``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk.views import DraftView, EventView, QueueRow, TicketView
from servicedesk.domain.errors import DeskError
from servicedesk.domain.together import Colleague, Upto


@dataclass(frozen=True, slots=True)
class LeaseView:
    """Who works on a ticket, until when unless renewed. ``mine``: the person who asks."""

    ticket_id: int
    handle: str
    name: str
    since: datetime
    until: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class ThereView:
    """Somebody's console: on which ticket, ``doing`` looking or writing, heard of last at ``seen_at``."""

    handle: str
    name: str
    ticket_id: int | None
    doing: str
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """The other people at this store: where they are, and every lease that runs (one's own too)."""

    there: tuple[ThereView, ...] = ()
    leases: tuple[LeaseView, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """How far one has heard; the tickets that others touched since one heard before, and those given to one.

    ``decided``: those on which others decided what one had asked for, or answered what one had escalated.
    """

    upto: Upto
    by_others: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()
    decided: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Somebody takes nothing new. ``kind``: break or shift_over."""

    handle: str
    name: str
    kind: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ToHandOn:
    """One of one's tickets when the shift ends, and who should get it if it is given away."""

    view: TicketView
    proposal: Colleague | None


@dataclass(frozen=True, slots=True)
class NotHandedOn:
    """A ticket that stayed as it was, and why."""

    ticket: int
    error: DeskError


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of the tickets of a shift. ``act_id`` is None when nothing was changed. ``given`` is by handle."""

    act_id: str | None
    kept: tuple[int, ...] = ()
    queued: tuple[int, ...] = ()
    given: Mapping[str, tuple[int, ...]] | None = None
    failed: tuple[NotHandedOn, ...] = ()


@dataclass(frozen=True, slots=True)
class LastTicket:
    """A ticket that one was on: when it was read last, what is half-written there, what others did since."""

    row: QueueRow
    read_at: datetime | None
    draft: DraftView | None
    changes: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class Back:
    """The end of a break: since when one was away, and one's tickets that others touched meanwhile."""

    since: datetime
    changed: tuple[LastTicket, ...]


@dataclass(frozen=True, slots=True)
class KindWord:
    """What a customer wrote today that does one good."""

    ticket_id: int
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PromiseAhead:
    ticket_id: int
    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DayCard:
    """One's own day: replies and calls, tickets resolved, promises that are due until tomorrow's end."""

    answered: int
    resolved: int
    promises: tuple[PromiseAhead, ...]
    kind_word: KindWord | None
