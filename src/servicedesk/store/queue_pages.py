"""The hot read: pages of tickets by keyset, over explicit columns and the index of their order.

Row values carry the cursor (``(queue_due, id) > (?, ?)``) with ``queue_due IS NOT NULL`` beside it: without that
term both engines skip the partial index.

A list that no index serves (``is:closed language:zh``) is walked along its order in steps. Each looks at a known
number of tickets; the next one is taken only where a page isn't full yet, and after the last the page says how far
it has looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Subquery,
    Tuple,
    UnaryExpression,
    select,
    tuple_,
    union_all,
)

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import from_micros, micros
from servicedesk.domain.filters import BY_DUE, MOST_DIGITS, Filter, Order, Scope, Sort
from servicedesk.domain.tickets import LIVE
from servicedesk.store.queue_filters import Unled, facets_of, scope_of, statuses_of
from servicedesk.store.queue_leads import ENDLESS, gathered, gathered_conditions
from servicedesk.store.queues import rows
from servicedesk.store.tables.tickets import tickets

SORT_COLUMNS: Final = {
    Sort.DUE: tickets.c.queue_due,
    Sort.UPDATED: tickets.c.updated_at,
    Sort.CREATED: tickets.c.created_at,
    Sort.ID: tickets.c.id,
    Sort.REMIND: tickets.c.remind_at,
}
STEPS: Final = (2_000, 10_000, 40_000)
"""Tickets looked at for one page where no index serves its filter: some 0.1 to 0.2 s in all."""
EXACT: Final = 10_000
"""So deep a place in a list is counted to; beyond it, in a list of all or of the closed, it is near enough."""
Part = tuple[ColumnElement[object], Sequence[ColumnElement[bool]]]
"""What a list is ordered by, and what its tickets are."""


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


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in display order. ``looked``: how far, where the page isn't full and more may lie beyond."""

    rows: list[RowMapping]
    looked: Position | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Beyond one position and up to another one, in the direction read; None bounds nothing."""

    after: Position | None = None
    until: Position | None = None


def page(
    connection: Connection,
    what: Filter,
    order: Order,
    me: int,
    *,
    after: Position | None,
    backwards: bool,
    limit: int,
    brief: bool = False,
) -> Found:
    """``limit`` rows after a position, or before it when ``backwards``; ``brief``: as many as ``STEPS`` find."""
    listing = _Listing(connection, what, order.sort, me, order.descending != backwards)
    found = listing.page(after, limit, brief)
    return Found(found.rows[::-1], found.looked) if backwards else found


def at_offset(
    connection: Connection, what: Filter, order: Order, me: int, *, offset: int, limit: int
) -> list[RowMapping]:
    """Rows from a place in the list: for a scroll bar thrown far away. Costs by its depth, little by ``EXACT``."""
    listing = _Listing(connection, what, order.sort, me, order.descending)
    if offset > EXACT and listing.endless:
        return listing.page(listing.edge(None, offset), limit, True).rows
    return listing.run(Stretch(), offset, limit)


class _Listing:
    """One list read in one direction. ``endless``: of most of all tickets there ever were."""

    def __init__(self, connection: Connection, what: Filter, sort: Sort, me: int, descending: bool) -> None:
        self._connection, self._what, self._sort, self._me = connection, what, sort, me
        self._descending = descending
        self._key = SORT_COLUMNS[sort]
        self._by_assignee = sort is Sort.UPDATED and what.assignee not in (None, "none")
        self._few = gathered(connection, what, me, sort)
        self.endless = self._few is None and (what.scope in ENDLESS and not (what.scope is Scope.ALL and self._of_live))

    @property
    def _of_live(self) -> bool:
        """Its statuses are of those that somebody has work with: few among all tickets."""
        return bool(self._what.status) and LIVE.issuperset(self._what.status)

    @property
    def _served(self) -> bool:
        """An index finds each of its tickets in its order, and hardly any other."""
        served = replace(self._what, scope=Scope.ALL, now=None)
        if self._sort is Sort.UPDATED:
            served = replace(served, status=())
        return not self.endless or served == Filter(scope=Scope.ALL)

    def page(self, after: Position | None, limit: int, brief: bool) -> Found:
        """Rows after a position in the direction read."""
        if self._served:
            return Found(self.run(Stretch(after), 0, limit))
        found: list[RowMapping] = []
        for step in STEPS:
            edge = self.edge(after, step)
            found += self.run(Stretch(after, edge), 0, limit - len(found))
            if edge is None or len(found) == limit:
                return Found(found)
            after = edge
        if brief:
            return Found(found, after)
        return Found(found + self.run(Stretch(after), 0, limit - len(found)))

    def edge(self, after: Position | None, step: int) -> Position | None:
        """Where the ``step``th of all tickets after a position stands; None where there are fewer."""
        query = select(self._key, tickets.c.id).where(*self._within(Stretch(after), self._key))
        query = query.order_by(*_ordering(self._key, tickets.c.id, self._descending)).offset(step - 1).limit(1)
        found = self._connection.execute(query).first()
        if found is None:
            return None
        return Position(found[0] if self._sort is Sort.ID else micros(found[0]), found[1])

    def run(self, stretch: Stretch, offset: int, limit: int) -> list[RowMapping]:
        """Rows ``offset`` to ``offset + limit`` of the list within a stretch."""
        parts = [(key, [*wanted, *self._within(stretch, key)]) for key, wanted in self._parts()]
        if len(parts) > 1 or self._few is not None:
            picked = self._merged(parts, offset, limit)
            query = rows(picked).order_by(*_ordering(picked.c.place, picked.c.id, self._descending))
        else:
            key, wanted = parts[0]
            query = rows().where(*wanted).order_by(*_ordering(key, tickets.c.id, self._descending))
            query = query.offset(offset).limit(limit)
        return list(self._connection.execute(query).mappings())

    def _parts(self) -> list[Part]:
        """Lists that together are the whole, each with what orders it: one index serves each.

        A key under ``Unled`` is sorted by: the few of such a part are found by what they have in common.
        """
        what, me, key = self._what, self._me, self._key
        if self._few is not None:
            return [(Unled(key), gathered_conditions(self._connection, what, me, self._few))]
        if what.scope is Scope.ALL and self._of_live:
            queued, snoozed = (scope_of(replace(what, scope=scope), me) for scope in (Scope.LIVE, Scope.SNOOZED))
            facets = facets_of(what, me)
            return [(key, [*queued, *facets]), (Unled(key), [*snoozed, *facets])]
        if what.scope in (Scope.SNOOZED, Scope.HANDED) or (
            what.scope is Scope.REMIND and self._sort is not Sort.REMIND
        ):
            return [(Unled(key), [*scope_of(what, me), *facets_of(what, me)])]
        if self._sort is Sort.UPDATED and not self._by_assignee and (statuses := statuses_of(what)):
            others = facets_of(replace(what, status=()), me)
            return [(key, [tickets.c.status == status, *others]) for status in statuses]
        return [(key, [*scope_of(what, me, led=("queue_due", "remind_at")), *self._led()])]

    def _led(self) -> list[ColumnElement[bool]]:
        """What narrows the list, the columns led by that have an index in its order."""
        if self._what.scope in BY_DUE and self._sort is Sort.DUE:
            return facets_of(self._what, self._me, led=("assignee_id", "team_id"))
        return facets_of(self._what, self._me, led=("assignee_id",) if self._by_assignee and self.endless else ())

    def _merged(self, parts: Sequence[Part], offset: int, limit: int) -> Subquery:
        """Ids of several lists, each read along its own index and no further than needed."""
        number = tickets.c.id
        lists = [
            select(number, self._key.label("place"))
            .where(*wanted)
            .order_by(*_ordering(key, number, self._descending))
            .limit(offset + limit)
            .subquery()
            for key, wanted in parts
        ]
        together = union_all(*(one.select() for one in lists)).subquery() if len(lists) > 1 else lists[0]
        ordering = _ordering(together.c.place, together.c.id, self._descending)
        return together.select().order_by(*ordering).offset(offset).limit(limit).subquery()

    def _within(self, stretch: Stretch, key: ColumnElement[object]) -> list[ColumnElement[bool]]:
        here = tuple_(key, tickets.c.id)
        found: list[ColumnElement[bool]] = []
        if stretch.after is not None:
            there = self._place(stretch.after)
            found.append(here < there if self._descending else here > there)
        if stretch.until is not None:
            there = self._place(stretch.until)
            found.append(here >= there if self._descending else here <= there)
        return found

    def _place(self, position: Position) -> Tuple:
        key: object = position.key if self._sort is Sort.ID else from_micros(position.key)
        return tuple_(key, position.id, types=[self._key.type, tickets.c.id.type])


def _ordering(
    column: ColumnElement[object], number: ColumnElement[int], descending: bool
) -> list[UnaryExpression[object] | UnaryExpression[int]]:
    return [column.desc(), number.desc()] if descending else [column.asc(), number.asc()]
