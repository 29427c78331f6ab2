"""People, teams, drafts, saved views and settings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from servicedesk.store.database import upsert
from servicedesk.store.tables.events import heartbeats, settings
from servicedesk.store.tables.people import drafts, people, saved_views, team_members, teams

_NAMES: Final = select(people.c.id, people.c.handle)
_DROP_DRAFT: Final = delete(drafts).where(
    drafts.c.person_id == bindparam("of_person"),
    drafts.c.ticket_id == bindparam("of_ticket"),
    drafts.c.mode == bindparam("of_mode"),
)
_DRAFTS: Final = (
    select(drafts)
    .where(drafts.c.person_id == bindparam("of_person"), drafts.c.ticket_id == bindparam("of_ticket"))
    .order_by(drafts.c.mode)
)


def by_handle(connection: Connection, handle: str) -> RowMapping | None:
    return connection.execute(select(people).where(people.c.handle == handle)).mappings().first()


def first(connection: Connection) -> RowMapping | None:
    """The person a store starts with: the default of ``--as``."""
    return connection.execute(select(people).order_by(people.c.id).limit(1)).mappings().first()


def everybody(connection: Connection) -> list[RowMapping]:
    return list(connection.execute(select(people).order_by(people.c.handle)).mappings())


def add(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(people).values(**values))


def change(connection: Connection, person_id: int, values: dict[str, object]) -> None:
    connection.execute(update(people).where(people.c.id == person_id).values(**values))


def names(connection: Connection) -> dict[str, str]:
    """Actor codes (``person:5``) → handles."""
    rows = connection.execute(_NAMES)
    return {f"person:{person_id}": handle for person_id, handle in rows}


def all_teams(connection: Connection) -> list[RowMapping]:
    return list(connection.execute(select(teams).order_by(teams.c.line, teams.c.code)).mappings())


def team_by_code(connection: Connection, code: str) -> RowMapping | None:
    return connection.execute(select(teams).where(teams.c.code == code)).mappings().first()


def add_team(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(teams).values(**values))


def memberships(connection: Connection) -> dict[int, list[str]]:
    """Person → the codes of their teams."""
    query = select(team_members.c.person_id, teams.c.code).join(teams).order_by(teams.c.code)
    found: dict[int, list[str]] = {}
    for person_id, code in connection.execute(query):
        found.setdefault(person_id, []).append(code)
    return found


def set_teams(connection: Connection, person_id: int, team_ids: Sequence[int]) -> None:
    connection.execute(delete(team_members).where(team_members.c.person_id == person_id))
    if team_ids:
        connection.execute(
            insert(team_members), [{"team_id": team, "person_id": person_id} for team in sorted(set(team_ids))]
        )


# what a person keeps


def save_draft(
    connection: Connection,
    person_id: int,
    ticket_id: int,
    mode: str,
    body: str,
    caret: int,
    at: datetime,
    answers: str = "",
) -> None:
    """Replace the person's draft on a ticket; ``answers`` as ``domain.used_answers`` writes them."""
    keys = {"person_id": person_id, "ticket_id": ticket_id, "mode": mode}
    values = {**keys, "body": body, "caret": caret, "answers": answers, "updated_at": at}
    upsert(connection, drafts, tuple(keys), values)


def drop_draft(connection: Connection, person_id: int, ticket_id: int, mode: str) -> None:
    connection.execute(_DROP_DRAFT, {"of_person": person_id, "of_ticket": ticket_id, "of_mode": mode})


def drafts_of(connection: Connection, person_id: int, ticket_id: int) -> list[RowMapping]:
    return list(connection.execute(_DRAFTS, {"of_person": person_id, "of_ticket": ticket_id}).mappings())


def views_of(connection: Connection, person_id: int) -> list[RowMapping]:
    """Everybody's views and the person's own, in their order."""
    query = select(saved_views).where(saved_views.c.owner_id.is_(None) | (saved_views.c.owner_id == person_id))
    return list(connection.execute(query.order_by(saved_views.c.position, saved_views.c.id)).mappings())


def add_view(connection: Connection, name: str, filter_text: str, position: int, sort: str = "due") -> None:
    connection.execute(insert(saved_views).values(name=name, filter=filter_text, position=position, sort=sort))


# what the store knows about itself


def set_setting(connection: Connection, name: str, value: str) -> None:
    upsert(connection, settings, ("name",), {"name": name, "value": value})


def all_settings(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(settings.c.name, settings.c.value))
    return {row.name: row.value for row in rows}


def beat(connection: Connection, name: str, at: datetime) -> None:
    """Note that a recurring piece of work ran."""
    upsert(connection, heartbeats, ("name",), {"name": name, "at": at})


def last_beat(connection: Connection, name: str) -> datetime | None:
    return connection.execute(select(heartbeats.c.at).where(heartbeats.c.name == name)).scalar()


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(people)).scalar_one()
