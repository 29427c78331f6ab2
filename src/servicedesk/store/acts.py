"""Acts: what a person did, one row a key press."""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Connection, Insert, RowMapping, and_, exists, or_, select, update

from servicedesk.store.tables.events import acts
from servicedesk.store.tables.outbox import outbox
from servicedesk.store.upserting import insert_into


def add(
    connection: Connection,
    *,
    act_id: str,
    person_id: int,
    name: str,
    ticket_id: int | None,
    streams: int,
    at: datetime,
) -> None:
    """Note an act. One that is noted already has touched ``streams`` more, and belongs to no single ticket."""
    row = {"id": act_id, "person_id": person_id, "name": name, "ticket_id": ticket_id, "streams": streams, "at": at}
    connection.execute(_added(connection.dialect.name), row)


@cache
def _added(dialect: str) -> Insert:
    new = insert_into(dialect, acts)
    more = {"streams": acts.c.streams + new.excluded.streams, "ticket_id": None}
    return new.on_conflict_do_update(index_elements=["id"], set_=more)


def rename(connection: Connection, act_id: str, name: str) -> None:
    """Call an act by another name; one that touched nothing isn't noted, and nothing happens."""
    connection.execute(update(acts).where(acts.c.id == act_id).values(name=name))


def recent(connection: Connection, person_id: int, limit: int) -> list[RowMapping]:
    """A person's acts, newest first; ``has_left``: its reply has been handed over."""
    query = (
        select(acts, _has_left().label("has_left"))
        .where(acts.c.person_id == person_id)
        .order_by(acts.c.at.desc(), acts.c.id.desc())
        .limit(limit)
    )
    return list(connection.execute(query).mappings())


def last_undoable(connection: Connection, person_id: int) -> RowMapping | None:
    """The person's newest act that is neither undone nor an undo, and whose reply, if any, has not left."""
    query = (
        select(acts)
        .where(acts.c.person_id == person_id, acts.c.undone_by.is_(None), acts.c.name != "undo", ~_has_left())
        .order_by(acts.c.at.desc(), acts.c.id.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().first()


def passed_over(connection: Connection, act: RowMapping) -> RowMapping | None:
    """The person's newest reply after ``act`` that has left, unless an undo has gone past it before."""
    query = (
        select(acts)
        .where(acts.c.person_id == act["person_id"], _after(act), acts.c.undone_by.is_(None), _has_left())
        .order_by(acts.c.at.desc(), acts.c.id.desc())
        .limit(1)
    )
    left = connection.execute(query).mappings().first()
    if left is None:
        return None
    mine = (acts.c.person_id == act["person_id"], _after(act))
    undos = select(acts.c.id).where(acts.c.person_id == act["person_id"], acts.c.name == "undo", _after(left))
    gone_past = select(acts.c.id).where(*mine, acts.c.undone_by.in_(undos), ~_after(left)).limit(1)
    return None if connection.execute(gone_past).first() is not None else left


def _after(act: RowMapping) -> ColumnElement[bool]:
    return or_(acts.c.at > act["at"], and_(acts.c.at == act["at"], acts.c.id > act["id"]))


def _has_left() -> ColumnElement[bool]:
    """Whether the act's reply has been handed over; asked by its ticket, of which the outbox has an index."""
    return exists().where(
        outbox.c.ticket_id == acts.c.ticket_id, outbox.c.act_id == acts.c.id, outbox.c.state == "handed_over"
    )


def get(connection: Connection, act_id: str) -> RowMapping | None:
    return connection.execute(select(acts).where(acts.c.id == act_id)).mappings().first()


def mark_undone(connection: Connection, act_id: str, by: str | None) -> None:
    connection.execute(update(acts).where(acts.c.id == act_id).values(undone_by=by))


def undone_by(connection: Connection, act_id: str) -> list[RowMapping]:
    """The acts that an undo took back."""
    return list(connection.execute(select(acts).where(acts.c.undone_by == act_id)).mappings())
