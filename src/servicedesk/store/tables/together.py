"""Who is where: leases, presence, breaks, and what a person keeps of the day. None of it is an event."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Table
from sqlmodel import Field

from servicedesk.store.tables.columns import Record, instant, optional_instant, optional_reference, reference, table


class Lease(Record, table=True):
    """Who works on a ticket, until when unless renewed."""

    __tablename__: ClassVar[str] = "leases"
    ticket_id: int = reference("tickets.id", primary=True)
    person_id: int = reference("people.id")
    since: datetime = instant()
    until: datetime = instant()


class Presence(Record, table=True):
    """A running console: whose, on which ticket, ``doing`` looking or writing; silent ones are forgotten."""

    __tablename__: ClassVar[str] = "presence"
    __table_args__ = (Index("ix_presence_ticket", "ticket_id"),)
    console: str = Field(primary_key=True)
    person_id: int = reference("people.id")
    ticket_id: int | None = optional_reference("tickets.id")
    doing: str
    since: datetime = instant()
    seen_at: datetime = instant()


class Absence(Record, table=True):
    """Somebody takes nothing new. ``kind``: break, shift_over. Open while ``until`` is empty or ahead."""

    __tablename__: ClassVar[str] = "absences"
    person_id: int = reference("people.id", primary=True)
    kind: str
    since: datetime = instant()
    until: datetime | None = optional_instant()


class ReadMark(Record, table=True):
    """When somebody last read a ticket: what "new since you last looked" counts from."""

    __tablename__: ClassVar[str] = "read_marks"
    __table_args__ = (Index("ix_read_marks_latest", "person_id", "read_at"),)
    person_id: int = reference("people.id", primary=True)
    ticket_id: int = reference("tickets.id", primary=True)
    read_at: datetime = instant()


class KeptForm(Record, table=True):
    """A half-filled form (a call slip, a new ticket): ``fields`` is a JSON object of texts."""

    __tablename__: ClassVar[str] = "kept_forms"
    person_id: int = reference("people.id", primary=True)
    form: str = Field(primary_key=True)
    fields: str
    updated_at: datetime = instant()


leases: Table = table(Lease)
presence: Table = table(Presence)
absences: Table = table(Absence)
read_marks: Table = table(ReadMark)
kept_forms: Table = table(KeptForm)
