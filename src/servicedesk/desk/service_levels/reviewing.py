"""Reviewing breaches: what the ledger proposes, and what a supervisor finds."""

from datetime import datetime
from typing import Final

from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.read import Row
from servicedesk.desk.service_levels.breaches import Breaches, breach_view, cursor, sees_all
from servicedesk.desk.service_levels.explaining import Told, as_counted, handle, history_of, tell
from servicedesk.desk.service_levels.views import BreachPage, BreachView, CauseView
from servicedesk.desk.ticket_acts import finish
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.domain.calendars import SECOND
from servicedesk.domain.digests import text_digest
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload, micros
from servicedesk.domain.roles import Permission
from servicedesk.domain.sla.causes import Cause, Proposal, propose
from servicedesk.domain.sla.facts import CLOCKS
from servicedesk.domain.sla.holding import held_segments, until
from servicedesk.domain.tickets import Status
from servicedesk.store import breach_reviews, breaches, people, policies
from servicedesk.store.database import Connection

LONGEST_COMMENT: Final = 4_000
"""Characters."""


class Reviews:
    def __init__(self, work: Work) -> None:
        self._work = work

    def open(self, since: datetime | None = None, *, after: str | None = None, limit: int = 50) -> BreachPage:
        """Breaches that nobody has reviewed, newest first. Raises Forbidden, Invalid."""
        self._work.require(Permission.REVIEW)
        return Breaches(self._work).page(since, unreviewed=True, after=after, limit=limit)

    def next(self, after: BreachView | None = None) -> BreachView | None:
        """The newest breach that nobody has reviewed, or the next one behind ``after``, which was passed over."""
        found = self.open(after=None if after is None else cursor(after), limit=1).rows
        return found[0] if found else None

    def breach(self, ticket_id: int, clock: str, started_at: datetime | None = None) -> BreachView:
        """One breach with its review: that of a cycle, or the newest of a clock.

        Who may not see the floor may read the own ones only, as in ``Breaches.page``. Raises NotFound, Invalid,
        Forbidden.
        """
        self._work.require(Permission.READ)
        now = self._work.clock.now()
        with self._work.store.read() as connection:
            row = _found(connection, ticket_id, clock, started_at, now)
            if not sees_all(self._work) and self._work.actor.handle not in (row["holder"], row["found_holder"]):
                self._work.require(Permission.FLOOR)
            return breach_view(row, policies.book(self._work.store, connection), now)

    def proposal(self, ticket_id: int, clock: str, started_at: datetime | None = None) -> CauseView:
        """Whose it was, in which status and why, as far as the ledger tells. Raises NotFound, Forbidden, Invalid."""
        self._work.require(Permission.REVIEW)
        now = self._work.clock.now()
        with self._work.store.read() as connection:
            row = _found(connection, ticket_id, clock, started_at, now)
            book, _ = as_counted(self._work, connection, ticket_id)
            told = tell(history_of(connection, ticket_id), book, micros(now))
            names = people.names(connection)
        found = _proposal(told, row)
        worked = tuple((handle(names, holder), part // SECOND) for holder, part in found.worked)
        return CauseView(handle(names, found.holder), found.status, str(found.cause), found.avoidable, worked)

    def review(
        self,
        ticket_id: int,
        clock: str,
        started_at: datetime | None = None,
        *,
        holder: str | None,
        cause: str,
        avoidable: bool,
        comment: str = "",
        status: str | None = None,
    ) -> Done:
        """Write down what was found of a breach, also of a ticket that has ended; ``undo`` takes it back.

        ``holder`` is a handle, None nobody; ``status`` that at the breach unless said. It replaces an earlier review.
        Raises NotFound, Invalid, Forbidden.
        """
        self._work.require(Permission.REVIEW)
        _check("cause", cause, Cause)
        if status is not None:
            _check("status", status, Status)
        if len(comment) > LONGEST_COMMENT:
            raise Invalid("comment", f"longer than {LONGEST_COMMENT} characters")
        with acting(self._work, "review_breach") as context:
            ticket = open_ticket(context, ticket_id)
            row = _found(context.connection, ticket_id, clock, started_at, context.at)
            finding: Payload = {
                "holder": _person(context.connection, holder),
                "status": status or row["status"],
                "cause": cause,
                "avoidable": avoidable,
            }
            _record(ticket, row["clock"], row["started_at"], finding, comment)
            return finish(ticket)


def _record(ticket: OpenTicket, clock: str, started_at: datetime, finding: Payload, comment: str) -> None:
    context, key = ticket.context, (clock, started_at)
    salt = context.work.salt()
    cycle: Payload = {"clock": clock, "started": micros(started_at)}
    ticket.record(EventType.BREACH_REVIEWED, {**cycle, **finding, "comment": text_digest(salt, comment)})
    breach_reviews.put(context.connection, ticket.id, key, ticket.state.reviews[key], salt, comment)


def _proposal(told: Told, row: Row) -> Proposal:
    clock, started, breached = row["clock"], micros(row["started_at"]), micros(row["breached_at"])
    cycle = next((one for one in told.cycles if (one.clock, one.started_at) == (clock, started)), None)
    if cycle is None:
        raise Refused(f"the events of ticket {row['ticket_id']} know of no such cycle: see verify", clock=clock)
    segments = until(held_segments(cycle, told.held, told.now), breached)
    return propose(segments, [term.since for term in cycle.terms], breached)


def _found(connection: Connection, ticket_id: int, clock: str, started_at: datetime | None, now: datetime) -> Row:
    """A breach of a ticket; raises NotFound for the ticket or the breach, Invalid for an unknown clock."""
    _check("clock", clock, CLOCKS)
    row = breaches.one(connection, ticket_id, now, clock, started_at)
    if row is None:
        history_of(connection, ticket_id)
        since = "" if started_at is None else f" started at {started_at.isoformat()}"
        raise NotFound("breach of", f"{clock}{since} on ticket {ticket_id}")
    return row


def _check(field: str, value: str, known: type[Cause] | type[Status] | tuple[str, ...]) -> None:
    if value not in tuple(known):
        raise Invalid(field, f"{value!r} is none of {', '.join(known)}")


def _person(connection: Connection, handle: str | None) -> int | None:
    if handle is None:
        return None
    row = people.by_handle(connection, handle)
    if row is None:
        raise NotFound("person", handle)
    return int(row["id"])
