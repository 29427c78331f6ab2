"""A ticket as its events tell it: rows are written from this, so a row is a cache. Times are UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from servicedesk.domain.events import from_micros
from servicedesk.domain.tickets import LIVE, Kind, Priority, Status

FAR_FUTURE: Final = from_micros(253_402_300_799_000_000)
"""Where a live ticket with nothing due stands in the queue: 9999-12-31."""


@dataclass(slots=True)
class MessageState:
    """A message in the ticket's eyes. ``delivery``: received, pending, handed_over, failed, internal."""

    id: int
    author: str
    visibility: str
    medium: str
    delivery: str
    at: datetime
    digest: str


@dataclass(slots=True)
class PromiseState:
    id: int
    due_at: datetime
    state: str
    digest: str


@dataclass(slots=True)
class TicketState:
    """Everything the row caches. ``version`` is the seq of the head event, ``head`` its hash."""

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
    attachments: dict[int, str] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    waiting_since: datetime | None = None
    first_responded_at: datetime | None = None
    last_customer_at: datetime | None = None
    last_public_at: datetime | None = None
    last_public_author: str | None = None
    decided_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
    reopened_by: int | None = None
    reopened_from: Status | None = None
    status_before_merge: Status | None = None

    @property
    def live(self) -> bool:
        return self.status in LIVE

    @property
    def queue_due(self) -> datetime | None:
        """Where the ticket stands in the queue; None keeps it out (not live, or snoozed)."""
        if not self.live or self.snoozed_until is not None:
            return None
        return self.waiting_since or FAR_FUTURE

    @property
    def promise_due(self) -> datetime | None:
        """The earliest open promise."""
        return min((p.due_at for p in self.promises.values() if p.state == "open"), default=None)
