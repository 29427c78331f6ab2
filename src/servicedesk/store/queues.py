"""The hot read: pages of tickets by keyset, over explicit columns and the index of their order.

Row values carry the cursor (``(queue_due, id) > (?, ?)``) with ``queue_due IS NOT NULL`` beside it: without that
term both engines skip the partial index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    String,
    Subquery,
    Table,
    UnaryExpression,
    case,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import from_micros
from servicedesk.domain.filters import MOST_DIGITS, Filter, Order, Scope, Sort
from servicedesk.domain.tickets import LIVE
from servicedesk.store.queue_filters import conditions, of_customer_named, statuses_of
from servicedesk.store.search.subjects import few_with
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.people import people, team_members
from servicedesk.store.tables.tickets import tickets
from servicedesk.store.tables.workflows import approvals, escalations


def _is_in(table: Table, state: str) -> ColumnElement[bool]:
    """An escalation or an approval of the ticket is in a state."""
    return select(table.c.id).where(table.c.ticket_id == tickets.c.id, table.c.state == state).exists()


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", String())


WAITS: Final = case(
    (_is_in(escalations, "open"), _text("escalated")),
    (_is_in(approvals, "waiting"), _text("approval")),
    else_=_text(""),
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
    func.coalesce(customers.c.name, "").label("customer_name"),
    func.coalesce(customers.c.membership, "").label("membership"),
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

SORT_COLUMNS: Final[dict[Sort, Column[datetime]]] = {
    Sort.DUE: tickets.c.queue_due,
    Sort.UPDATED: tickets.c.updated_at,
    Sort.CREATED: tickets.c.created_at,
    Sort.ID: tickets.c.id,
    Sort.REMIND: tickets.c.remind_at,
}
SORTED: Final = literal_column("+tickets.updated_at", tickets.c.updated_at.type)
"""``updated_at`` under a sign that keeps both engines from walking its index."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: the sort key (microseconds, or the id) and the ticket."""

    key: int
    id: int

    def __str__(self) -> str:
        return f"{self.key}.{self.id}"


def parse_position(cursor: str) -> Position:
    """Read a cursor; raises Invalid."""
    key, _, ticket = cursor.partition(".")
    digits = key.removeprefix("-")
    if not digits.isdecimal() or not ticket.isdecimal() or max(len(digits), len(ticket)) > MOST_DIGITS:
        raise Invalid("after", f"{cursor!r} is not a cursor that servicedesk gave")
    return Position(int(key), int(ticket))


def rows(picked: Subquery | None = None) -> Select[tuple[object, ...]]:
    """A select of queue rows, without order; of the ids that were ``picked``, where some were."""
    start = tickets if picked is None else picked.join(tickets, tickets.c.id == picked.c.id)
    return select(*ROW).select_from(
        start.outerjoin(customers, customers.c.id == tickets.c.customer_id).outerjoin(
            people, people.c.id == tickets.c.assignee_id
        )
    )


def page(
    connection: Connection,
    what: Filter,
    order: Order,
    me: int,
    *,
    after: Position | None,
    backwards: bool,
    limit: int,
) -> list[RowMapping]:
    """``limit`` rows after a position, or before it when ``backwards``; always in display order."""
    descending = order.descending != backwards
    beyond = [] if after is None else [_beyond(order.sort, after, descending)]
    beyond += _among_few(connection, what)
    query = _listed(what, order.sort, me, beyond, descending=descending, offset=0, limit=limit)
    found = list(connection.execute(query).mappings())
    return found[::-1] if backwards else found


def _beyond(sort: Sort, position: Position, descending: bool) -> ColumnElement[bool]:
    """What comes after a position, in the direction read."""
    column = SORT_COLUMNS[sort]
    key: object = position.key if sort is Sort.ID else from_micros(position.key)
    here = tuple_(column, tickets.c.id)
    there = tuple_(key, position.id, types=[column.type, tickets.c.id.type])
    return here < there if descending else here > there


