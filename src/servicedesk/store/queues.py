"""The hot read: pages of tickets by keyset, over explicit columns and the index of their order.

Row values carry the cursor (``(queue_due, id) > (?, ?)``) with ``queue_due IS NOT NULL`` beside it: without that
term both engines skip the partial index.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    UnaryExpression,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import from_micros
from servicedesk.domain.filters import MOST_DIGITS, Filter, Order, Scope, Sort
from servicedesk.domain.tickets import LIVE, Status
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.people import people, team_members, teams
from servicedesk.store.tables.tickets import ticket_tags, tickets

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
)
"""The columns of a queue row, in the order of ``desk.views.QueueRow``."""

SORT_COLUMNS: Final[dict[Sort, Column[datetime]]] = {
    Sort.DUE: tickets.c.queue_due,
    Sort.UPDATED: tickets.c.updated_at,
    Sort.CREATED: tickets.c.created_at,
    Sort.ID: tickets.c.id,
}
CLOSED: Final = (Status.RESOLVED, Status.CLOSED, Status.MERGED, Status.SPAM)


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


def rows() -> Select[tuple[object, ...]]:
    """A select of queue rows, without order."""
    return select(*ROW).select_from(
        tickets.outerjoin(customers, customers.c.id == tickets.c.customer_id).outerjoin(
            people, people.c.id == tickets.c.assignee_id
        )
    )


def conditions(what: Filter, me: int) -> list[ColumnElement[bool]]:
    """A filter as SQL; ``me`` is the person who looks."""
    found = _scope(what.scope)
    for name in ("status", "kind", "priority", "channel", "language"):
        values: tuple[str, ...] = getattr(what, name)
        if len(values) == 1:
            found.append(tickets.c[name] == values[0])
        elif values:
            found.append(or_(*(tickets.c[name] == value for value in values)))
    found.extend(_has_tag(tag) for tag in what.tag)
    if what.assignee is not None:
        found.append(_assigned_to(what.assignee, me))
    if what.team is not None:
        team = select(teams.c.id).where(teams.c.code == what.team).scalar_subquery()
        found.append(tickets.c.team_id == team)
    if what.customer is not None:
        found.append(tickets.c.customer_id == what.customer)
    found.extend(tickets.c.subject.icontains(word, autoescape=True) for word in what.words)
    return found


def _scope(scope: Scope) -> list[ColumnElement[bool]]:
    match scope:
        case Scope.LIVE:
            return [tickets.c.queue_due.is_not(None)]
        case Scope.WAITING:
            return [tickets.c.queue_due.is_not(None), tickets.c.waiting_since.is_not(None)]
        case Scope.SNOOZED:
            return [tickets.c.snoozed_until.is_not(None)]
        case Scope.CLOSED:
            return [or_(*(tickets.c.status == str(status) for status in CLOSED))]
        case Scope.ALL:
            return []


def _has_tag(tag: str) -> ColumnElement[bool]:
    return exists().where(and_(ticket_tags.c.ticket_id == tickets.c.id, ticket_tags.c.tag == tag))


def _assigned_to(who: str, me: int) -> ColumnElement[bool]:
    if who == "me":
        return tickets.c.assignee_id == me
    if who == "none":
        return tickets.c.assignee_id.is_(None)
    return tickets.c.assignee_id == select(people.c.id).where(people.c.handle == who).scalar_subquery()


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
    column = SORT_COLUMNS[order.sort]
    query = rows().where(*conditions(what, me)).limit(limit)
    descending = order.descending != backwards
    if after is not None:
        key: object = after.key if order.sort is Sort.ID else from_micros(after.key)
        here = tuple_(column, tickets.c.id)
        there = tuple_(key, after.id, types=[column.type, tickets.c.id.type])
        query = query.where(here < there if descending else here > there)
    found = list(connection.execute(query.order_by(*_ordering(column, descending))).mappings())
    return found[::-1] if backwards else found


def _ordering(column: Column[datetime], descending: bool) -> list[UnaryExpression[datetime] | UnaryExpression[int]]:
    if descending:
        return [column.desc(), tickets.c.id.desc()]
    return [column.asc(), tickets.c.id.asc()]


def at_offset(
    connection: Connection, what: Filter, order: Order, me: int, *, offset: int, limit: int
) -> list[RowMapping]:
    """Rows from a place in the list: for a scroll bar thrown far away. Costs by its depth."""
    column = SORT_COLUMNS[order.sort]
    ordering = _ordering(column, order.descending)
    query = rows().where(*conditions(what, me)).order_by(*ordering).offset(offset).limit(limit)
    return list(connection.execute(query).mappings())


def total(connection: Connection, what: Filter, me: int) -> int:
    """How many tickets a filter shows."""
    query = select(func.count()).select_from(tickets).where(*conditions(what, me))
    return connection.execute(query).scalar_one()


def row(connection: Connection, ticket_id: int) -> RowMapping | None:
    return connection.execute(rows().where(tickets.c.id == ticket_id)).mappings().first()


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
