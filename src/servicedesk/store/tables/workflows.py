"""Escalations, approvals and delegations as rows, and the texts that belong to events. Rows are caches of events."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, Table, text
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    BigId,
    Record,
    instant,
    optional_instant,
    optional_reference,
    partial,
    primary_key,
    reference,
    table,
)

OPEN = text("state IN ('open', 'accepted')")
UNACCEPTED = text("state = 'open'")
WAITING = text("state = 'waiting'")
STANDS = text("ended_at IS NULL")


class Escalation(Record, table=True):
    """As ``domain.workflows.states.Escalation`` has it. One open escalation a ticket: the index holds it too."""

    __tablename__: ClassVar[str] = "escalations"
    __table_args__ = (
        partial("ix_escalations_open", "ticket_id", unique=True, where=OPEN),
        Index("ix_escalations_ticket", "ticket_id", "id"),
        Index("ix_escalations_sender", "sender_id", "id"),
        partial("ix_escalations_waiting", "opened_at", "id", where=UNACCEPTED),
    )
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id")
    seq: int
    state: str
    reason: str
    line: int
    skill: str | None = None
    team_id: int | None = optional_reference("teams.id")
    person_id: int | None = optional_reference("people.id")
    sender_id: int | None = optional_reference("people.id")
    held_by_id: int | None = optional_reference("people.id")
    line_before: int
    hand_over: int
    rule: str | None = None
    cycle: str | None = None
    opened_at: datetime = instant()
    accept_by: datetime | None = optional_instant()
    taken_by_id: int | None = optional_reference("people.id")
    accepted_at: datetime | None = optional_instant()
    ended_by_id: int | None = optional_reference("people.id")
    ended_at: datetime | None = optional_instant()


class Approval(Record, table=True):
    """As ``domain.workflows.states.Approval`` has it. Amounts in minor units."""

    __tablename__: ClassVar[str] = "approvals"
    __table_args__ = (
        partial("ix_approvals_waiting", "asked_at", "id", where=WAITING),
        Index("ix_approvals_ticket", "ticket_id", "id"),
        Index("ix_approvals_order", "order_id"),
    )
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id")
    seq: int
    kind: str
    state: str
    amount: int
    currency: str
    rma_id: int | None = optional_reference("rmas.id")
    order_id: int | None = optional_reference("orders.id")
    asker_id: int | None = optional_reference("people.id")
    asked_at: datetime = instant()
    granted: int | None = None
    decided_by_id: int | None = optional_reference("people.id")
    on_behalf_of_id: int | None = optional_reference("people.id")
    decided_at: datetime | None = optional_instant()


class Delegation(Record, table=True):
    """Who stands in for whom, from when until when; on the stream of the person who gave it."""

    __tablename__: ClassVar[str] = "delegations"
    __table_args__ = (partial("ix_delegations_to", "to_id", where=STANDS),)
    id: int | None = primary_key()
    person_id: int = reference("people.id", index=True)
    to_id: int = reference("people.id")
    from_at: datetime = instant()
    until_at: datetime = instant()
    ended_at: datetime | None = optional_instant()


class EventText(Record, table=True):
    """A text that an event holds the salted digest of, by the event and its name in the payload's ``texts``.

    An undone event keeps its texts; an erasure empties them and their salt.
    """

    __tablename__: ClassVar[str] = "event_texts"
    stream_kind: str = Field(primary_key=True)
    stream_id: int = Field(sa_column=Column(BigId, primary_key=True))
    seq: int = Field(primary_key=True)
    name: str = Field(primary_key=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: str


escalations: Table = table(Escalation)
approvals: Table = table(Approval)
delegations: Table = table(Delegation)
event_texts: Table = table(EventText)
