"""Breaches by when they happened, whether or not a sweep has noted them, with what a supervisor found of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, case, func, select

from servicedesk.store.reports.cycles import REVIEWED, SAME_CYCLE
from servicedesk.store.reports.quarters import quarter_of
from servicedesk.store.tables.service_levels import breach_reviews, sla_clocks
from servicedesk.store.tables.tickets import tickets

_HELD: Final = sla_clocks.c.breached_at.is_not(None)


def between(connection: Connection, since: datetime, until: datetime, now: datetime) -> list[RowMapping]:
    """The breaches in ``[since, until)``, with the ticket's subject and kind and the review's cause, if any."""
    found = connection.execute(_listed().where(*_noted(since, until))).mappings()
    fresh = connection.execute(_listed().where(*_unnoted(since, min(until, now)))).mappings()
    return [*found, *fresh]


def by_quarter(connection: Connection, since: datetime, until: datetime, now: datetime) -> Iterator[tuple[int, int]]:
    """Quarter of an hour, how many clocks were breached in it."""
    for column, conditions in (
        (sla_clocks.c.breached_at, _noted(since, until)),
        (sla_clocks.c.due_at, _unnoted(since, min(until, now))),
    ):
        quarter = quarter_of(column)
        counted = select(quarter, func.count()).select_from(sla_clocks)
        if column is sla_clocks.c.due_at:
            counted = counted.join(tickets, tickets.c.id == sla_clocks.c.ticket_id)
        for row in connection.execute(counted.where(*conditions).group_by(quarter)):
            yield row[0], row[1]


def _listed() -> Select[tuple[object, ...]]:
    return (
        select(
            sla_clocks.c.ticket_id,
            sla_clocks.c.clock,
            func.coalesce(sla_clocks.c.breached_at, sla_clocks.c.due_at).label("breached_at"),
            sla_clocks.c.late_us,
            sla_clocks.c.running_since,
            sla_clocks.c.policy_version,
            sla_clocks.c.rule,
            case(
                (REVIEWED, breach_reviews.c.holder_id), (_HELD, sla_clocks.c.holder_id), else_=tickets.c.assignee_id
            ).label("holder_id"),
            case((_HELD, sla_clocks.c.held_status), else_=tickets.c.status).label("status"),
            sla_clocks.c.ended_at.is_(None).label("open"),
            tickets.c.subject,
            tickets.c.kind,
            breach_reviews.c.cause,
        )
        .join(tickets, tickets.c.id == sla_clocks.c.ticket_id)
        .join(breach_reviews, SAME_CYCLE, isouter=True)
    )


def _noted(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (_HELD, sla_clocks.c.breached_at >= since, sla_clocks.c.breached_at < until)


def _unnoted(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Due and not noted yet: found through the tickets of which something is to be noted."""
    return (
        tickets.c.next_due.is_not(None),
        tickets.c.next_due < until,
        sla_clocks.c.breached_at.is_(None),
        sla_clocks.c.due_at.is_not(None),
        sla_clocks.c.due_at >= since,
        sla_clocks.c.due_at < until,
    )
