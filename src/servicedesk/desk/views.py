"""What front ends get: frozen values. No table row and no session leaves the desk.

Every instant is aware UTC; money is in minor units beside its currency. Texts are as they came in:
front ends clean them at the edge of their screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk.customer_views import (
    CustomerHit,
    CustomerView,
    EarlierTicket,
    IdentityView,
    OrderLineView,
    OrderView,
    ParcelView,
    ProductView,
)
from servicedesk.desk.queue_views import QueuePage, QueueRow, SavedViewView
from servicedesk.desk.workflow_views import ApprovalView, ComplaintView, EscalationView
from servicedesk.domain.events import Json
from servicedesk.domain.used_answers import NONE, Inserted

__all__ = [
    "CustomerHit",
    "CustomerView",
    "EarlierTicket",
    "IdentityView",
    "OrderLineView",
    "OrderView",
    "ParcelView",
    "ProductView",
    "QueuePage",
    "QueueRow",
    "SavedViewView",
]


@dataclass(frozen=True, slots=True)
class AttachmentView:
    id: int
    message_id: int | None
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """``author``: customer, agent, system; ``handle`` is the person's where one of ours wrote it.

    ``delivery``: received, pending (in its grace time until ``leaves_at``), handed_over, failed, recalled, internal.
    ``ticket_id`` differs from the ticket shown when the message came with a merged one. ``seconds``: how long the call
    took that it records, where that was measured.
    """

    id: int
    ticket_id: int
    author: str
    author_name: str
    handle: str | None
    visibility: str
    medium: str
    side: str | None
    channel: str
    delivery: str
    language: str | None
    sent_at: datetime
    leaves_at: datetime | None
    body: str
    attachments: tuple[AttachmentView, ...] = ()
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class EventView:
    """One event, for showing and for JSON. ``undone``: replay skips it."""

    seq: int
    type: str
    at: datetime
    actor: str
    via: str
    act_id: str
    payload: Mapping[str, Json]
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A stretch of a conversation, oldest first. ``older`` messages stand before it."""

    messages: tuple[MessageView, ...]
    events: tuple[EventView, ...]
    older: int


