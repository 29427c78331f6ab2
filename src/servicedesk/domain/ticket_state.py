"""A ticket as its events tell it: rows are written from this, so a row is a cache. Times are UTC."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from servicedesk.domain.events import from_micros
from servicedesk.domain.sla.standing import Standing
from servicedesk.domain.tickets import LIVE, Kind, Priority, Status
from servicedesk.domain.used_answers import UseState
from servicedesk.domain.workflows.states import Approval, Escalation

FAR_FUTURE: Final = from_micros(253_402_300_799_000_000)
"""Where a live ticket with nothing due stands in the queue: 9999-12-31."""


@dataclass(slots=True)
class MessageState:
    """A message in the ticket's eyes. ``delivery``: received, pending, handed_over, failed, internal.

    ``seq`` is the event that told of it: where two were sent at the same instant, it says which came first.
    """

    id: int
    author: str
    visibility: str
    medium: str
    delivery: str
    at: datetime
    digest: str
    seq: int = 0


@dataclass(slots=True)
class PromiseState:
    id: int
    due_at: datetime
    state: str
    digest: str


@dataclass(slots=True)
class AttachmentState:
    """A file in the ticket's eyes; ``message_id`` is the message it came with."""

    id: int
    message_id: int | None
    digest: str


@dataclass(slots=True)
class MentionState:
    """A note asks for somebody's attention."""

    message_id: int
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What ``reviewer`` (a person) found of a breach; ``digest`` is that of the comment."""

    holder: int | None
    status: str
    cause: str
    avoidable: bool
    digest: str
    reviewer: int
    at: datetime


@dataclass(slots=True)
class HandoverState:
    """The line of a handover: who gave the ticket away, and when."""

    message_id: int
    giver: str
    at: datetime


@dataclass(slots=True)
class TicketState:
    """Everything the row caches. ``version`` is the seq of the head event, ``head`` its hash.

    ``unanswered`` holds the (instant, seq) of each customer message that waits, by its id; those that came with a
    merged ticket are one entry under that ticket's negated number. ``mentions`` are by person, ``reviews`` by clock and
    start of the cycle, ``uses`` of canned answers by the seq of their events, ``escalations`` and ``approvals`` by id.
    """

    id: int
    version: int = 0
    head: str = ""
    kind: Kind = Kind.INQUIRY
    status: Status = Status.NEW
    stage: str | None = None
    priority: Priority = Priority.NORMAL
    line: int = 1
    channel: str = "local"
    language: str | None = None
    customer_id: int | None = None
    assignee_id: int | None = None
    team_id: int | None = None
    order_id: int | None = None
    product_id: int | None = None
    nature: str | None = None
    severity: int | None = None
    department: str | None = None
    accepted: bool | None = None
    facts_digest: str = ""
    tags: set[str] = field(default_factory=set)
    links: set[int] = field(default_factory=set)
    merged_into: int | None = None
    split_from: int | None = None
    messages: dict[int, MessageState] = field(default_factory=dict)
    promises: dict[int, PromiseState] = field(default_factory=dict)
    attachments: dict[int, AttachmentState] = field(default_factory=dict)
    mentions: dict[int, MentionState] = field(default_factory=dict)
    handover: HandoverState | None = None
    reviews: dict[tuple[str, datetime], ReviewState] = field(default_factory=dict)
    uses: dict[int, UseState] = field(default_factory=dict)
    escalations: dict[int, Escalation] = field(default_factory=dict)
    approvals: dict[int, Approval] = field(default_factory=dict)
    follow_up_at: datetime | None = None
    unanswered: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    first_responded_at: datetime | None = None
    decided_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
    reopened_by: int | None = None
    sla: Standing = field(default_factory=Standing)
    """How its clocks stand; set by whoever knows the shop's policies, replay alone leaves it empty."""

    @property
    def escalation(self) -> Escalation | None:
        """The one that is open; a ticket has no more than one."""
        return next((one for one in self.escalations.values() if one.is_open), None)

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the customer waits: the oldest unanswered message."""
        return min(at for at, _ in self.unanswered.values()) if self.unanswered else None

    @property
    def last_customer_at(self) -> datetime | None:
        return max((m.at for m in self._said() if m.author == "customer"), default=None)

    @property
    def asked(self) -> int | None:
        """The customer's newest message."""
        theirs = (message for message in self.messages.values() if message.author == "customer")
        newest = max(theirs, key=lambda message: (message.at, message.seq), default=None)
        return None if newest is None else newest.id

    @property
    def last_public_at(self) -> datetime | None:
        return max((m.at for m in self._said()), default=None)

    @property
    def last_public_author(self) -> str | None:
        """Who spoke last in public; the one recorded last where two spoke at one instant."""
        last = max(self._said(), key=lambda m: (m.at, m.seq), default=None)
        return None if last is None else last.author

    def _said(self) -> Iterator[MessageState]:
        return (message for message in self.messages.values() if message.visibility == "public")

    @property
    def queue_due(self) -> datetime | None:
        """Where the ticket stands in the queue; None keeps it out (not live, or snoozed)."""
        if not self.live or self.snoozed_until is not None:
            return None
        return self.due_at or self.waiting_since or FAR_FUTURE

    @property
    def due_at(self) -> datetime | None:
        """The earliest due time of its running clocks."""
        return None if self.sla.due is None else from_micros(self.sla.due[0])

    @property
    def promise_due(self) -> datetime | None:
        """The earliest open promise."""
        if not self.promises:
            return None
        return min((p.due_at for p in self.promises.values() if p.state == "open"), default=None)

    @property
    def remind_at(self) -> datetime | None:
        """When we owe the customer a word next: the earliest open promise, or the follow-up."""
        return min((at for at in (self.promise_due, self.follow_up_at) if at is not None), default=None)
