"""Canned answers in versions, what became of them, and what somebody typed again and again."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, UniqueConstraint
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    Record,
    instant,
    optional_instant,
    optional_reference,
    primary_key,
    reference,
    table,
)


class StoredAnswer(Record, table=True):
    """A canned answer; what it says is that of its ``version``, the seq of its stream's last event.

    ``code`` is in capitals, however it is written. ``owner``: empty for everybody's, ``team:CODE``, ``person:HANDLE``.
    ``change`` counts the changes to all answers: the row changed last has the highest.
    """

    __tablename__: ClassVar[str] = "answers"
    __table_args__ = (
        UniqueConstraint("code", "language", "owner"),
        Index("ix_answers_change", "change"),
        Index("ix_answers_owner", "owner", "id"),
    )
    id: int | None = primary_key()
    code: str
    language: str
    owner: str
    version: int
    head: str
    change: int = Field(sa_column=Column(BigInteger, nullable=False))
    retired_at: datetime | None = optional_instant()


class StoredVersion(Record, table=True):
    """What an answer said: ``content`` as ``answers.content`` writes it; its salted digest is in the event."""

    __tablename__: ClassVar[str] = "answer_versions"
    answer_id: int = reference("answers.id", primary=True)
    version: int = Field(primary_key=True)
    content: str
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    retired: bool
    changed_at: datetime = instant()
    changed_by: int | None = optional_reference("people.id")


class StoredExample(Record, table=True):
    """A whole message that an answer answers, as it came with it."""

    __tablename__: ClassVar[str] = "answer_examples"
    __table_args__ = (Index("ix_answer_examples_answer", "answer_id", "id"),)
    id: int | None = primary_key()
    answer_id: int = reference("answers.id")
    text: str


class AnswerUse(Record, table=True):
    """That an answer went into a reply, or its macro was run; a cache of the ticket's events.

    ``seq`` is the event's; ``message_id`` the reply, null where a macro ran by itself; ``asked_id`` the customer's
    message that was the newest then.
    """

    __tablename__: ClassVar[str] = "answer_uses"
    __table_args__ = (
        Index("ix_answer_uses_answer", "answer_id", "used_at"),
        Index("ix_answer_uses_used", "used_at", "ticket_id"),
    )
    ticket_id: int = reference("tickets.id", primary=True)
    seq: int = Field(primary_key=True)
    answer_id: int = reference("answers.id", primary=True)
    version: int
    message_id: int | None = optional_reference("messages.id")
    person_id: int | None = optional_reference("people.id")
    used_at: datetime = instant()
    asked_id: int | None = optional_reference("messages.id")


class OwnWords(Record, table=True):
    """A paragraph that somebody sent: how often, under the digest of what doesn't change from one to the next."""

    __tablename__: ClassVar[str] = "own_words"
    person_id: int = reference("people.id", primary=True)
    digest: str = Field(primary_key=True)
    text: str
    count: int = 0
    last_at: datetime = instant()
    dismissed: bool = False


answers: Table = table(StoredAnswer)
answer_versions: Table = table(StoredVersion)
answer_examples: Table = table(StoredExample)
answer_uses: Table = table(AnswerUse)
own_words: Table = table(OwnWords)
