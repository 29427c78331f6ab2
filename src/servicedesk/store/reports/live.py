"""What is there now: the queue by who has it, the backlog by what it is, what comes due."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, func, or_, select

from servicedesk.domain.tickets import LIVE, Status
from servicedesk.store.reports.quarters import quarter_of
from servicedesk.store.tables.tickets import tickets

AGES: Final = (
    ("0-4h", timedelta(hours=4)),
    ("4-24h", timedelta(days=1)),
    ("1-3d", timedelta(days=3)),
    ("3-7d", timedelta(days=7)),
    ("7-14d", timedelta(days=14)),
    ("14-28d", timedelta(days=28)),
    ("28d+", timedelta.max),
)
"""Bands of age by the calendar, youngest first: each up to its limit."""
_QUEUED: Final = tickets.c.queue_due.is_not(None)
"""Live: neither done nor snoozed."""


def loads(connection: Connection, now: datetime) -> list[RowMapping]:
    """Per person (``id`` None: nobody) of the queue: live, waiting, overdue, risk."""
    query = select(tickets.c.assignee_id.label("id"), *_pressing(now)).where(_QUEUED).group_by(tickets.c.assignee_id)
    return list(connection.execute(query).mappings())


def _pressing(now: datetime) -> tuple[ColumnElement[int], ...]:
    """Of the queue alone: what is snoozed presses nobody."""
    waiting = and_(_QUEUED, tickets.c.waiting_since.is_not(None))
    overdue = and_(_QUEUED, tickets.c.due_at < now)
    risk = and_(_QUEUED, tickets.c.due_at >= now, tickets.c.risk_at <= now)
    return (
        func.count(tickets.c.queue_due).label("live"),
        func.count(case((waiting, 1))).label("waiting"),
        func.count(case((overdue, 1))).label("overdue"),
        func.count(case((risk, 1))).label("risk"),
    )


def backlog(connection: Connection, now: datetime) -> list[RowMapping]:
    """Tickets that aren't done, snoozed ones too, by age, status, kind and next move, with the oldest of each."""
    parts = (
        _age(now).label("age"),
        tickets.c.status,
        tickets.c.kind,
        _awaited().label("awaited"),
    )
    figures = (func.count().label("open"), func.count(tickets.c.snoozed_until).label("snoozed"), *_pressing(now))
    query = select(*parts, *figures, func.min(tickets.c.created_at).label("oldest")).where(_open())
    return list(connection.execute(query.group_by("age", "status", "kind", "awaited")).mappings())


def opened_at(connection: Connection, instants: Sequence[datetime]) -> list[RowMapping]:
    """The tickets that aren't done and were opened at these instants, with what the backlog counts them by."""
    query = select(tickets.c.id, tickets.c.created_at, tickets.c.status, tickets.c.kind, _awaited().label("awaited"))
    return list(
        connection.execute(query.where(tickets.c.created_at.in_(instants), _open()).order_by(tickets.c.id)).mappings()
    )


def open_and_snoozed(connection: Connection) -> tuple[int, int]:
    """How many tickets aren't done, and how many of them are snoozed."""
    row = connection.execute(select(func.count(), func.count(tickets.c.snoozed_until)).where(_open())).one()
    return row[0], row[1]


def _open() -> ColumnElement[bool]:
    return or_(*(tickets.c.status == str(status) for status in sorted(LIVE)))


def _age(now: datetime) -> ColumnElement[str]:
    return case(*((tickets.c.created_at > now - limit, band) for band, limit in AGES[:-1]), else_=AGES[-1][0])


def _awaited() -> ColumnElement[str]:
    """Who has the next move: a customer waits for a reply, we have work, or it is the customer's, a third party's."""
    return case(
        (tickets.c.snoozed_until.is_not(None), "snoozed"),
        (tickets.c.status == str(Status.WAITING_CUSTOMER), "customer"),
        (tickets.c.status == str(Status.ON_HOLD), "third_party"),
        (tickets.c.waiting_since.is_not(None), "our_reply"),
        else_="our_work",
    )


def due_by_quarter(connection: Connection, since: datetime, until: datetime) -> Iterator[tuple[int, int]]:
    """Quarter of an hour, how many tickets of the queue are due in it."""
    quarter = quarter_of(tickets.c.queue_due)
    query = select(quarter, func.count()).where(
        tickets.c.queue_due.is_not(None),
        tickets.c.queue_due >= since,
        tickets.c.queue_due < until,
        tickets.c.due_at.is_not(None),
    )
    for row in connection.execute(query.group_by(quarter)):
        yield row[0], row[1]


def overdue(connection: Connection, now: datetime) -> int:
    """How many tickets of the queue are past their due time."""
    query = select(func.count()).where(
        tickets.c.queue_due.is_not(None), tickets.c.queue_due < now, tickets.c.due_at.is_not(None)
    )
    return connection.scalar(query) or 0
