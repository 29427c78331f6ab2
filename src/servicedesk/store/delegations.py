"""Who stands in for whom: rows of ``delegations``, caches of the events on the giver's stream."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from servicedesk.domain.approving.delegation import Delegation
from servicedesk.store.tables.people import people
from servicedesk.store.tables.workflows import delegations


def delegation_values(person_id: int, one: Delegation) -> dict[str, object]:
    """A delegation's row, as replay says; ``person_id`` gave it."""
    return {
        "id": one.id,
        "person_id": person_id,
        "to_id": one.to,
        "from_at": one.since,
        "until_at": one.until,
        "ended_at": one.ended_at,
    }


def add(connection: Connection, person_id: int, one: Delegation) -> None:
    connection.execute(insert(delegations).values(**delegation_values(person_id, one)))


def end(connection: Connection, delegation_id: int, at: datetime) -> None:
    connection.execute(update(delegations).where(delegations.c.id == delegation_id).values(ended_at=at))


def get(connection: Connection, delegation_id: int) -> RowMapping | None:
    return connection.execute(select(delegations).where(delegations.c.id == delegation_id)).mappings().first()


def in_force(connection: Connection, at: datetime) -> list[tuple[int, int]]:
    """Who stands in, and for whom, at an instant, in the order they gave it; givers who have left lend nothing."""
    c = delegations.c
    query = (
        select(c.to_id, c.person_id)
        .join(people, people.c.id == c.person_id)
        .where(c.ended_at.is_(None), c.from_at <= at, c.until_at > at, people.c.active)
    )
    return [(to, giver) for to, giver in connection.execute(query.order_by(c.id))]


def overlapping(
    connection: Connection, person_id: int, to_id: int, since: datetime, until: datetime
) -> RowMapping | None:
    """One between the same two that isn't ended and has a time in common."""
    c = delegations.c
    query = select(delegations).where(c.person_id == person_id, c.to_id == to_id, c.ended_at.is_(None))
    return connection.execute(query.where(c.from_at < until, c.until_at > since).order_by(c.id)).mappings().first()


def current(connection: Connection, at: datetime) -> list[RowMapping]:
    """Those not ended and not over, the next to begin last, with handles and names of both."""
    query = _named().where(delegations.c.ended_at.is_(None), delegations.c.until_at > at)
    return list(connection.execute(query.order_by(delegations.c.from_at, delegations.c.id)).mappings())


def named(connection: Connection, delegation_id: int) -> RowMapping | None:
    """One with handles and names of both."""
    return connection.execute(_named().where(delegations.c.id == delegation_id)).mappings().first()


def of_people(connection: Connection, ids: Iterable[int]) -> dict[int, list[RowMapping]]:
    """All that people ever gave, by giver, as stored."""
    query = select(delegations).where(delegations.c.person_id.in_(list(ids))).order_by(delegations.c.id)
    found: dict[int, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["person_id"], []).append(row)
    return found


def _named() -> Select[tuple[object, ...]]:
    giver, taker = people.alias("giver"), people.alias("taker")
    return (
        select(
            delegations,
            giver.c.handle.label("giver"),
            giver.c.name.label("giver_name"),
            taker.c.handle.label("taker"),
            taker.c.name.label("taker_name"),
        )
        .join(giver, giver.c.id == delegations.c.person_id)
        .join(taker, taker.c.id == delegations.c.to_id)
    )
