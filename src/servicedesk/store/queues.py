"""Rows of tickets as lists show them, and how many there are."""

from functools import cache
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Subquery,
    Table,
    bindparam,
    case,
    func,
    select,
)

from servicedesk.domain.filters import Filter
from servicedesk.domain.tickets import LIVE
from servicedesk.store.queue_filters import conditions, facets_of, scope_of
from servicedesk.store.queue_leads import among, as_few, gathered
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.people import people
from servicedesk.store.tables.tickets import tickets
from servicedesk.store.tables.workflows import approvals, escalations


def _is_in(table: Table, state: str) -> ColumnElement[bool]:
    """An escalation or an approval of the ticket is in a state."""
    return select(table.c.id).where(table.c.ticket_id == tickets.c.id, table.c.state == own_text(state)).exists()


WAITS: Final = case(
    (_is_in(escalations, "open"), own_text("escalated")),
    (_is_in(approvals, "waiting"), own_text("approval")),
    else_=own_text(""),
)
"""What of its workflows a ticket waits for."""

ROW: Final = (
    tickets.c.id,
    tickets.c.kind,
    tickets.c.status,
    tickets.c.stage,
    tickets.c.priority,
    tickets.c.subject,
    tickets.c.customer_id,
    func.coalesce(customers.c.name, own_text("")).label("customer_name"),
    func.coalesce(customers.c.membership, own_text("")).label("membership"),
    people.c.handle.label("assignee"),
    tickets.c.due_at,
    tickets.c.due_clock,
    tickets.c.waiting_since,
    tickets.c.snoozed_until,
    tickets.c.created_at,
    tickets.c.updated_at,
    tickets.c.last_public_author,
    tickets.c.version,
    tickets.c.remind_at,
    tickets.c.risk_at,
    WAITS.label("waits"),
)
"""The columns of a queue row, in the order of ``desk.views.QueueRow``."""


def rows(picked: Subquery | None = None) -> Select[tuple[object, ...]]:
    """A select of queue rows, without order; of the ids that were ``picked``, where some were."""
    start = tickets if picked is None else picked.join(tickets, tickets.c.id == picked.c.id)
    return select(*ROW).select_from(
        start.outerjoin(customers, customers.c.id == tickets.c.customer_id).outerjoin(
            people, people.c.id == tickets.c.assignee_id
        )
    )


def total(connection: Connection, what: Filter, me: int) -> int:
    """How many tickets a filter shows."""
    ids = gathered(connection, what, me)
    counting = select(func.count()).select_from(tickets)
    if ids is None:
        return connection.execute(counting.where(*conditions(what, me))).scalar_one()
    dialect = connection.dialect.name
    wanted = (among(dialect), *scope_of(what, me, led=()), *facets_of(what, me))
    return connection.execute(counting.where(*wanted), {"few": as_few(dialect, ids)}).scalar_one()


def row(connection: Connection, ticket_id: int) -> RowMapping | None:
    return connection.execute(_one(), {"of_id": ticket_id}).mappings().first()


@cache
def _one() -> Select[tuple[object, ...]]:
    return rows().where(tickets.c.id == bindparam("of_id"))


def live_count(connection: Connection) -> int:
    return connection.execute(
        select(func.count()).select_from(tickets).where(tickets.c.status.in_(sorted(LIVE)))
    ).scalar_one()
