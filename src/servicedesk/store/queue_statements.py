"""The statements of the queue's pages, each built once and kept: building one costs more than the reading of a page.

Row values carry the cursor (``(queue_due, id) > (?, ?)``) with ``queue_due IS NOT NULL`` beside it: without that
term both engines skip the partial index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    UnaryExpression,
    bindparam,
    select,
    tuple_,
    union_all,
)

from servicedesk.domain.filters import BY_DUE, Filter, Scope, Sort
from servicedesk.domain.tickets import LIVE
from servicedesk.store.queue_filters import Unled, facets_of, scope_of, statuses_of
from servicedesk.store.queue_leads import ENDLESS, among
from servicedesk.store.queues import rows
from servicedesk.store.tables.tickets import tickets

KEPT: Final = 256
"""Statements kept: a console asks for few, a process that serves many filters builds some anew."""
SORT_COLUMNS: Final = {
    Sort.DUE: tickets.c.queue_due,
    Sort.UPDATED: tickets.c.updated_at,
    Sort.CREATED: tickets.c.created_at,
    Sort.ID: tickets.c.id,
    Sort.REMIND: tickets.c.remind_at,
}
Part = tuple[ColumnElement[object], Sequence[ColumnElement[bool]]]
"""What a list is ordered by, and what its tickets are."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One list read in one direction, without what changes from page to page.

    ``few``: its tickets were gathered (``queue_leads``) and are given as the parameter of that name.
    """

    what: Filter
    sort: Sort
    me: int
    descending: bool
    few: bool
    dialect: str

    @property
    def endless(self) -> bool:
        """It is of most of all tickets there ever were."""
        return not self.few and self.what.scope in ENDLESS and not (self.what.scope is Scope.ALL and self.of_live)

    @property
    def of_live(self) -> bool:
        """Its statuses are of those that somebody has work with: few among all tickets."""
        return bool(self.what.status) and LIVE.issuperset(self.what.status)

    @property
    def served(self) -> bool:
        """An index finds each of its tickets in its order, and hardly any other."""
        if not self.endless:
            return True
        rest = replace(self.what, scope=Scope.ALL, now=None)
        if self.sort is Sort.UPDATED:
            rest = replace(rest, status=(), assignee=None if self.by_assignee else rest.assignee)
        return rest == Filter(scope=Scope.ALL)

    @property
    def by_assignee(self) -> bool:
        """An index has a person's tickets in its order."""
        return self.sort is Sort.UPDATED and self.what.assignee not in (None, "none")


@lru_cache(KEPT)
def page_statement(shape: Shape, *, after: bool, until: bool, tied: bool = False) -> Select[*tuple[object, ...]]:
    """Rows ``skip`` to ``skip + most`` of a list, beyond one place and up to another where there are such bounds.

    ``tied``: of those beyond the place the ones with its very key.

    Parameters: ``most``, ``skip``, ``reach`` (their sum), ``few``, ``now``, and ``key`` and ``number`` of each bound.
    """
    parts = [(key, [*wanted, *_within(shape, key, after, until, tied)]) for key, wanted in _parts(shape)]
    # PostgreSQL expects one ticket of these two, and would join thousands before it sorts them.
    if len(parts) > 1 or shape.few or shape.what.scope in (Scope.OVERDUE, Scope.RISK):
        picked = _merged(shape, parts)
        return rows(picked).order_by(*_ordering(picked.c.place, picked.c.id, shape.descending))
    key, wanted = parts[0]
    query = rows().where(*wanted).order_by(*_ordering(key, tickets.c.id, shape.descending))
    return query.offset(_number("skip")).limit(_number("most"))


@lru_cache(KEPT)
def edge_statement(sort: Sort, descending: bool, *, after: bool) -> Select[*tuple[object, ...]]:
    """The place behind ``skip`` of all tickets in an order, beyond another place where there is one."""
    key = SORT_COLUMNS[sort]
    shape = Shape(Filter(scope=Scope.ALL), sort, 0, descending, False, "")
    query = select(key, tickets.c.id).where(*_within(shape, key, after, False))
    return query.order_by(*_ordering(key, tickets.c.id, descending)).offset(_number("skip")).limit(1)


def _number(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInteger)


def _parts(shape: Shape) -> list[Part]:
    """Lists that together are the whole, each with what orders it: one index serves each.

    A key under ``Unled`` is sorted by: the few of such a part are found by what they have in common.
    """
    what, me, key = shape.what, shape.me, SORT_COLUMNS[shape.sort]
    if shape.few:
        return [(Unled(key), [among(shape.dialect), *scope_of(what, me, led=()), *facets_of(what, me)])]
    if what.scope is Scope.ALL and shape.of_live:
        queued, snoozed = (scope_of(replace(what, scope=scope), me) for scope in (Scope.LIVE, Scope.SNOOZED))
        facets = facets_of(what, me)
        return [(key, [*queued, *facets]), (Unled(key), [*snoozed, *facets])]
    apart = what.scope is Scope.REMIND and shape.sort is not Sort.REMIND
    if apart or what.scope in (Scope.SNOOZED, Scope.HANDED):
        return [(Unled(key), [*scope_of(what, me), *facets_of(what, me)])]
    if shape.sort is Sort.UPDATED and not shape.by_assignee and (statuses := statuses_of(what)):
        others = facets_of(replace(what, status=()), me)
        return [(key, [tickets.c.status == status, *others]) for status in statuses]
    return [(key, [*scope_of(what, me, led=("queue_due", "remind_at")), *_led(shape)])]


def _led(shape: Shape) -> list[ColumnElement[bool]]:
    """What narrows the list, the columns led by that have an index in its order."""
    if shape.what.scope in BY_DUE and shape.sort is Sort.DUE:
        return facets_of(shape.what, shape.me, led=("assignee_id", "team_id"))
    return facets_of(shape.what, shape.me, led=("assignee_id",) if shape.by_assignee and shape.endless else ())


def _merged(shape: Shape, parts: Sequence[Part]) -> Subquery:
    """Ids of several lists, each read along its own index and no further than needed."""
    number, place = tickets.c.id, SORT_COLUMNS[shape.sort].label("place")
    lists = [
        select(number, place)
        .where(*wanted)
        .order_by(*_ordering(key, number, shape.descending))
        .limit(_number("reach"))
        .subquery()
        for key, wanted in parts
    ]
    together = union_all(*(one.select() for one in lists)).subquery() if len(lists) > 1 else lists[0]
    ordering = _ordering(together.c.place, together.c.id, shape.descending)
    return together.select().order_by(*ordering).offset(_number("skip")).limit(_number("most")).subquery()


def _within(
    shape: Shape, key: ColumnElement[object], after: bool, until: bool, tied: bool = False
) -> list[ColumnElement[bool]]:
    if tied:
        number = _number("after_number")
        return [key == _number("after_key"), tickets.c.id < number if shape.descending else tickets.c.id > number]
    here = tuple_(key, tickets.c.id)
    found: list[ColumnElement[bool]] = []
    if after:
        there = tuple_(_number("after_key"), _number("after_number"))
        found.append(here < there if shape.descending else here > there)
    if until:
        there = tuple_(_number("until_key"), _number("until_number"))
        found.append(here >= there if shape.descending else here <= there)
    return found


def _ordering(
    column: ColumnElement[object], number: ColumnElement[int], descending: bool
) -> list[UnaryExpression[object] | UnaryExpression[int]]:
    return [column.desc(), number.desc()] if descending else [column.asc(), number.asc()]
