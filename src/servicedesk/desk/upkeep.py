"""What the desk does by itself: hand over replies, wake snoozed tickets, close old ones, watch clocks, escalate.

Any running console or ``servicedesk run`` sweeps; each piece of work is a small transaction, safe to do twice. A
console looks every two seconds: that is one read where nothing is due, so that a room full of them costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from servicedesk.desk.escalating.by_rule import escalate_due
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.service_levels.sweeping import NOTHING_NOTED, Noted, note_due
from servicedesk.desk.work import SYSTEM, ActContext, Work, acting
from servicedesk.domain.errors import DeskError, Refused
from servicedesk.domain.events import EventType
from servicedesk.domain.tickets import CLOSE_AFTER_DAYS, Status
from servicedesk.store import due_work, messages
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.due_work import Due

BATCH = 100
"""Pieces of work a sweep does at most of each sort, so that it never holds up anybody for long."""

BEAT = timedelta(seconds=10)
"""How old the noted time of the last sweep may grow: each note is a write that every open console looks into.

So often one console of all goes through the rules of escalation.
"""


class Outlet(Protocol):
    """Where replies of a channel go. Raises DeskError when the message can't be handed over."""

    def hand_over(self, recipient: str, body: str) -> None: ...


class LocalOutlet:
    """The store itself: the message is in the thread already, so handing over succeeds at once."""

    def hand_over(self, recipient: str, body: str) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Swept:
    delivered: int
    failed: int
    woken: int
    closed: int
    noted: Noted = NOTHING_NOTED
    escalated: int = 0


NOTHING = Swept(0, 0, 0, 0)


class Upkeep:
    def __init__(self, work: Work, outlets: Callable[[str], Outlet] | None = None) -> None:
        """``outlets`` names the outlet of a channel; until mail and chat exist, ``local`` takes them all."""
        self._work = replace(work, actor=SYSTEM, via="sweep")
        self._outlet = outlets or (lambda channel: LocalOutlet())

    def sweep(self) -> Swept:
        """Do what is due now. Raises StoreUnavailable only; a reply that can't leave is marked failed."""
        now = self._work.clock.now()
        done = self._do(self._find(now), now, rules=True)
        self._claim()
        return done

    def look(self) -> Swept:
        """Do what is due where anything is; the rules of escalation only where nobody has done that for ``BEAT``.

        Raises StoreUnavailable only.
        """
        now = self._work.clock.now()
        due = self._find(now)
        stale = due.swept_at is None or abs(now - due.swept_at) >= BEAT
        mine = stale and self._claim()
        return self._do(due, now, rules=mine) if due.anything or mine else NOTHING

    def _find(self, now: datetime) -> Due:
        with self._work.store.read() as connection:
            return due_work.find(connection, now, now - timedelta(days=CLOSE_AFTER_DAYS))

    def _claim(self) -> bool:
        with self._work.store.transaction(aside=True) as connection:
            return due_work.claim(connection, self._work.clock.now(), BEAT)

    def _do(self, due: Due, now: datetime, *, rules: bool) -> Swept:
        """Do what was due at ``now``.

        A notice of a clock is looked at by the rules at once, whoever's turn it is to go through them.
        """
        delivered, failed = self._hand_over_due() if due.replies else (0, 0)
        woken = sum(map(self._wake, self._snoozed())) if due.snoozed else 0
        closed = sum(map(self._close, self._old())) if due.old else 0
        noted = note_due(self._work) if due.notices or due.behind else NOTHING_NOTED
        rules = rules or noted.warnings + noted.breaches > 0
        escalated = escalate_due(self._work, noted_until=now if noted.all else None) if rules else 0
        return Swept(delivered, failed, woken, closed, noted, escalated)

    def _snoozed(self) -> list[int]:
        with self._work.store.read() as connection:
            return ticket_rows.snoozed_until(connection, self._work.clock.now(), BATCH)

    def _old(self) -> list[int]:
        untouched = self._work.clock.now() - timedelta(days=CLOSE_AFTER_DAYS)
        with self._work.store.read() as connection:
            return ticket_rows.resolved_before(connection, untouched, BATCH)

    def _hand_over_due(self) -> tuple[int, int]:
        with self._work.store.read() as connection:
            due = messages.due_replies(connection, self._work.clock.now(), BATCH)
        results = [self._hand_over(row["id"], row["ticket_id"], row["message_id"], row["recipient"]) for row in due]
        return results.count("handed_over"), results.count("failed")

    def _hand_over(self, item_id: int, ticket_id: int, message_id: int, recipient: str) -> str:
        """Hand one reply over in its own transaction; one that was recalled or has left meanwhile is left alone."""
        with self._work.store.read() as connection:
            if not messages.is_pending(connection, item_id):
                return "settled"
        with acting(self._work, "hand_over") as context:
            ticket = open_ticket(context, ticket_id)
            if not messages.is_pending(context.connection, item_id):
                return "settled"
            state, error = self._try(context, message_id, recipient)
            messages.settle_reply(context.connection, item_id, state=state, at=context.at, error=error)
            messages.set_delivery(context.connection, message_id, state)
            kind = EventType.DELIVERED if state == "handed_over" else EventType.FAILED
            ticket.record(kind, {"message": message_id})
            ticket.save()
            return state

    def _try(self, context: ActContext, message_id: int, recipient: str) -> tuple[str, str]:
        message = messages.body_of(context.connection, message_id)
        if message is None:
            return "failed", "the message is gone"
        try:
            self._outlet(str(message["channel"])).hand_over(recipient, str(message["body"]))
        except DeskError as error:
            return "failed", error.message
        return "handed_over", ""

    def _wake(self, ticket_id: int) -> bool:
        def wake(ticket: OpenTicket) -> bool:
            until = ticket.state.snoozed_until
            if until is None or until > ticket.context.at:
                return False
            ticket.record(EventType.WOKEN, {})
            return True

        return self._alone(ticket_id, "wake", wake)

    def _close(self, ticket_id: int) -> bool:
        def close(ticket: OpenTicket) -> bool:
            touched = ticket.state.updated_at
            waited = timedelta(days=CLOSE_AFTER_DAYS)
            if ticket.state.status is not Status.RESOLVED or touched is None or touched + waited > ticket.context.at:
                return False
            ticket.move(Status.CLOSED)
            return True

        return self._alone(ticket_id, "close", close)

    def _alone(self, ticket_id: int, name: str, what: Callable[[OpenTicket], bool]) -> bool:
        with acting(self._work, name) as context:
            ticket = open_ticket(context, ticket_id)
            if not what(ticket):
                return False
            ticket.save()
            return True

    def close_now(self, ticket_id: int) -> None:
        """Close a resolved ticket as a sweep would seven days on; raises Refused while it is not old enough."""
        if not self._close(ticket_id):
            raise Refused(
                f"ticket {ticket_id} is not resolved and untouched for {CLOSE_AFTER_DAYS} days", ticket=ticket_id
            )
