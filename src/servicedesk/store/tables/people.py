"""Who works here: people, teams, and what a person keeps (drafts, saved views)."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Table, UniqueConstraint
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    Record,
    instant,
    optional_reference,
    primary_key,
    reference,
    table,
)


class Person(Record, table=True):
    """Somebody who works here. ``roles``, ``skills`` and ``languages`` are blank-separated codes."""

    __tablename__: ClassVar[str] = "people"
    id: int | None = primary_key()
    handle: str = Field(unique=True)
    name: str
    email: str = ""
    roles: str
    skills: str = ""
    languages: str = ""
    signature: str = ""
    active: bool = True
    created_at: datetime = instant()
    version: int = 0
    head: str = ""


class Team(Record, table=True):
    __tablename__: ClassVar[str] = "teams"
    id: int | None = primary_key()
    code: str = Field(unique=True)
    name: str
    line: int = 1
    skill: str = ""


class TeamMember(Record, table=True):
    __tablename__: ClassVar[str] = "team_members"
    team_id: int = reference("teams.id", primary=True)
    person_id: int = reference("people.id", primary=True, index=True)


class Draft(Record, table=True):
    """What somebody is writing on a ticket, at most a second old. ``mode``: reply or note.

    ``answers``: the canned answers in it and what their macros will do, as ``domain.used_answers`` writes them.
    """

    __tablename__: ClassVar[str] = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "ticket_id", "mode"),)
    id: int | None = primary_key()
    person_id: int = reference("people.id")
    ticket_id: int = reference("tickets.id", index=True)
    mode: str
    body: str
    caret: int = 0
    answers: str = ""
    updated_at: datetime = instant()


class SavedView(Record, table=True):
    """A named filter; without an owner it is everybody's."""

    __tablename__: ClassVar[str] = "saved_views"
    id: int | None = primary_key()
    owner_id: int | None = optional_reference("people.id", index=True)
    name: str
    filter: str
    sort: str = "due"
    position: int = 0


people: Table = table(Person)
teams: Table = table(Team)
team_members: Table = table(TeamMember)
drafts: Table = table(Draft)
saved_views: Table = table(SavedView)
