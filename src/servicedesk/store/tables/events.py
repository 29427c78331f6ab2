"""The truth: event streams; and what a running store keeps about itself."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Table
from sqlmodel import Field

from servicedesk.store.tables.columns import Record, instant, primary_key, table


class EventRow(Record, table=True):
    """``payload`` is canonical JSON as it was hashed. ``actor``: person:ID, customer:ID, system."""

    __tablename__: ClassVar[str] = "events"
    __table_args__ = (
        Index("ux_events_stream", "stream_kind", "stream_id", "seq", unique=True),
        Index("ix_events_act", "act_id"),
    )
    id: int | None = primary_key()
    stream_kind: str
    stream_id: int
    seq: int
    type: str
    v: int
    act_id: str
    actor: str
    via: str
    at: datetime = instant()
    payload: str
    prev_hash: str
    hash: str


class Act(Record, table=True):
    """A person's key press, whatever it touched: what ``u`` undoes. ``undone_by`` is the act that did."""

    __tablename__: ClassVar[str] = "acts"
    __table_args__ = (Index("ix_acts_person", "person_id", "at"),)
    id: str = Field(primary_key=True)
    person_id: int
    name: str
    ticket_id: int | None = None
    streams: int = 1
    at: datetime = instant()
    undone_by: str | None = None


class Heartbeat(Record, table=True):
    """When a recurring piece of work last ran: ``sweep``."""

    __tablename__: ClassVar[str] = "heartbeats"
    name: str = Field(primary_key=True)
    at: datetime = instant()


class Setting(Record, table=True):
    """What the store knows about its shop: name, currency, timezone, …"""

    __tablename__: ClassVar[str] = "settings"
    name: str = Field(primary_key=True)
    value: str


events: Table = table(EventRow)
acts: Table = table(Act)
heartbeats: Table = table(Heartbeat)
settings: Table = table(Setting)
