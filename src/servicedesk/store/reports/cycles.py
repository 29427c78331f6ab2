"""Cycles of clocks by when they started, over the index of their start. Nothing is written.

Time is grouped by the quarter of an hour (``domain.reports.periods``).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, null, or_, select

from servicedesk.domain.reports.attained import Outcome
from servicedesk.domain.sla.cycles import CycleState
from servicedesk.store.reports.quarters import Key, quarter_of
from servicedesk.store.tables.service_levels import breach_reviews, sla_clocks
from servicedesk.store.tables.tickets import tickets

CycleRow = tuple[str, Key, int, int, int, datetime | None, int, str]
"""Clock, key, quarter of the start, outcome, working microseconds up to ``running since``, version and rule."""

SAME_CYCLE: Final = and_(
    *(breach_reviews.c[name] == sla_clocks.c[name] for name in ("ticket_id", "clock", "started_at"))
)
REVIEWED: Final = breach_reviews.c.ticket_id.is_not(None)
_HELD: Final = sla_clocks.c.breached_at.is_not(None)
CYCLE_KEYS: Final[dict[str, ColumnElement[object]]] = {
    "agent": case((REVIEWED, breach_reviews.c.holder_id), (_HELD, sla_clocks.c.holder_id), else_=tickets.c.assignee_id),
    "team": case((_HELD, sla_clocks.c.team_id), else_=tickets.c.team_id),
    "kind": tickets.c.kind,
    "priority": tickets.c.priority,
    "product": tickets.c.product_id,
    "ticket": sla_clocks.c.ticket_id,
}
"""Whom or what a cycle counts for: a breach for whom a review found, else for who held the ticket then; all other
cycles for who holds it now."""


def breached(now: datetime) -> ColumnElement[bool]:
    """Breached by now, whether or not a sweep has noted it."""
    return or_(sla_clocks.c.breached_at.is_not(None), and_(sla_clocks.c.due_at.is_not(None), sla_clocks.c.due_at < now))


def _outcome(now: datetime) -> ColumnElement[int]:
    late = breached(now)
    met, cancelled = (sla_clocks.c.state == str(state) for state in (CycleState.MET, CycleState.CANCELLED))
    return case(
        (and_(met, late), int(Outcome.LATE)),
        (met, int(Outcome.KEPT)),
        (and_(cancelled, late), int(Outcome.CANCELLED_LATE)),
        (cancelled, int(Outcome.CANCELLED)),
        (late, int(Outcome.OVERDUE)),
        else_=int(Outcome.OPEN),
    )


def cycles(
    connection: Connection, since: datetime, until: datetime, now: datetime, by: str | None = None
) -> Iterator[CycleRow]:
    """The cycles that started in ``[since, until)``, in no order. ``by`` is one of CYCLE_KEYS."""
    key = null() if by is None else CYCLE_KEYS[by]
    query = select(
        sla_clocks.c.clock,
        key.label("key"),
        quarter_of(sla_clocks.c.started_at),
        _outcome(now),
        sla_clocks.c.used_us,
        sla_clocks.c.running_since,
        sla_clocks.c.policy_version,
        sla_clocks.c.rule,
    ).where(sla_clocks.c.started_at >= since, sla_clocks.c.started_at < until)
    if by is not None:
        query = query.join(tickets, tickets.c.id == sla_clocks.c.ticket_id)
    if by == "agent":
        query = query.join(breach_reviews, SAME_CYCLE, isouter=True)
    for row in connection.execute(query):
        yield tuple(row)


def outcomes(
    connection: Connection, since: datetime, until: datetime, now: datetime
) -> Iterator[tuple[str, int, int, int]]:
    """Clock, quarter of the start, outcome, how many: of the cycles that started in ``[since, until)``."""
    clock, quarter, outcome = sla_clocks.c.clock, quarter_of(sla_clocks.c.started_at), _outcome(now)
    inner = (
        select(clock, quarter.label("quarter"), outcome.label("outcome"))
        .where(sla_clocks.c.started_at >= since, sla_clocks.c.started_at < until)
        .subquery()
    )
    query = select(inner.c.clock, inner.c.quarter, inner.c.outcome, func.count()).group_by(
        inner.c.clock, inner.c.quarter, inner.c.outcome
    )
    for row in connection.execute(query):
        yield tuple(row)
