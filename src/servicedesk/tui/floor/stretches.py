"""The tickets behind a bar of a chart: read in the store's worker, at most so many."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.tui.floor.spots import Missed, Stretch

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

MOST: Final = 500
"""Tickets that are listed at most."""
PAGES: Final = 10
"""Pages of breaches that are looked through for a day's at most."""


def tickets_of(desk: "Desk", spot: Stretch) -> Sequence[QueueRow]:
    """The tickets that came, or fall due, in a stretch of time."""
    since = max(spot.since, datetime(1970, 1, 2, tzinfo=UTC))
    after = desk.queue.cursor(_at(since - timedelta(microseconds=1)), spot.sort, spot.filter)
    rows = desk.queue.page(spot.filter, spot.sort, after=after, limit=MOST).rows
    found = []
    for row in rows:
        at = row.created_at if spot.sort == "created" else row.due_at
        if at is not None and spot.since <= at < spot.until:
            found.append(row)
    return found


def tickets_missed(desk: "Desk", spot: Missed, zone: tzinfo) -> Sequence[QueueRow]:
    """The tickets whose clock began on a day and was breached."""
    first = datetime.combine(spot.day, time(0), zone)
    last = datetime.combine(spot.day + timedelta(days=1), time(0), zone)
    ids: list[int] = []
    after = None
    for _page in range(PAGES):
        page = desk.breaches.page(first, after=after, limit=MOST)
        ids += [one.ticket for one in page.rows if one.clock == spot.clock and first <= one.started_at < last]
        after = page.next
        if after is None:
            break
    return desk.many.rows(ids)


def tickets_running(desk: "Desk", spot: Missed, zone: tzinfo) -> Sequence[QueueRow]:
    """The tickets whose clock began on a day and still runs, or rests, in time."""
    first = datetime.combine(spot.day, time(0), zone)
    last = datetime.combine(spot.day + timedelta(days=1), time(0), zone)
    return desk.many.rows(desk.floor.running(spot.clock, first, last)[:MOST])


def _at(instant: datetime) -> QueueRow:
    """A row that stands at an instant, for a cursor there."""
    return QueueRow(
        id=0,
        kind="",
        status="",
        stage=None,
        priority="",
        subject="",
        customer_id=None,
        customer_name="",
        membership="",
        assignee=None,
        due_at=instant,
        due_clock=None,
        waiting_since=None,
        snoozed_until=None,
        created_at=instant,
        updated_at=instant,
        last_public_author=None,
        version=0,
        remind_at=instant,
    )
