"""What is one's own: the tickets one was on, what others did there since, and the card of one's day."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from servicedesk.desk.events_view import event_views
from servicedesk.desk.read import Row, queue_row
from servicedesk.desk.together_views import DayCard, KindWord, LastTicket, PromiseAhead
from servicedesk.desk.views import DraftView, EventView, QueueRow
from servicedesk.desk.work import Work
from servicedesk.domain.events import EventType, Payload, Stream, StreamKind
from servicedesk.domain.roles import Permission
from servicedesk.domain.thanks import kindness
from servicedesk.domain.tickets import Status
from servicedesk.store import people, selection, streams, together
from servicedesk.store.database import Connection

MOST_WORDS = 300
"""Customers' messages looked through for a kind one."""


class LastTickets:
    def __init__(self, work: Work) -> None:
        self._work = work

    def where(self, limit: int = 6) -> tuple[LastTicket, ...]:
        """The tickets one was on last, newest first; half-written words count as having been there."""
        self._work.require(Permission.READ)
        me = self._work.actor.id
        with self._work.store.read() as connection:
            reads = {row["ticket_id"]: row["read_at"] for row in together.last_read(connection, me, limit)}
            drafts = _newest_drafts(together.last_drafts(connection, me, 2 * limit))
            last = {**reads}
            for ticket_id, draft in drafts.items():
                last[ticket_id] = max(draft.updated_at, last.get(ticket_id, draft.updated_at))
            ids = sorted(last, key=lambda ticket_id: last[ticket_id], reverse=True)[:limit]
            rows = {row["id"]: queue_row(row) for row in selection.rows_of(connection, ids)}
            since = {number: reads.get(number, last[number]) for number in ids if number in rows}
            changes = self._changes(connection, since)
        return tuple(
            LastTicket(rows[number], reads.get(number), drafts.get(number), changes[number]) for number in since
        )

    def touched_since(self, rows: Sequence[QueueRow], since: datetime) -> tuple[LastTicket, ...]:
        """Those of ``rows`` that others have touched after an instant, with what they did."""
        with self._work.store.read() as connection:
            changes = self._changes(connection, {row.id: since for row in rows if row.updated_at > since})
        return tuple(LastTicket(row, since, None, changes[row.id]) for row in rows if changes.get(row.id))

    def _changes(self, connection: Connection, since: Mapping[int, datetime]) -> dict[int, tuple[EventView, ...]]:
        """What others did on each ticket after its own instant."""
        names, me = people.names(connection), self._work.actor.code
        handle = self._work.actor.handle
        found: dict[int, tuple[EventView, ...]] = {}
        for ticket_id, at in since.items():
            history = streams.stretch(connection, Stream(StreamKind.TICKET, ticket_id), at, None)
            views = event_views(history, names)
            found[ticket_id] = tuple(
                view for view in views if view.at > at and view.actor not in (me, handle) and not view.undone
            )
        return found

    def day(self, since: datetime, until: datetime) -> DayCard:
        """One's work after ``since`` (the day's start), and promises due before ``until`` (tomorrow's end)."""
        self._work.require(Permission.READ)
        me = self._work.actor.id
        with self._work.store.read() as connection:
            done = together.done_since(connection, me, since)
            promises = together.promises_due(connection, me, until)
            words = together.customers_words(connection, me, since, MOST_WORDS)
        return DayCard(
            answered=sum(1 for row in done if _answers(row)),
            resolved=len({row["stream_id"] for row in done if _resolves(row)}),
            promises=tuple(PromiseAhead(row["ticket_id"], row["body"], row["due_at"]) for row in promises),
            kind_word=_kindest(words),
        )


def _newest_drafts(rows: Sequence[Row]) -> dict[int, DraftView]:
    """The newest draft of each ticket that has words in it."""
    found: dict[int, DraftView] = {}
    for row in rows:
        if row["body"].strip():
            found.setdefault(row["ticket_id"], DraftView(row["mode"], row["body"], len(row["body"]), row["updated_at"]))
    return found


def _answers(row: Row) -> bool:
    payload: Payload = json.loads(row["payload"])
    ours = payload.get("author") == "agent" and payload.get("visibility") == "public"
    return row["type"] == str(EventType.MESSAGE) and ours


def _resolves(row: Row) -> bool:
    payload: Payload = json.loads(row["payload"])
    return row["type"] == str(EventType.STATUS) and payload.get("to") == str(Status.RESOLVED)


def _kindest(rows: Sequence[Row]) -> KindWord | None:
    """The kindest of some messages, the newest where several are; None when none is kind."""
    best = max(rows, key=lambda row: (kindness(row["body"]), row["sent_at"]), default=None)
    if best is None or not kindness(best["body"]):
        return None
    return KindWord(best["ticket_id"], best["author_name"], best["body"], best["sent_at"])
