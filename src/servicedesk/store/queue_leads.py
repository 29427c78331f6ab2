"""What leads to the tickets of a filter: a part of it that few have, or else the index of the list's order.

A page of a rare tag along the order of a million tickets would look at all of them; gathering the tickets of a
frequent one would sort half of them. So each part with an index is asked whether it has few, and stops at ``FEW``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Select, String, bindparam, column, func, select

from servicedesk.domain.filters import BY_DUE, Filter, Scope, Sort
from servicedesk.domain.tickets import LIVE
from servicedesk.domain.workflows.approval import ApprovalState
from servicedesk.store import escalations
from servicedesk.store.queue_filters import (
    assigned_to,
    mentioned,
    of_customer_named,
    of_products,
)
from servicedesk.store.search.subjects import few_with
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.tickets import ticket_tags, tickets
from servicedesk.store.tables.workflows import approvals

FEW: Final = 5_000
"""Tickets that are gathered and sorted: some 20 ms. More are looked for along the order, where they stand closer."""

FEW_QUEUED: Final = 500
"""The same among the tickets of the queue, which are few themselves."""
ENDLESS: Final = (Scope.CLOSED, Scope.ALL)
"""Lists of most of all tickets there ever were."""


def gathered(connection: Connection, what: Filter, me: int, sort: Sort | None = None) -> Sequence[int] | None:
    """Tickets among which are all that a filter shows; None where no part of it has few.

    ``sort`` is the order they are wanted in: where an index has a part in this order, it needs no gathering. None:
    they are only counted.
    """
    for known in _known(what):
        return known
    few = FEW_QUEUED if what.scope in BY_DUE else FEW
    # Counted first: thousands of numbers to be thrown away cost more than the question twice.
    walked = sort is Sort.UPDATED and connection.dialect.name == "sqlite"
    for counting, naming in _questions(what if what.now is None else replace(what, now=None), me, sort, few, walked):
        if connection.execute(counting).scalar_one() <= few:
            return connection.scalars(naming).all()
    return _with_words(connection, what) if what.words else None


def among(dialect: str) -> ColumnElement[bool]:
    """Tickets whose numbers are the parameter ``few``, however many (``as_few``)."""
    if dialect == "sqlite":
        numbers = func.json_each(bindparam("few", type_=String)).table_valued(column("value", BigInteger))
        return tickets.c.id.in_(select(numbers.c.value))
    return tickets.c.id == func.any(bindparam("few", type_=ARRAY(BigInteger)))


def as_few(dialect: str, ids: Sequence[int]) -> object:
    """Numbers as one parameter: JSON for SQLite, else an array."""
    return json.dumps(list(ids)) if dialect == "sqlite" else list(ids)


@lru_cache(256)
def _questions(
    what: Filter, me: int, sort: Sort | None, few: int, walked: bool
) -> list[tuple[Select[int], Select[int]]]:
    """For each part of a filter: how many it has, up to too many; and which."""
    leads = list(_leads(what, me, sort, walked))
    return [(select(func.count()).select_from(lead.limit(few + 1).subquery()), lead) for lead in leads]


def _known(what: Filter) -> Iterator[Sequence[int]]:
    """Numbers that a filter has with it."""
    if what.id:
        yield what.id
    if what.inbox is not None:
        yield what.mine
    if what.approval == "me":
        yield what.decidable
    if what.escalated not in (None, "any"):
        yield what.asked


def _leads(what: Filter, me: int, sort: Sort | None, walked: bool) -> Iterator[Select[int]]:
    """The tickets of each part that an index finds, the rarest sorts of parts first.

    ``walked``: a person's tickets are read in their order. PostgreSQL does not know who it is when it plans, takes the
    person for one of the busy ones and would walk everybody's.
    """
    number = select(tickets.c.id)
    if what.approval == "any":
        yield select(approvals.c.ticket_id).where(approvals.c.state == own_text(ApprovalState.WAITING))
    if what.escalated == "any":
        yield number.where(tickets.c.id.in_(escalations.unaccepted()))
    if what.mention is not None:
        yield mentioned(what.mention, me)
    if what.customer is not None:
        yield number.where(tickets.c.customer_id == what.customer)
    if what.customer_name is not None:
        yield number.where(of_customer_named(what.customer_name))
    for tag in what.tag:
        yield select(ticket_tags.c.ticket_id).where(ticket_tags.c.tag == tag)
    if what.product:
        yield number.where(of_products(what.product))
    if what.assignee is not None and what.scope in BY_DUE and sort not in (None, Sort.DUE):
        mine = number.where(assigned_to(what.assignee, me), tickets.c.queue_due.is_not(None))
        yield mine.order_by(tickets.c.queue_due)
    if what.assignee not in (None, "none") and what.scope in ENDLESS and not walked:
        yield number.where(assigned_to(what.assignee, me))
    if len(what.status) == 1 and not LIVE.issuperset(what.status) and sort is not Sort.UPDATED:
        yield number.where(tickets.c.status == what.status[0])


def _with_words(connection: Connection, what: Filter) -> Sequence[int] | None:
    """Tickets whose subject or whose customer's name can have the words."""
    found = few_with(connection, what.words, queued=what.scope is Scope.LIVE)
    if found is None:
        return None
    named = {*found}
    for word in what.words:
        query = select(tickets.c.id).where(of_customer_named(word)).limit(FEW + 1)
        named.update(connection.scalars(query))
    return sorted(named) if len(named) <= FEW else None
