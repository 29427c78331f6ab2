"""The queue: pages of tickets by filter and order, and how many there are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from servicedesk.desk.queue_rows import plain_row
from servicedesk.desk.read import queue_row
from servicedesk.desk.views import QueuePage, QueueRow, SavedViewView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Invalid, NotFound
from servicedesk.domain.events import micros
from servicedesk.domain.filters import Filter, Order, Scope, Sort, parse_filter, parse_order
from servicedesk.domain.roles import Permission
from servicedesk.domain.ticket_state import FAR_FUTURE
from servicedesk.store import queue_pages, queues, selection
from servicedesk.store.database import Connection

MAX_PAGE = 1_000
MAX_SELECTED = 10_000
"""More tickets than anybody means to change at once."""
BY_CLOCK: Final = (Scope.OVERDUE, Scope.RISK)
"""Lists of what is so at an instant."""
KEPT: Final = 256
"""Filters kept as they were read: a console asks for the same few again and again."""


class Queue:
    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self,
        filter: str = "",  # noqa: A002 - what it is called everywhere else
        sort: str = "due",
        *,
        after: str | None = None,
        backwards: bool = False,
        limit: int = 50,
        brief: bool = False,
    ) -> QueuePage:
        """Tickets after a cursor, or before it when ``backwards``, in display order. Raises Invalid.

        ``backwards`` without a cursor is the last page. ``brief``: looks at a bounded number of tickets, so that a
        page of a list that no index serves may not be full; it says how far it ``looked``.
        """
        what, order = self._parsed(filter, sort)
        if not 1 <= limit <= MAX_PAGE:
            raise Invalid("limit", f"{limit} is not between 1 and {MAX_PAGE}")
        position = None if after is None else queue_pages.parse_position(after)
        with self._work.store.read() as connection:
            found = queue_pages.page(
                connection,
                self._with_waiting(connection, what),
                order,
                self._work.actor.id,
                after=position,
                backwards=backwards,
                limit=limit + 1,
                brief=brief,
            )
        more = len(found.rows) > limit
        kept = found.rows[-limit:] if backwards else found.rows[:limit]
        rows = tuple(map(plain_row, kept))
        following = rows and (more or backwards)
        looked = None if more or found.looked is None else str(found.looked)
        return QueuePage(
            rows, _cursor(rows[-1], order.sort) if following and not (backwards and after is None) else None, looked
        )

    def at(self, offset: int, filter: str = "", sort: str = "due", *, limit: int = 50) -> QueuePage:  # noqa: A002
        """Tickets from a place in the list: for a scroll bar thrown far away."""
        what, order = self._parsed(filter, sort)
        with self._work.store.read() as connection:
            what = self._with_waiting(connection, what)
            found = queue_pages.at_offset(
                connection, what, order, self._work.actor.id, offset=max(0, offset), limit=limit
            )
        rows = tuple(map(plain_row, found))
        return QueuePage(rows, _cursor(rows[-1], order.sort) if len(rows) == limit else None)

    def cursor(self, row: QueueRow, sort: str = "due", filter: str = "") -> str:  # noqa: A002
        """The cursor that stands at a row."""
        return _cursor(row, self._parsed(filter, sort)[1].sort)

    def total(self, filter: str = "") -> int:  # noqa: A002
        return self.counts([filter])[0]

    def counts(self, filters: Sequence[str]) -> tuple[int, ...]:
        """How many tickets each filter shows."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            whats = [self._asked(connection, text) for text in filters]
            return tuple(queues.total(connection, what, self._work.actor.id) for what in whats)

    def numbers(self, filter: str = "", *, limit: int = MAX_SELECTED) -> tuple[int, ...]:  # noqa: A002
        """The numbers of the tickets a filter shows, lowest first: what "all shown" selects."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return tuple(selection.numbers(connection, self._asked(connection, filter), self._work.actor.id, limit))

    def promised_before(self, until: datetime) -> int:
        """How many open promises on one's own tickets are due before an instant, the overdue ones too."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return selection.promises_before(connection, self._work.actor.id, until)

    def row(self, ticket_id: int) -> QueueRow:
        """One ticket as a row; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            row = queues.row(connection, ticket_id)
        if row is None:
            raise NotFound("ticket", ticket_id)
        return queue_row(row)

    def views(self) -> tuple[SavedViewView, ...]:
        """The tabs of the queue: everybody's and one's own."""
        from servicedesk.desk.saved_views import SavedViews

        return SavedViews(self._work).all()

    def _filter(self, text: str) -> Filter:
        return self._at_this_instant(_filter_of(text))

    def _at_this_instant(self, what: Filter) -> Filter:
        return replace(what, now=self._work.clock.now()) if what.scope in BY_CLOCK else what

    def _asked(self, connection: Connection, text: str) -> Filter:
        return self._with_waiting(connection, self._filter(text))

    def _with_waiting(self, connection: Connection, what: Filter) -> Filter:
        """A filter for what waits for somebody, with the tickets that do."""
        from servicedesk.desk.approving.waiting import decidable_tickets
        from servicedesk.desk.escalating.waiting import asked_tickets

        if what.approval == "me":
            what = replace(what, decidable=decidable_tickets(connection, self._work))
        if what.escalated not in (None, "any"):
            who = None if what.escalated == "me" else what.escalated
            what = replace(what, asked=asked_tickets(connection, self._work, who))
        if what.inbox is not None:
            mine = {*asked_tickets(connection, self._work), *decidable_tickets(connection, self._work)}
            what = replace(what, mine=tuple(sorted(mine)))
        return what

    def _parsed(self, text: str, sort: str) -> tuple[Filter, Order]:
        self._work.require(Permission.READ)
        what, order = _list_of(text, sort)
        return self._at_this_instant(what), order


@lru_cache(KEPT)
def _filter_of(text: str) -> Filter:
    return parse_filter(text)


@lru_cache(KEPT)
def _list_of(text: str, sort: str) -> tuple[Filter, Order]:
    what = parse_filter(text)
    return what, parse_order(sort, what.scope)


def _cursor(row: QueueRow, sort: Sort) -> str:
    match sort:
        case Sort.DUE:
            key = micros(row.due_at or row.waiting_since or FAR_FUTURE)
        case Sort.UPDATED:
            key = micros(row.updated_at)
        case Sort.CREATED:
            key = micros(row.created_at)
        case Sort.REMIND:
            key = micros(row.remind_at or FAR_FUTURE)
        case Sort.ID:
            key = row.id
    return str(queue_pages.Position(key, row.id))
