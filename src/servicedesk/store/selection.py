"""Tickets chosen by their numbers, or all numbers that a filter shows: what bulk acts work on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from servicedesk.domain.filters import Filter
from servicedesk.store.queue_filters import conditions
from servicedesk.store.queues import rows
from servicedesk.store.tables.tickets import tickets


def numbers(connection: Connection, what: Filter, me: int, limit: int) -> list[int]:
    """The numbers of the tickets a filter shows, lowest first."""
    query = select(tickets.c.id).where(*conditions(what, me)).order_by(tickets.c.id).limit(limit)
    return list(connection.scalars(query))


def rows_of(connection: Connection, ids: Sequence[int]) -> list[RowMapping]:
    """Queue rows by number, lowest first; numbers that aren't there are left out."""
    query = rows().where(tickets.c.id.in_(ids)).order_by(tickets.c.id)
    return list(connection.execute(query).mappings())


def reminded_before(connection: Connection, person_id: int, until: datetime) -> int:
    """How many of a person's tickets have a promise or follow-up before an instant."""
    query = select(func.count()).where(
        tickets.c.remind_at.is_not(None), tickets.c.remind_at < until, tickets.c.assignee_id == person_id
    )
    return connection.execute(query).scalar_one()
