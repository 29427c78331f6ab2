"""What is asked of a store all day, and the bare statements that read the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Final

from bench.growth.place import Place, Row
from bench.stores import NOON
from servicedesk.domain.tickets import CLOSE_AFTER_DAYS
from servicedesk.store import due_work
from servicedesk.store.due_work import Due
from servicedesk.store.light import COLUMNS

LIMIT: Final = 50
RUNS: Final = 100
COMMON: Final = "order"
"""A word that stands in most tickets."""
RARE: Final = "zipper"
"""A word of the demo shop alone."""
_ROWS: Final = (
    f"SELECT {COLUMNS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id "  # noqa: S608 - fixed columns
    "LEFT JOIN people p ON p.id = t.assignee_id"
)
_OPEN: Final = f"{_ROWS} WHERE t.queue_due IS NOT NULL ORDER BY t.queue_due, t.id LIMIT {LIMIT}"
_DEEP: Final = f"{_ROWS} WHERE (t.updated_at, t.id) > (?, ?) ORDER BY t.updated_at, t.id LIMIT {LIMIT}"
_LAST: Final = f"{_ROWS} ORDER BY t.updated_at DESC, t.id DESC LIMIT {LIMIT}"
_TICKET: Final = "SELECT * FROM tickets WHERE id = ?"
_THREAD: Final = "SELECT * FROM messages JOIN message_texts ON message_id = id WHERE ticket_id = ? ORDER BY sent_at, id"
_EVENTS: Final = "SELECT * FROM events WHERE stream_kind = 'ticket' AND stream_id = ? ORDER BY seq"


@dataclass(frozen=True)
class Reading:
    """One question: ours, and where one bare statement or a few read the same, theirs.

    ``at_most``: milliseconds at p95 that it may take at a million tickets. ``times_bare``: how many times as long as
    the bare statements it may take at p50. ``linear``: its answer grows with the store, so its time may. ``cold``: it
    reads what nobody has read for long, from the disk, and of a larger store less is in memory by chance.
    """

    name: str
    ours: Callable[[Place], Callable[[], object]]
    bare: Callable[[Place], Callable[[], object]] | None = None
    at_most: float | None = None
    times_bare: float | None = None
    linear: bool = False
    cold: bool = False


def _page(
    query: str, sort: str, *, last: bool = False, middle: bool = False
) -> Callable[[Place], Callable[[], object]]:
    def on(place: Place) -> Callable[[], object]:
        after = place.middle if middle else None
        return lambda: place.desk.queue.page(query, sort, after=after, backwards=last, limit=LIMIT)

    return on


def _asked(sql: str) -> Callable[[Place], Callable[[], Sequence[Row]]]:
    return lambda place: lambda: place.ask(sql, ())


def _from_the_middle(place: Place) -> Callable[[], Sequence[Row]]:
    key, _, number = place.middle.partition(".")
    return lambda: place.ask(_DEEP, (int(key), int(number)))


def _open_ticket(place: Place) -> Callable[[], object]:
    tickets = cycle(place.tickets)
    return lambda: place.desk.tickets.show(next(tickets))


def _bare_ticket(place: Place) -> Callable[[], object]:
    tickets = cycle(place.tickets)

    def read() -> int:
        ticket = next(tickets)
        return sum(len(place.ask(sql, (ticket,))) for sql in (_TICKET, _THREAD, _EVENTS))

    return read


def _find(*texts: str) -> Callable[[Place], Callable[[], object]]:
    def on(place: Place) -> Callable[[], object]:
        asked = cycle(texts)
        return lambda: place.desk.search.find(next(asked), 20)

    return on


def _view_counts(place: Place) -> Callable[[], object]:
    filters = [view.filter for view in place.desk.queue.views()]
    return lambda: place.desk.queue.counts(filters)


def _what_is_due(place: Place) -> Callable[[], object]:
    """What every console asks every two seconds."""
    store = place.desk._work.store

    def ask() -> Due:
        with store.read() as connection:
            return due_work.find(connection, NOON, NOON - timedelta(days=CLOSE_AFTER_DAYS))

    return ask


READINGS: Final = (
    Reading("queue: first page of all open", _page("is:live", "due"), _asked(_OPEN), times_bare=3),
    Reading(
        "queue: page in the middle of all", _page("is:all", "updated", middle=True), _from_the_middle, times_bare=3
    ),
    Reading("queue: last page of all", _page("is:all", "updated", last=True), _asked(_LAST), times_bare=3),
    Reading("queue: counts of the views", _view_counts, linear=True),
    Reading("open ticket, long untouched", _open_ticket, at_most=50, cold=True),
    Reading("open ticket, in the store", _open_ticket, _bare_ticket),
    Reading("find: a rare word", _find(RARE), at_most=100),
    Reading("find: a common word", _find(COMMON), at_most=100),
    Reading("find: a common word of Chinese", _find("订单"), at_most=100),
    Reading("find: two common words", _find(f"{COMMON} refund"), at_most=100),
    Reading("queue: a word in the filter", _page(f"is:all {COMMON}", "updated"), at_most=100),
    Reading("what is due, as a console looks", _what_is_due),
    Reading("overdue by agent", lambda place: lambda: place.desk.breaches.overdue("agent"), at_most=50, linear=True),
    Reading("floor", lambda place: place.desk.floor.now, at_most=300, linear=True),
)
