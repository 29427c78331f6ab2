"""Tickets chosen by their numbers, or all numbers that a filter shows: what bulk acts work on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from servicedesk.domain.filters import Filter
from servicedesk.store.queue_filters import Unled, conditions
from servicedesk.store.queues import rows
from servicedesk.store.tables.tickets import promises, tickets


def numbers(connection: Connection, what: Filter, me: int, limit: int) -> list[int]:
    """The numbers of the tickets a filter shows, lowest first."""
    query = select(tickets.c.id).where(*conditions(what, me)).order_by(tickets.c.id).limit(limit)
    return list(connection.scalars(query))


def rows_of(connection: Connection, ids: Sequence[int]) -> list[RowMapping]:
    """Queue rows by number, lowest first; numbers that aren't there are left out."""
    query = rows().where(tickets.c.id.in_(ids)).order_by(tickets.c.id)
    return list(connection.execute(query).mappings())


def promises_before(connection: Connection, person_id: int, until: datetime) -> int:
    """How many open promises on a person's tickets are due before an instant.

    The index of the tickets to be reminded of leads, not that of all that are the person's: a promise due then has
    its ticket among them.
    """
    query = (
        select(func.count())
        .select_from(tickets)
        .join(promises, promises.c.ticket_id == tickets.c.id)
        .where(
            tickets.c.remind_at.is_not(None),
            tickets.c.remind_at < until,
            Unled(tickets.c.assignee_id) == person_id,
            promises.c.state == "open",
            promises.c.due_at < until,
        )
    )
    return connection.execute(query).scalar_one()
