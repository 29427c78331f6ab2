"""A filter of the queue as SQL conditions."""

from collections.abc import Collection, Sequence
from typing import Final, TypeVar

from sqlalchemy import Column, ColumnElement, Select, and_, bindparam, exists, false, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from servicedesk.domain.filters import Filter, Scope
from servicedesk.domain.tickets import LIVE, Status
from servicedesk.domain.workflows.approval import ApprovalState
from servicedesk.store import escalations
from servicedesk.store.search.names import wanted_keys, with_key
from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.people import people, teams
from servicedesk.store.tables.tickets import ticket_mentions, ticket_tags, tickets
from servicedesk.store.tables.workflows import approvals

T = TypeVar("T")
INDEXED: Final = (
    *("status", "assignee_id", "team_id", "customer_id", "product_id"),
    *("queue_due", "handed_over_at", "remind_at", "snoozed_until"),
)
"""Columns whose index finds tickets."""
CLOSED: Final = (Status.RESOLVED, Status.CLOSED, Status.MERGED, Status.SPAM)


class Unled(FunctionElement[T]):
    """A column whose index SQLite is not to follow: it has no statistics, and takes any column that is compared.

    PostgreSQL sees the plain column and knows better.
    """

    inherit_cache = True

    def __init__(self, column: Column[T]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Unled)
def _plain(element: Unled[T], compiler: SQLCompiler, **options: object) -> str:
    return compiler.process(element.clauses, **options)


@compiles(Unled, "sqlite")
def _signed(element: Unled[T], compiler: SQLCompiler, **options: object) -> str:
    return "+" + compiler.process(element.clauses, **options)


def conditions(what: Filter, me: int) -> list[ColumnElement[bool]]:
    """A filter as SQL, for lists in no order; ``me`` is the person who looks.

    SQLite is left the one index that has the fewest entries to read, or a table's own order.
    """
    if what.scope in (Scope.LIVE, Scope.WAITING):
        return [*scope_of(what, me), *facets_of(what, me, led=("assignee_id", "team_id"))]
    if what.scope not in (Scope.CLOSED, Scope.ALL):
        return [*scope_of(what, me), *facets_of(what, me)]
    if what == Filter(scope=what.scope, status=what.status, now=what.now):
        return [*scope_of(what, me), *facets_of(what, me, led=("status",))]
    held = ("assignee_id",) if what.assignee not in (None, "none") else ()
    return [*scope_of(what, me, led=()), *facets_of(what, me, led=held)]


def facets_of(what: Filter, me: int, *, led: Collection[str] = ()) -> list[ColumnElement[bool]]:
    """What narrows a list further. ``led``: columns by whose index SQLite may find the tickets."""
    found = []
    for name in ("status", "kind", "priority", "channel", "language"):
        values: tuple[str, ...] = getattr(what, name)
        if len(values) == 1:
            found.append(_column(name, led) == values[0])
        elif values:
            found.append(or_(*(_column(name, led) == value for value in values)))
    found.extend(_has_tag(tag) for tag in what.tag)
    if what.assignee is not None:
        found.append(assigned_to(what.assignee, me, led=led))
    if what.mention is not None:
        found.append(tickets.c.id.in_(mentioned(what.mention, me)))
    if what.team is not None:
        team = select(teams.c.id).where(teams.c.code == what.team).scalar_subquery()
        found.append(_column("team_id", led) == team)
    if what.customer is not None:
        found.append(_column("customer_id", led) == what.customer)
    if what.customer_name is not None:
        found.append(of_customer_named(what.customer_name, led=led))
    if what.product:
        found.append(of_products(what.product, led=led))
    if what.id:
        found.append(tickets.c.id.in_(what.id))
    if what.approval is not None:
        found.append(waits_for_approval(what))
    if what.escalated is not None:
        waits = escalations.unaccepted() if what.escalated == "any" else what.asked
        found.append(tickets.c.id.in_(waits))
    if what.inbox is not None:
        found.append(tickets.c.id.in_(what.mine))
    found.extend(
        or_(tickets.c.subject.icontains(word, autoescape=True), of_customer_named(word, led=led)) for word in what.words
    )
    return found


