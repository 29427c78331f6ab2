"""Breaches: pages by keyset, and what counts of them are made of.

A running cycle past due that no sweep has noted yet is a breach as well. Its ticket's ``next_due`` has passed, so the
few of them are found by that index, the noted ones by ``breached_at``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
)

from servicedesk.store.tables.catalog import products
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.people import people, teams
from servicedesk.store.tables.service_levels import breach_reviews, sla_clocks
from servicedesk.store.tables.tickets import tickets

REVIEW_KEY: Final = ("ticket_id", "clock", "started_at")
_OF_CYCLE: Final = and_(*(breach_reviews.c[name] == sla_clocks.c[name] for name in REVIEW_KEY))
_REVIEWED: Final = breach_reviews.c.reviewer_id.is_not(None)
_OPEN: Final = or_(sla_clocks.c.state == "running", sla_clocks.c.state == "paused")
_FOUND: Final = people.alias("found")
_REVIEWERS: Final = people.alias("reviewers")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of breaches ends."""

    breached_at: datetime
    ticket_id: int
    clock: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which breaches: from ``since`` on, before ``until``; ``holder``, ``team`` and ``product`` are ids.

    ``of``: only those of a person who held the ticket at the breach, or whom a review found.
    """

    since: datetime | None = None
    until: datetime | None = None
    holder: int | None = None
    team: int | None = None
    kind: str | None = None
    product: int | None = None
    unreviewed: bool = False
    of: int | None = None


class Tallied(NamedTuple):
    """One breach as counts need it. ``key``: whose it is; instants and ``late`` in microseconds."""

    key: int | str | None
    breached_at: int
    late: int
    open: bool
    running_since: int | None
    rule: str
    version: int
    reviewed: bool
    avoidable: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """Where breaches come from: those noted, or those that are not yet."""

    breached: ColumnElement[datetime]
    holder: ColumnElement[int]
    team: ColumnElement[int]
    status: ColumnElement[str]
    among: tuple[ColumnElement[bool], ...]
    asks_tickets: bool

    @property
    def blamed(self) -> ColumnElement[int]:
        """Whose breach it is: what a review found, else who held it at the breach."""
        return case((_REVIEWED, breach_reviews.c.holder_id), else_=self.holder)


def _sources(now: datetime) -> tuple[_Source, _Source]:
    c, t = sla_clocks.c, tickets.c
    due = (t.next_due.is_not(None), t.next_due < now, c.due_at < now, c.breached_at.is_(None))
    return (
        _Source(c.breached_at, c.holder_id, c.team_id, c.held_status, (c.breached_at.is_not(None),), False),
        _Source(c.due_at, t.assignee_id, t.team_id, t.status, due, True),
    )


def page(connection: Connection, wanted: Wanted, now: datetime, after: Place | None, limit: int) -> list[RowMapping]:
    """Breaches newest first."""
    found: list[RowMapping] = []
    for source in _sources(now):
        order = (source.breached, sla_clocks.c.ticket_id, sla_clocks.c.clock, sla_clocks.c.started_at)
        query = _rows(source).where(*_narrowed(source, wanted)).order_by(*(column.desc() for column in order))
        if after is not None:
            place = (after.breached_at, after.ticket_id, after.clock, after.started_at)
            query = query.where(tuple_(*order) < tuple_(*place, types=[column.type for column in order]))
        found.extend(connection.execute(query.limit(limit)).mappings())
    found.sort(key=lambda row: (row["breached_at"], row["ticket_id"], row["clock"], row["started_at"]), reverse=True)
    return found[:limit]


def one(
    connection: Connection, ticket_id: int, now: datetime, clock: str, started_at: datetime | None
) -> RowMapping | None:
    """A breach of a ticket: that of a cycle, or the newest of a clock."""
    c = sla_clocks.c
    of_ticket = [c.ticket_id == ticket_id, c.clock == clock]
    if started_at is not None:
        of_ticket.append(c.started_at == started_at)
    found = (
        connection.execute(_rows(source).where(*source.among, *of_ticket).order_by(c.started_at.desc()).limit(1))
        for source in _sources(now)
    )
    rows = [row for result in found for row in result.mappings()]
    return max(rows, key=lambda row: row["started_at"], default=None)


def _narrowed(source: _Source, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = list(source.among)
    if wanted.since is not None:
        found.append(source.breached >= wanted.since)
    if wanted.until is not None:
        found.append(source.breached < wanted.until)
    if wanted.holder is not None:
        found.append(source.blamed == wanted.holder)
    if wanted.of is not None:
        found.append(or_(source.holder == wanted.of, source.blamed == wanted.of))
    if wanted.team is not None:
        found.append(source.team == wanted.team)
    if wanted.kind is not None:
        found.append(tickets.c.kind == wanted.kind)
    if wanted.product is not None:
        found.append(tickets.c.product_id == wanted.product)
    if wanted.unreviewed:
        found.append(~_REVIEWED)
    return found


def _rows(source: _Source) -> Select[tuple[object, ...]]:
    c = sla_clocks.c
    return (
        select(
            *(c.ticket_id, c.clock, c.started_at, c.rule, c.policy_version, c.target_s, c.late_us, c.running_since),
            *(_OPEN.label("open"), source.breached.label("breached_at"), source.status.label("status")),
            *(people.c.handle.label("holder"), teams.c.code.label("team"), products.c.sku.label("product")),
            *(tickets.c.subject, tickets.c.kind, tickets.c.priority),
            func.coalesce(customers.c.name, "").label("customer"),
            *(_FOUND.c.handle.label("found_holder"), breach_reviews.c.status.label("found_status")),
            *(breach_reviews.c.cause, breach_reviews.c.avoidable, breach_reviews.c.comment),
            *(_REVIEWERS.c.handle.label("reviewer"), breach_reviews.c.reviewed_at),
        )
        .select_from(sla_clocks)
        .join(tickets, tickets.c.id == c.ticket_id)
        .outerjoin(customers, customers.c.id == tickets.c.customer_id)
        .outerjoin(products, products.c.id == tickets.c.product_id)
        .outerjoin(people, people.c.id == source.holder)
        .outerjoin(teams, teams.c.id == source.team)
        .outerjoin(breach_reviews, _OF_CYCLE)
        .outerjoin(_FOUND, _FOUND.c.id == breach_reviews.c.holder_id)
        .outerjoin(_REVIEWERS, _REVIEWERS.c.id == breach_reviews.c.reviewer_id)
    )


def overdue(connection: Connection, by: str, now: datetime) -> list[tuple[int | str | None, int]]:
    """How many tickets of the queue are past due now, by an id (agent, team, product) or a kind."""
    t = tickets.c
    key = {"agent": t.assignee_id, "team": t.team_id, "kind": t.kind, "product": t.product_id}[by]
    due = (t.queue_due.is_not(None), t.queue_due < now, t.due_at.is_not(None))
    return [(name, count) for name, count in connection.execute(select(key, func.count()).where(*due).group_by(key))]


def names_of(connection: Connection, by: str) -> dict[int | str | None, str]:
    """What ids of agents, teams or products are called; kinds are their own names."""
    columns = {
        "agent": (people.c.id, people.c.handle),
        "team": (teams.c.id, teams.c.code),
        "product": (products.c.id, products.c.sku),
    }.get(by)
    return {} if columns is None else {row[0]: row[1] for row in connection.execute(select(*columns))}


def tally(connection: Connection, by: str, now: datetime, wanted: Wanted) -> list[Tallied]:
    """Every breach ``wanted``, with its ``by``: an id (agent, team, product) or a kind."""
    found: list[Tallied] = []
    for source in _sources(now):
        c = sla_clocks.c
        key = {"agent": source.blamed, "team": source.team, "kind": tickets.c.kind, "product": tickets.c.product_id}[by]
        query = select(
            key,
            type_coerce(source.breached, BigInteger),
            c.late_us,
            _OPEN,
            type_coerce(c.running_since, BigInteger),
            c.rule,
            c.policy_version,
            _REVIEWED,
            func.coalesce(breach_reviews.c.avoidable, false()),
        ).where(*_narrowed(source, wanted))
        start = sla_clocks.outerjoin(breach_reviews, _OF_CYCLE)
        if source.asks_tickets or by in ("kind", "product") or wanted.kind or wanted.product:
            start = start.join(tickets, tickets.c.id == c.ticket_id)
        # A month of a large shop has fifteen thousand: fetched as a whole, they cost half.
        found += [Tallied(*row) for row in connection.execute(query.select_from(start)).all()]
    return found
