"""Writing saved views: everybody's (without an owner) and a person's own."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from servicedesk.store.tables.people import saved_views


def get(connection: Connection, view_id: int) -> RowMapping | None:
    return connection.execute(select(saved_views).where(saved_views.c.id == view_id)).mappings().first()


def add(connection: Connection, owner_id: int | None, name: str, filter_text: str, sort: str) -> int:
    """A view behind all there are; returns its id."""
    last: int = connection.execute(select(func.coalesce(func.max(saved_views.c.position), 0))).scalar_one()
    new = insert(saved_views).values(owner_id=owner_id, name=name, filter=filter_text, sort=sort, position=last + 1)
    return int(connection.execute(new.returning(saved_views.c.id)).scalar_one())


def rename(connection: Connection, view_id: int, name: str) -> None:
    connection.execute(update(saved_views).where(saved_views.c.id == view_id).values(name=name))


def remove(connection: Connection, view_id: int) -> None:
    connection.execute(delete(saved_views).where(saved_views.c.id == view_id))


def put_in_order(connection: Connection, positions: Sequence[tuple[int, int]]) -> None:
    """Give views, by id, their positions."""
    for view_id, position in positions:
        connection.execute(update(saved_views).where(saved_views.c.id == view_id).values(position=position))