def _column(name: str, led: Collection[str]) -> ColumnElement[object]:
    return tickets.c[name] if name in led else Unled(tickets.c[name])


def of_customer_named(text: str, *, led: Collection[str] = INDEXED) -> ColumnElement[bool]:
    """Tickets of customers whose name has all the parts of a text, or its Pinyin."""
    parts = wanted_keys(text)
    return and_(*(_column("customer_id", led).in_(with_key(part)) for part in parts)) if parts else false()


def of_products(numbers: Sequence[str], *, led: Collection[str] = INDEXED) -> ColumnElement[bool]:
    """Tickets about products by the shop's numbers; one with a comma in it is what its parts make together."""
    skus = {*numbers, ",".join(numbers)}
    return _column("product_id", led).in_(select(products.c.id).where(products.c.sku.in_(sorted(skus))))


def statuses_of(what: Filter) -> tuple[str, ...]:
    """The statuses a filter names or means; () where it shows tickets whatever their status."""
    if what.scope is not Scope.CLOSED:
        return what.status if what.scope is Scope.ALL else ()
    return tuple(str(status) for status in CLOSED if not what.status or status in what.status)


def scope_of(what: Filter, me: int, *, led: Collection[str] = INDEXED) -> list[ColumnElement[bool]]:
    """Which tickets a list is of, before anything narrows it."""
    queue_due, now = _column("queue_due", led), bindparam("now", what.now, type_=tickets.c.queue_due.type)
    match what.scope:
        case Scope.LIVE:
            return [queue_due.is_not(None)]
        case Scope.WAITING:
            return [queue_due.is_not(None), tickets.c.waiting_since.is_not(None)]
        case Scope.OVERDUE:
            return [queue_due < now, queue_due.is_not(None), tickets.c.due_at.is_not(None)]
        case Scope.RISK:
            return [queue_due >= now, queue_due.is_not(None), tickets.c.risk_at <= now]
        case Scope.HANDED:
            to_me = or_(assigned_to("me", me, led=()), assigned_to("none", me, led=()))
            return [_column("handed_over_at", led).is_not(None), to_me]
        case Scope.REMIND:
            return [_column("remind_at", led).is_not(None)]
        case Scope.SNOOZED:
            return [_column("snoozed_until", led).is_not(None)]
        case Scope.CLOSED if "status" in led:
            return [or_(*(tickets.c.status == str(status) for status in CLOSED))]
        case Scope.CLOSED:
            return [_column("status", led).not_in(sorted(LIVE))]
        case Scope.ALL:
            return []


def waits_for_approval(what: Filter) -> ColumnElement[bool]:
    """Tickets with an approval that waits: any, or one that whoever looks may grant."""
    if what.approval == "me":
        return tickets.c.id.in_(what.decidable)
    waiting = select(approvals.c.ticket_id).where(approvals.c.state == own_text(ApprovalState.WAITING))
    return tickets.c.id.in_(waiting)


def _has_tag(tag: str) -> ColumnElement[bool]:
    return exists().where(and_(ticket_tags.c.ticket_id == tickets.c.id, ticket_tags.c.tag == tag))


def assigned_to(who: str, me: int, *, led: Collection[str] = INDEXED) -> ColumnElement[bool]:
    """Tickets of whoever looks, of nobody (``none``), or of a handle."""
    column = _column("assignee_id", led)
    if who == "me":
        return column == me
    if who == "none":
        return column.is_(None)
    return column == select(people.c.id).where(people.c.handle == who).scalar_subquery()


def mentioned(who: str, me: int) -> Select[int]:
    """The tickets in which somebody is asked for."""
    person = me if who == "me" else select(people.c.id).where(people.c.handle == who).scalar_subquery()
    return select(ticket_mentions.c.ticket_id).where(ticket_mentions.c.person_id == person)
