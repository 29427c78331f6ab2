"""What the desk does by itself: hand over replies, wake snoozed tickets, close old ones, watch clocks, escalate.

Any running console or ``servicedesk run`` sweeps; each piece of work is a small transaction, safe to do twice. A
console looks every two seconds: that is one read where nothing is due, so that a room full of them costs nothing.
Where something is, each takes the next piece that no other is at, so that they share it and none waits for another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from servicedesk.desk.escalating.by_rule import Rules
from servicedesk.desk.open_ticket import OpenTicket, open_ticket
from servicedesk.desk.service_levels.sweeping import NOTHING_NOTED, Noted, note_due
from servicedesk.desk.time_left import ENDLESS, TimeLeft, nobody
from servicedesk.desk.work import SYSTEM, ActContext, Work, acting
from servicedesk.domain.errors import DeskError, Refused
from servicedesk.domain.events import EventType
from servicedesk.domain.tickets import CLOSE_AFTER_DAYS, Status
from servicedesk.store import due_work, messages
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection
from servicedesk.store.due_work import Due

BATCH = 100
"""Pieces of work a sweep does at most of each sort, so that it never holds up anybody for long."""

BEAT = timedelta(seconds=10)
"""How old the noted time of the last sweep may grow: each note is a write that every open console looks into.

So often one console of all goes through the rules of escalation.
"""
LET: Final = timedelta(seconds=5)
"""So much later another console does it: who did it last knows what it found, and looks again before that."""
PUT_OFF: Final = timedelta(seconds=20)
"""So old the noted time may grow while somebody is at the keys: others go through the rules of escalation meanwhile."""
LOOK_SECONDS: Final = 0.05
"""A look that has worked for so long leaves the rest for the next one; of each sort it does one piece at least."""
Find = Callable[[Connection, Sequence[int], bool], int | None]
"""The next ticket with something to be done but some; held by the transaction where that is wanted."""


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
        self._rules = Rules(self._work)
        self._had_turn: datetime | None = None

    def sweep(self) -> Swept:
        """Do what is due now. Raises StoreUnavailable only; a reply that can't leave is marked failed."""
        now = self._work.clock.now()
        done = self._do(self._find(now), now, ENDLESS, rules=True, whole=True)
        self._claim(BEAT)
        return done

    def look(self, hurries: Callable[[], bool] = nobody) -> Swept:
        """Do what is due where anything is, for a moment; the rules of escalation where it is this one's turn.

        ``hurries``: somebody is at the keys just now, so that less is done at a time. Raises StoreUnavailable only.
        """
        now, time = self._work.clock.now(), TimeLeft(LOOK_SECONDS, hurries)
        due = self._find(now)
        mine = self._has_turn(due, now, time)
        return self._do(due, now, time, rules=mine) if due.anything or mine else NOTHING

    def _find(self, now: datetime) -> Due:
        with self._work.store.read() as connection:
            return due_work.find(connection, now, now - timedelta(days=CLOSE_AFTER_DAYS))

    def _has_turn(self, due: Due, now: datetime, time: TimeLeft) -> bool:
        """Whether to go through the rules now: nobody has for long enough, or this one has and was not done."""
        mine = due.swept_at is not None and due.swept_at == self._had_turn and not time.is_short
        every = PUT_OFF if time.is_short else BEAT if mine else BEAT + LET
        if due.swept_at is None or abs(now - due.swept_at) >= every:
            return self._claim(every)
        return mine and self._rules.unfinished

    def _claim(self, every: timedelta) -> bool:
        now = self._work.clock.now()
        with self._work.store.transaction(aside=True) as connection:
            claimed = due_work.claim(connection, now, every)
        if claimed:
            self._had_turn = now
        return claimed

    def _do(self, due: Due, now: datetime, time: TimeLeft, *, rules: bool, whole: bool = False) -> Swept:
        """Do what was due at ``now``."""
        delivered, failed = self._hand_over_due(time) if due.replies else (0, 0)
        woken = self._each("wake", self._snoozed, self._wake, time) if due.snoozed else 0
        closed = self._each("close", self._old, self._close, time) if due.old else 0
        noted = note_due(self._work, time) if due.notices or due.behind else NOTHING_NOTED
        until = now if noted.all else None
        escalated = self._rules.go_through(until, time, whole=whole) if rules else 0
        return Swept(delivered, failed, woken, closed, noted, escalated)

    def _hand_over_due(self, time: TimeLeft) -> tuple[int, int]:
        results: list[str] = []
        while len(results) < BATCH and not (results and time.over) and self._replies_wait():
            result = self._hand_over_next()
            if result is None:
                break
            results.append(result)
        return results.count("handed_over"), results.count("failed")

    def _replies_wait(self) -> bool:
        with self._work.store.read() as connection:
            return bool(messages.due_replies(connection, self._work.clock.now(), 1))

    def _hand_over_next(self) -> str | None:
        """Hand one reply over in its own transaction; None where others are at those that are left."""
        with acting(self._work, "hand_over") as context:
            row = messages.take_due_reply(context.connection, context.at)
            if row is None:
                return None
            ticket = open_ticket(context, row["ticket_id"], held=True)
            state, error = self._try(context, row["message_id"], row["recipient"])
            messages.settle_reply(context.connection, row["id"], state=state, at=context.at, error=error)
            messages.set_delivery(context.connection, row["message_id"], state)
            kind = EventType.DELIVERED if state == "handed_over" else EventType.FAILED
            ticket.record(kind, {"message": row["message_id"]})
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

    def _each(self, name: str, find: Find, what: Callable[[OpenTicket], bool], time: TimeLeft) -> int:
        """Do something with one ticket after the other, each in its own transaction; with how many it was done."""
        passed: list[int] = []
        done = 0
        while done + len(passed) < BATCH and not (done and time.over):
            with self._work.store.read() as connection:
                if find(connection, passed, False) is None:
                    break
            with acting(self._work, name) as context:
                ticket_id = find(context.connection, passed, True)
                if ticket_id is None:
                    break
                ticket = open_ticket(context, ticket_id, held=True)
                if what(ticket):
                    ticket.save()
                    done += 1
                else:
                    passed.append(ticket_id)
        return done

    def _snoozed(self, connection: Connection, passed: Sequence[int], hold: bool) -> int | None:
        return ticket_rows.woken_next(connection, self._work.clock.now(), passed, hold=hold)

    def _old(self, connection: Connection, passed: Sequence[int], hold: bool) -> int | None:
        untouched = self._work.clock.now() - timedelta(days=CLOSE_AFTER_DAYS)
        return ticket_rows.closed_next(connection, untouched, passed, hold=hold)

    def _wake(self, ticket: OpenTicket) -> bool:
        until = ticket.state.snoozed_until
        if until is None or until > ticket.context.at:
            return False
        ticket.record(EventType.WOKEN, {})
        return True

    def _close(self, ticket: OpenTicket) -> bool:
        touched = ticket.state.updated_at
        waited = timedelta(days=CLOSE_AFTER_DAYS)
        if ticket.state.status is not Status.RESOLVED or touched is None or touched + waited > ticket.context.at:
            return False
        ticket.move(Status.CLOSED)
        return True

    def close_now(self, ticket_id: int) -> None:
        """Close a resolved ticket as a sweep would seven days on; raises Refused while it is not old enough."""
        with acting(self._work, "close") as context:
            ticket = open_ticket(context, ticket_id)
            if not self._close(ticket):
                raise Refused(
                    f"ticket {ticket_id} is not resolved and untouched for {CLOSE_AFTER_DAYS} days", ticket=ticket_id
                )
            ticket.save()
