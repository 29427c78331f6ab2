"""The hot read: pages of tickets by keyset, over explicit columns and the index of their order.

A list that no index serves (``is:closed language:zh``) is walked along its order in steps. Each looks at a known
number of tickets; the next one is taken only where a page isn't full yet, and after the last the page says how far
it has looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, Select

from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import micros
from servicedesk.domain.filters import MOST_DIGITS, Filter, Order, Sort
from servicedesk.domain.ticket_state import FAR_FUTURE
from servicedesk.store.queue_leads import as_few, gathered
from servicedesk.store.queue_statements import Shape, edge_statement, page_statement

STEPS: Final = (2_000, 10_000, 40_000)
"""Tickets looked at for one page where no index serves its filter: some 0.1 to 0.2 s in all."""
EXACT: Final = 10_000
"""So deep a place in a list is counted to; beyond it, in a list of all or of the closed, it is near enough."""
NOTHING_DUE: Final = micros(FAR_FUTURE)
"""The key of the tickets at the queue's end."""
LARGEST: Final = 2**62
Row = tuple[object, ...]
"""The columns of ``queues.ROW`` as the driver gives them: an instant is a number of microseconds."""


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

    rows: list[Row]
    looked: Position | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Beyond one position and up to another one, in the direction read; None bounds nothing.

    ``tied``: only those with the very key of ``after``.
    """

    after: Position | None = None
    until: Position | None = None
    tied: bool = False


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
    listing = _Listing(connection, what, order, me, order.descending != backwards)
    found = listing.page(after, limit, brief)
    return Found(found.rows[::-1], found.looked) if backwards else found


def at_offset(connection: Connection, what: Filter, order: Order, me: int, *, offset: int, limit: int) -> list[Row]:
    """Rows from a place in the list: for a scroll bar thrown far away. Costs by its depth, little by ``EXACT``."""
    listing = _Listing(connection, what, order, me, order.descending)
    if offset > EXACT and listing.shape.endless:
        return listing.page(listing.edge(None, offset), limit, True).rows
    return listing.run(Stretch(), offset, limit)


class _Listing:
    """One list read in one direction."""

    def __init__(self, connection: Connection, what: Filter, order: Order, me: int, descending: bool) -> None:
        self._connection = connection
        self._now = what.now
        if what.now is not None:
            what = replace(what, now=None)
        few = gathered(connection, what, me, order.sort)
        dialect = connection.dialect.name
        self._few = None if few is None else as_few(dialect, few)
        self._nobody = few is not None and not few
        self.shape = Shape(what, order.sort, me, descending, few is not None, dialect)

    def page(self, after: Position | None, limit: int, brief: bool) -> Found:
        """Rows after a position in the direction read."""
        if self._nobody:
            return Found([])
        if self.shape.served:
            if after is not None and after.key == NOTHING_DUE and self.shape.sort is Sort.DUE:
                return Found(self._tail(after, limit))
            return Found(self.run(Stretch(after), 0, limit))
        found: list[Row] = []
        for step in STEPS:
            edge = self.edge(after, step)
            found += self.run(Stretch(after, edge), 0, limit - len(found))
            if edge is None or len(found) == limit:
                return Found(found)
            after = edge
        if brief:
            return Found(found, after)
        return Found(found + self.run(Stretch(after), 0, limit - len(found)))

    def _tail(self, after: Position, limit: int) -> list[Row]:
        """Rows after a position among the tickets with nothing due, which all have one key.

        Half of a queue may have it. Asked for what is beyond (key, id), SQLite walks from the key's beginning, and
        PostgreSQL, which expects hardly any so far out, sorts them all.
        """
        found = self.run(Stretch(after, tied=True), 0, limit)
        if self.shape.descending and len(found) < limit:
            found += self.run(Stretch(Position(NOTHING_DUE - 1, LARGEST)), 0, limit - len(found))
        return found

    def edge(self, after: Position | None, step: int) -> Position | None:
        """Where the ``step``th of all tickets after a position stands; None where there are fewer."""
        query = edge_statement(self.shape.sort, self.shape.descending, after=after is not None)
        found = self._rows(query, {**_place("after", after), "skip": step - 1})
        return Position(int(str(found[0][0])), int(str(found[0][1]))) if found else None

    def run(self, stretch: Stretch, offset: int, limit: int) -> list[Row]:
        """Rows ``offset`` to ``offset + limit`` of the list within a stretch."""
        after, until = stretch.after is not None, stretch.until is not None
        query = page_statement(self.shape, after=after, until=until, tied=stretch.tied)
        given = {"most": limit, "skip": offset, "reach": offset + limit, "few": self._few, "now": self._now}
        return self._rows(query, {**given, **_place("after", stretch.after), **_place("until", stretch.until)})

    def _rows(self, query: Select[*tuple[object, ...]], given: Mapping[str, object]) -> list[Row]:
        # The driver's own rows: to make instants of seven columns costs as much here as the query does.
        with self._connection.execute(query, given) as result:
            return list(result.cursor.fetchall()) if result.cursor is not None else []


def _place(name: str, position: Position | None) -> dict[str, int]:
    return {} if position is None else {f"{name}_key": position.key, f"{name}_number": position.id}