@dataclass(frozen=True, slots=True)
class PromiseView:
    id: int
    text: str
    made_by: str | None
    made_at: datetime
    due_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class RmaLineView:
    """A line of a return; amounts in minor units of the return's currency.

    ``standing`` (eligible, outside, refused) and ``rule``: what the shop's rules said. ``received`` pieces came,
    ``found`` in this condition. ``refund`` = net + tax is quoted until the line ended, ``amount`` paid back then.
    ``difference``: what an exchange costs the customer, negative where they get something. ``rule_before``: the rule
    that decided when it was asked for, where the inspection has changed that. ``note`` is the inspection's.
    """

    id: int
    title: str
    quantity: int
    reason: str
    condition: str
    remedy: str
    outcome: str | None
    disposition: str | None
    amount: int | None
    sku: str = ""
    standing: str | None = None
    rule: str | None = None
    received: int | None = None
    found: str | None = None
    net: int | None = None
    tax: int | None = None
    fee: int | None = None
    replacement: str | None = None
    difference: int | None = None
    rule_before: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RmaView:
    """A return. ``moves`` are the names of the legal ones; ``waits_for`` is the approval it waits for.

    ``granted``: what may be paid back at most, from its approval on. ``attachments`` are its evidence.
    """

    id: int
    ticket_id: int
    stage: str
    order: str | None
    opened_at: datetime
    updated_at: datetime
    lines: tuple[RmaLineView, ...]
    currency: str | None = None
    fee: int = 0
    shipping: int = 0
    refund_total: int = 0
    needs_approval: bool = False
    tracking: str = ""
    declined_because: str = ""
    moves: tuple[str, ...] = ()
    attachments: tuple[int, ...] = ()
    granted: int | None = None
    waits_for: int | None = None

    @property
    def difference(self) -> int:
        """What its exchanges cost the customer in all; negative where they get something."""
        return sum(line.difference or 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class CustomerPromise:
    """What a customer was promised on one of their tickets."""

    ticket_id: int
    promise: PromiseView


@dataclass(frozen=True, slots=True)
class WholeCustomer:
    """A customer with all returns, newest first, and all open promises, the next due first.

    ``customer`` carries a first page of orders and of tickets.
    """

    customer: CustomerView
    returns: tuple[RmaView, ...]
    promises: tuple[CustomerPromise, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    mode: str
    body: str
    caret: int
    updated_at: datetime
    inserted: Inserted = NONE


@dataclass(frozen=True, slots=True)
class MentionView:
    """A note that asks for ``handle``'s attention and was not answered yet; ``mine``: for that of who looks.

    ``by`` is the handle of who wrote it, ``text`` the note's.
    """

    ticket_id: int
    message_id: int
    handle: str
    mine: bool
    by: str
    by_name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class HandoverView:
    """The line that stands on top of a ticket until somebody but the giver acts on it."""

    giver: str
    handle: str | None
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket as the desk shows it: the row, what stands on top of it, and the newest stretch of its thread."""

    row: QueueRow
    line: int
    channel: str
    language: str | None
    team: str | None
    order: str | None
    product: str | None
    order_text: str
    product_text: str
    remedy: str
    nature: str | None
    severity: int | None
    department: str | None
    accepted: bool | None
    tags: tuple[str, ...]
    links: tuple[int, ...]
    merged_into: int | None
    split_from: int | None
    first_responded_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    recipient: str
    promises: tuple[PromiseView, ...]
    rmas: tuple[RmaView, ...]
    attachments: tuple[AttachmentView, ...]
    drafts: tuple[DraftView, ...]
    thread: ThreadPage
    mentions: tuple[MentionView, ...] = ()
    follow_up_at: datetime | None = None
    handover: HandoverView | None = None
    escalations: tuple[EscalationView, ...] = ()
    approvals: tuple[ApprovalView, ...] = ()
    complaint: ComplaintView | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    id: int
    handle: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    signature: str
    active: bool


@dataclass(frozen=True, slots=True)
class ActView:
    """Something a person did, to so many ``tickets``. ``undone_by`` is the act that took it back.

    ``has_left``: its reply has been handed over and can't be taken back any more.
    """

    act_id: str
    name: str
    ticket_id: int | None
    at: datetime
    undone_by: str | None
    tickets: int = 1
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of an act on one ticket: what to name for undo, and the ticket's new row.

    ``message_id`` is the message that the act added. ``leaves_at`` says until when a reply can be recalled.
    """

    act_id: str
    ticket: QueueRow
    message_id: int | None = None
    leaves_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The ticket ``take next`` chose, and why this one: a code and its facts, worded by the front end."""

    done: Done
    reason: str
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back. ``recalled`` is the text of a reply that goes back into the composer.

    ``refused``: tickets of a bulk act that stay as they are, because later acts stand on them. ``passed``: a later
    reply that had left, where one's last act was asked for.
    """

    act_id: str
    undone: str
    name: str
    tickets: tuple[int, ...]
    recalled: str | None = None
    recalled_ticket: int | None = None
    recalled_mode: str | None = None
    recalled_inserted: Inserted = NONE
    refused: tuple[int, ...] = ()
    passed: ActView | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``what`` is ticket, or customer or order where there is no ticket of them.

    ``why`` names the field that matched: ticket, return, order, tracking, email, chat, phone, name, subject, message,
    words (some here, some there), recent. ``found`` is what matched where ``label`` and ``who`` don't show it: a
    number, an address, a piece of a message. ``status`` is a ticket's, ``who`` the customer's name. ``whole``: it is
    what was asked for by its whole number or address, nothing like it.
    """

    what: str
    id: int
    ticket_id: int | None
    label: str
    detail: str
    at: datetime | None
    why: str
    customer_id: int | None = None
    who: str = ""
    status: str = ""
    found: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """How the store is. ``swept_at`` is the last check of clocks and outbox."""

    store: str
    engine: str
    schema: str
    tickets: int
    live: int
    pending_replies: int
    swept_at: datetime | None


@dataclass(frozen=True, slots=True)
class Problem:
    stream: str
    seq: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class Verdict:
    streams: int
    events: int
    problems: tuple[Problem, ...]
