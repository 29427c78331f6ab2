"""Replies on their way out, and what came in from other systems' exports."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Table, UniqueConstraint, text
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    Record,
    instant,
    optional_instant,
    partial,
    primary_key,
    reference,
    table,
)

PENDING = text("state = 'pending'")


class OutboxItem(Record, table=True):
    """A reply waiting out its grace time. ``state``: pending, handed_over, failed, recalled."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (partial("ix_outbox_pending", "not_before", "id", where=PENDING),)
    id: int | None = primary_key()
    message_id: int = reference("messages.id", unique=True)
    ticket_id: int = reference("tickets.id", index=True)
    act_id: str
    channel: str
    recipient: str = ""
    state: str = "pending"
    not_before: datetime = instant()
    attempts: int = 0
    last_error: str = ""
    handed_at: datetime | None = optional_instant()


class ImportRun(Record, table=True):
    """One run over one file; ``done_rows`` says how far it is committed, so a killed run resumes."""

    __tablename__: ClassVar[str] = "import_runs"
    id: int | None = primary_key()
    source: str
    file_name: str
    fingerprint: str = Field(index=True)
    started_at: datetime = instant()
    finished_at: datetime | None = optional_instant()
    done_rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


class ImportedTicket(Record, table=True):
    """Which ticket a source's record became, and the record as last seen (a hash a field, JSON)."""

    __tablename__: ClassVar[str] = "imported_tickets"
    __table_args__ = (UniqueConstraint("source", "external_key"),)
    id: int | None = primary_key()
    source: str
    external_key: str
    ticket_id: int = reference("tickets.id", index=True)
    fields: str


outbox: Table = table(OutboxItem)
import_runs: Table = table(ImportRun)
imported_tickets: Table = table(ImportedTicket)
