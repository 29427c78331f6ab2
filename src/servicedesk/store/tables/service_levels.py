"""What was promised and how it was kept: the policies in force, the cycles of tickets' clocks, reviews of breaches."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, text
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    Record,
    instant,
    instant_key,
    optional_instant,
    optional_reference,
    partial,
    primary_key,
    reference,
    table,
)

BREACHED = text("breached_at IS NOT NULL")
WARNED = text("warned_at IS NOT NULL")


class Policies(Record, table=True):
    """The shop's policies; their versions are the events of its stream, ``version`` is the seq of the one in force."""

    __tablename__: ClassVar[str] = "policies"
    id: int | None = primary_key()
    version: int
    head: str
    set_at: datetime = instant()


class SlaClock(Record, table=True):
    """One cycle of a ticket's clock, as ``domain.sla.standing.ClockState`` has it; a cache of the ticket's events.

    ``used_us`` and ``late_us`` are microseconds of working time before ``running_since``. ``warn_noted_at`` and
    ``breach_noted_at`` are the instants notice was given of; holder, team and status are those at the breach.
    """

    __tablename__: ClassVar[str] = "sla_clocks"
    __table_args__ = (
        partial("ix_sla_clocks_breached", "breached_at", "ticket_id", where=BREACHED),
        Index("ix_sla_clocks_started", "started_at", "ticket_id"),
        partial("ix_sla_clocks_warned", "warned_at", "ticket_id", where=WARNED),
    )
    ticket_id: int = reference("tickets.id", primary=True)
    clock: str = Field(primary_key=True)
    started_at: datetime = Field(sa_column=instant_key())
    state: str
    ended_at: datetime | None = optional_instant()
    target_s: int = Field(sa_column=Column(BigInteger, nullable=False))
    rule: str
    policy_version: int
    used_us: int = Field(sa_column=Column(BigInteger, nullable=False))
    late_us: int = Field(sa_column=Column(BigInteger, nullable=False))
    running_since: datetime | None = optional_instant()
    due_at: datetime | None = optional_instant()
    warn_due_at: datetime | None = optional_instant()
    warned_at: datetime | None = optional_instant()
    breached_at: datetime | None = optional_instant()
    warn_noted_at: datetime | None = optional_instant()
    breach_noted_at: datetime | None = optional_instant()
    holder_id: int | None = optional_reference("people.id")
    team_id: int | None = optional_reference("teams.id")
    held_status: str | None = None


class BreachReview(Record, table=True):
    """What a supervisor found of a breach. ``comment`` is a text: salted digest in the event, emptied by an erasure."""

    __tablename__: ClassVar[str] = "breach_reviews"
    ticket_id: int = reference("tickets.id", primary=True)
    clock: str = Field(primary_key=True)
    started_at: datetime = Field(sa_column=instant_key())
    holder_id: int | None = optional_reference("people.id")
    status: str
    cause: str
    avoidable: bool
    comment: str
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reviewer_id: int = reference("people.id")
    reviewed_at: datetime = instant()


class EarlierComment(Record, table=True):
    """A review's comment that was replaced or undone, under the digest its event holds: what an undo brings back."""

    __tablename__: ClassVar[str] = "earlier_comments"
    ticket_id: int = reference("tickets.id", primary=True)
    digest: str = Field(primary_key=True)
    comment: str
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


policies: Table = table(Policies)
sla_clocks: Table = table(SlaClock)
breach_reviews: Table = table(BreachReview)
earlier_comments: Table = table(EarlierComment)