def _listed(
    what: Filter,
    sort: Sort,
    me: int,
    beyond: Sequence[ColumnElement[bool]],
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> Select[tuple[object, ...]]:
    """Rows ``offset`` to ``offset + limit`` of a filter, in order."""
    statuses = statuses_of(what)
    if sort is Sort.UPDATED and len(statuses) > 1:
        each = [replace(what, scope=Scope.ALL, status=(status,)) for status in statuses]
        picked = _merged([(*conditions(one, me), *beyond) for one in each], descending, offset, limit)
        return rows(picked).order_by(*_ordering(picked.c.updated_at, picked.c.id, descending))
    # The snoozed are few: sorting them costs less than looking for them along the order of all tickets.
    column = SORTED if sort is Sort.UPDATED and what.scope is Scope.SNOOZED else SORT_COLUMNS[sort]
    query = rows().where(*conditions(what, me), *beyond).order_by(*_ordering(column, tickets.c.id, descending))
    return query.offset(offset).limit(limit)


def _merged(each: Sequence[Sequence[ColumnElement[bool]]], descending: bool, offset: int, limit: int) -> Subquery:
    """Ids of several lists, each read along its own index (status, updated_at, id) and no further than needed.

    One query over all statuses would sort every ticket that ever was closed.
    """
    key, number = tickets.c.updated_at, tickets.c.id
    lists = [
        select(number, key)
        .where(*wanted)
        .order_by(*_ordering(key, number, descending))
        .limit(offset + limit)
        .subquery()
        for wanted in each
    ]
    together = union_all(*(one.select() for one in lists)).subquery()
    ordering = _ordering(together.c.updated_at, together.c.id, descending)
    return together.select().order_by(*ordering).offset(offset).limit(limit).subquery()


def _ordering(
    column: ColumnElement[datetime], number: ColumnElement[int], descending: bool
) -> list[UnaryExpression[datetime] | UnaryExpression[int]]:
    return [column.desc(), number.desc()] if descending else [column.asc(), number.asc()]


def at_offset(
    connection: Connection, what: Filter, order: Order, me: int, *, offset: int, limit: int
) -> list[RowMapping]:
    """Rows from a place in the list: for a scroll bar thrown far away. Costs by its depth."""
    few = _among_few(connection, what)
    query = _listed(what, order.sort, me, few, descending=order.descending, offset=offset, limit=limit)
    return list(connection.execute(query).mappings())


def total(connection: Connection, what: Filter, me: int) -> int:
    """How many tickets a filter shows."""
    wanted = (*conditions(what, me), *_among_few(connection, what))
    return connection.execute(select(func.count()).select_from(tickets).where(*wanted)).scalar_one()


def _among_few(connection: Connection, what: Filter) -> list[ColumnElement[bool]]:
    """Where the text index says that few tickets can have the words: only these, and a name's, are looked at."""
    few = few_with(connection, what.words) if what.words else None
    return [] if few is None else [or_(tickets.c.id.in_(few), *map(of_customer_named, what.words))]


def row(connection: Connection, ticket_id: int) -> RowMapping | None:
    return connection.execute(_one(), {"of_id": ticket_id}).mappings().first()


@cache
def _one() -> Select[tuple[object, ...]]:
    return rows().where(tickets.c.id == bindparam("of_id"))


def live_count(connection: Connection) -> int:
    return connection.execute(
        select(func.count()).select_from(tickets).where(tickets.c.status.in_(sorted(LIVE)))
    ).scalar_one()


def unassigned(
    connection: Connection,
    person_id: int,
    limit: int,
    *,
    priority: str | None = None,
    until: datetime | None = None,
) -> list[RowMapping]:
    """Queued tickets nobody has that the person could take, the longest waiting first; of one ``priority``.

    ``until`` bounds the wait: those who began to wait later are left out.

    Of the person's teams or of no team; in a language the person writes, or in none known.
    """
    my_teams = select(team_members.c.team_id).where(team_members.c.person_id == person_id)
    languages = connection.execute(select(people.c.languages).where(people.c.id == person_id)).scalar() or ""
    query = (
        select(
            tickets.c.id,
            tickets.c.priority,
            tickets.c.queue_due,
            tickets.c.waiting_since,
            tickets.c.created_at,
        )
        .where(
            tickets.c.assignee_id.is_(None),
            tickets.c.queue_due.is_not(None),
            or_(tickets.c.team_id.is_(None), tickets.c.team_id.in_(my_teams), ~my_teams.exists()),
        )
        .order_by(tickets.c.queue_due, tickets.c.id)
        .limit(limit)
    )
    if priority is not None:
        query = query.where(tickets.c.priority == priority)
    if until is not None:
        query = query.where(tickets.c.queue_due <= until)
    if spoken := languages.split():
        query = query.where(or_(tickets.c.language.is_(None), tickets.c.language.in_(spoken)))
    return list(connection.execute(query).mappings())
