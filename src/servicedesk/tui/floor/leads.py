"""Where a figure leads: a filter of the desk's list, one ticket, or tickets that are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.tickets import Status
from servicedesk.i18n import _, ngettext
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.acting import Acting

MOST: Final = 500
"""Tickets that are listed at most."""
FIRST_DAY: Final = datetime(1970, 1, 2, tzinfo=UTC)
"""Before any ticket."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets as rows of the desk's list, in the order they are told in; ``told`` stands at the end of a line."""

    rows: Sequence[QueueRow]
    told: Mapping[int, str] = field(default_factory=dict)


Read = Callable[["Desk"], Listing]


@dataclass(frozen=True, slots=True)
class Lead:
    """One way on from a figure: ``filter``, ``ticket`` or ``read`` says where to.

    ``title`` names the tickets, ``count`` is the figure (None: it isn't one of tickets), ``hint`` says it in words.
    """

    title: str
    count: int | None = field(default=None, compare=False)
    hint: str = field(default="", compare=False)
    filter: str | None = None
    ticket: int | None = None
    read: Read | None = field(default=None, compare=False)


def tickets_hint(n: int) -> str:
    """``4 tickets``."""
    return ngettext("{n} ticket", "{n} tickets", n).format(n=n)


def promises_hint(n: int) -> str:
    """``4 promises``."""
    return ngettext("{n} promise", "{n} promises", n).format(n=n)


def times_hint(n: int) -> str:
    """``4 times``: what can happen to one ticket more than once."""
    return ngettext("{n} time", "{n} times", n).format(n=n)


async def chosen_lead(acting: Acting, title: str, leads: Sequence[Lead], *, all_shown: bool = False) -> Lead | None:
    """One of several leads, asked for where more than one counts something; None when none does or esc was pressed.

    ``all_shown``: those that count nothing stand there too, and say so.
    """
    there = [lead for lead in leads if lead.count != 0]
    if len(there) == 1 and not all_shown:
        return there[0]
    if not there:
        return None
    lines = [_choice(lead) for lead in (leads if all_shown else there)]
    return await acting.ask(Choices(title, lines))


def _choice(lead: Lead) -> Choice[Lead]:
    return Choice(lead, lead.title, lead.hint, None if lead.count != 0 else _("there are none"))


def named(numbers: Callable[[Desk], Sequence[int]]) -> Read:
    """A reading of tickets by their numbers, in that order."""

    def read(desk: Desk) -> Listing:
        ids = list(numbers(desk))[:MOST]
        return Listing(in_order(desk.many.rows(ids), ids))

    return read


def in_order(rows: Sequence[QueueRow], ids: Sequence[int]) -> list[QueueRow]:
    """Rows as numbers name them."""
    place = {ticket: n for n, ticket in enumerate(ids)}
    return sorted(rows, key=lambda row: place.get(row.id, len(place)))


def stretch(filter_text: str, sort: str, since: datetime, until: datetime) -> Read:
    """Tickets of a filter in ``[since, until)``, without spam: by when they came, or fall due.

    ``sort`` is created (oldest first), -created (newest first) or due.
    """
    descending = sort.startswith("-")

    def read(desk: Desk) -> Listing:
        first = max(since, FIRST_DAY)
        start = until if descending else first - timedelta(microseconds=1)
        after: str | None = desk.queue.cursor(_at(start), sort, filter_text)
        found: list[QueueRow] = []
        while after is not None and len(found) < MOST:
            page = desk.queue.page(filter_text, sort, after=after, limit=MOST)
            instants = [_instant(row, sort) for row in page.rows]
            kept = (row for row, at in zip(page.rows, instants, strict=True) if at is not None and first <= at < until)
            found += [row for row in kept if row.status != Status.SPAM and (sort != "due" or row.due_at is not None)]
            after = None if _is_beyond(instants, first, until, descending=descending) else page.next
        return Listing(found[:MOST])

    return read


def _is_beyond(instants: Sequence[datetime | None], first: datetime, until: datetime, *, descending: bool) -> bool:
    """What follows these rows lies outside of ``[first, until)``."""
    last = instants[-1] if instants else None
    return last is None or (last < first if descending else last >= until)


def _instant(row: QueueRow, sort: str) -> datetime | None:
    """Where a row stands in its order; None for what is never due, which stands at the end."""
    return row.due_at or row.waiting_since if sort == "due" else row.created_at


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
