"""Tickets and what hangs on them. A ticket row is a cache of its event stream."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, Table, text
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    Record,
    instant,
    optional_instant,
    optional_reference,
    partial,
    primary_key,
    reference,
    table,
)

QUEUED = text("queue_due IS NOT NULL")
HANDED = text("handed_over_at IS NOT NULL")
REMINDED = text("remind_at IS NOT NULL")
CLOCKED = text("next_due IS NOT NULL")
UNDER_POLICIES = text("policy_version IS NOT NULL")
TAKEABLE = text("lane IS NOT NULL")
ASSIGNED = text("assignee_id IS NOT NULL")
ABOUT_PRODUCT = text("product_id IS NOT NULL")


class Ticket(Record, table=True):
    """``queue_due`` orders the queue: null when not live or snoozed, far in the future when nothing is due.

    ``remind_at`` is the earlier of the next open promise and the follow-up; ``handed_over_at`` stands until somebody
    but the giver acts.

    ``due_at`` and ``due_clock`` are the earliest of the running clocks, ``risk_at`` their earliest warning; at
    ``next_due`` a notice is to be given. ``policy_version`` is that of the policies they count by; null once no later
    one can change them. ``lane`` (team:language) and ``turn`` are where a ticket that nobody has stands in the line of
    ``take next``; null when it can't be taken.

    ``subject``, ``order_text``, ``product_text`` and ``remedy`` are texts from outside; their salted
    digest is in the events. ``version`` and ``head`` are the seq and hash of the stream's last event.
    """

    __tablename__: ClassVar[str] = "tickets"
    __table_args__ = (
        partial(
            "ix_tickets_queue",
            "queue_due",
            "id",
            where=QUEUED,
        ),
        partial(
            "ix_tickets_assignee_queue",
            "assignee_id",
            "queue_due",
            "id",
            where=QUEUED,
        ),
        partial(
            "ix_tickets_team_queue",
            "team_id",
            "queue_due",
            "id",
            where=QUEUED,
        ),
        # Read along an order, a list passes over what isn't in it without a look at the ticket itself.
        partial("ix_tickets_queue_updated", "updated_at", "id", "assignee_id", where=QUEUED),
        partial("ix_tickets_queue_created", "created_at", "id", "assignee_id", where=QUEUED),
        partial("ix_tickets_queue_id", "id", "assignee_id", where=QUEUED),
        partial("ix_tickets_turn", "lane", "turn", "id", where=TAKEABLE),
        partial(
            "ix_tickets_assignee_updated",
            "assignee_id",
            "updated_at",
            "id",
            where=ASSIGNED,
        ),
        partial("ix_tickets_product", "product_id", "id", where=ABOUT_PRODUCT),
        Index("ix_tickets_status_updated", "status", "updated_at", "id"),
        Index("ix_tickets_updated", "updated_at", "id"),
        Index("ix_tickets_created", "created_at", "id", "status"),
        Index("ix_tickets_customer", "customer_id", "updated_at", "id"),
        Index("ix_tickets_order", "order_id"),
        partial("ix_tickets_handed_over", "handed_over_at", "id", where=HANDED),
        partial("ix_tickets_remind", "remind_at", "id", where=REMINDED),
        partial("ix_tickets_next_due", "next_due", "id", where=CLOCKED),
        partial("ix_tickets_policy", "policy_version", "id", where=UNDER_POLICIES),
        partial(
            "ix_tickets_snoozed",
            "snoozed_until",
            where=text("snoozed_until IS NOT NULL"),
        ),
    )
    id: int | None = primary_key()
    kind: str
    status: str
    stage: str | None = None
    priority: str = "normal"
    line: int = 1
    channel: str = "local"
    language: str | None = None
    customer_id: int | None = optional_reference("customers.id")
    assignee_id: int | None = optional_reference("people.id")
    team_id: int | None = optional_reference("teams.id")
    order_id: int | None = optional_reference("orders.id")
    product_id: int | None = optional_reference("products.id")
    subject: str
    order_text: str = ""
    product_text: str = ""
    remedy: str = ""
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    nature: str | None = None
    severity: int | None = None
    department: str | None = None
    accepted: bool | None = None
    merged_into: int | None = optional_reference("tickets.id", index=True)
    split_from: int | None = optional_reference("tickets.id")
    generated: bool = False
    created_at: datetime = instant()
    updated_at: datetime = instant()
    waiting_since: datetime | None = optional_instant()
    first_responded_at: datetime | None = optional_instant()
    last_customer_at: datetime | None = optional_instant()
    last_public_at: datetime | None = optional_instant()
    last_public_author: str | None = None
    resolved_at: datetime | None = optional_instant()
    closed_at: datetime | None = optional_instant()
    snoozed_until: datetime | None = optional_instant()
    promise_due: datetime | None = optional_instant()
    due_at: datetime | None = optional_instant()
    due_clock: str | None = None
    queue_due: datetime | None = optional_instant()
    version: int
    head: str
    handed_over_at: datetime | None = optional_instant()
    follow_up_at: datetime | None = optional_instant()
    remind_at: datetime | None = optional_instant()
    risk_at: datetime | None = optional_instant()
    next_due: datetime | None = optional_instant()
    policy_version: int | None = None
    lane: str | None = None
    turn: datetime | None = optional_instant()


class EarlierTexts(Record, table=True):
    """A ticket's free texts as they were, under the digest its events hold of them: what an undo brings back.

    Hashed with the ticket's own salt; an erasure empties these rows too.
    """

    __tablename__: ClassVar[str] = "earlier_texts"
    ticket_id: int = reference("tickets.id", primary=True)
    digest: str = Field(primary_key=True)
    subject: str
    order_text: str = ""
    product_text: str = ""
    remedy: str = ""


class TicketTag(Record, table=True):
    __tablename__: ClassVar[str] = "ticket_tags"
    __table_args__ = (Index("ix_ticket_tags_tag", "tag", "ticket_id"),)
    ticket_id: int = reference("tickets.id", primary=True)
    tag: str = Field(primary_key=True)


class TicketLink(Record, table=True):
    """Two tickets that belong together; one row for each direction."""

    __tablename__: ClassVar[str] = "ticket_links"
    ticket_id: int = reference("tickets.id", primary=True)
    other_id: int = reference("tickets.id", primary=True)


class TicketMention(Record, table=True):
    """Whose attention a note asks for, until that person acts on the ticket."""

    __tablename__: ClassVar[str] = "ticket_mentions"
    __table_args__ = (Index("ix_ticket_mentions_person", "person_id", "ticket_id"),)
    ticket_id: int = reference("tickets.id", primary=True)
    person_id: int = reference("people.id", primary=True)
    message_id: int = reference("messages.id")
    at: datetime = instant()


class Message(Record, table=True):
    """``author``: customer, agent, system. ``visibility``: public, internal.

    ``medium``: message, call, voicemail, note, auto, translation, side (with a carrier or warehouse, ``side``).
    ``delivery``: received, pending, handed_over, failed, recalled, internal.
    """

    __tablename__: ClassVar[str] = "messages"
    __table_args__ = (Index("ix_messages_thread", "ticket_id", "sent_at", "id"),)
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id")
    author: str
    person_id: int | None = optional_reference("people.id")
    visibility: str
    medium: str = "message"
    side: str | None = None
    channel: str = "local"
    delivery: str
    language: str | None = None
    sent_at: datetime = instant()
    external_id: str | None = None


class MessageText(Record, table=True):
    """What was said, and its salt: the row that an erasure empties."""

    __tablename__: ClassVar[str] = "message_texts"
    message_id: int = reference("messages.id", primary=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    author_name: str = ""
    body: str


class Blob(Record, table=True):
    """A file's content, once, under its SHA-256."""

    __tablename__: ClassVar[str] = "blobs"
    sha256: str = Field(primary_key=True)
    size: int
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Attachment(Record, table=True):
    __tablename__: ClassVar[str] = "attachments"
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id", index=True)
    message_id: int | None = optional_reference("messages.id", index=True)
    sha256: str = Field(foreign_key="blobs.sha256")
    name: str
    media_type: str
    size: int
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_at: datetime = instant()
    removed: bool = False


class Promise(Record, table=True):
    """What we told the customer, until when. ``state``: open, kept, broken, withdrawn."""

    __tablename__: ClassVar[str] = "promises"
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id", index=True)
    person_id: int | None = optional_reference("people.id")
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: str
    made_at: datetime = instant()
    due_at: datetime = instant()
    state: str = "open"


tickets: Table = table(Ticket)
earlier_texts: Table = table(EarlierTexts)
ticket_tags: Table = table(TicketTag)
ticket_links: Table = table(TicketLink)
ticket_mentions: Table = table(TicketMention)
messages: Table = table(Message)
message_texts: Table = table(MessageText)
blobs: Table = table(Blob)
attachments: Table = table(Attachment)
promises: Table = table(Promise)
