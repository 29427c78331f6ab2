"""Who is where: leases, consoles, read marks. None of it is an event, and no list is read again for it.

Writes are small and give up soon: whoever calls them goes on without, and tries again with the next sign of work.
"""

import json
from datetime import datetime
from typing import Final

from servicedesk.desk.together_views import Around, Heard, LeaseView, ThereView
from servicedesk.desk.views import HandoverView
from servicedesk.desk.work import Work
from servicedesk.domain.errors import Refused
from servicedesk.domain.events import Payload, StreamKind
from servicedesk.domain.together import LEASE, SILENT, Doing, Upto
from servicedesk.store import approvals, escalations, following, together
from servicedesk.store.database import Connection, RowMapping

_DECIDES: Final = frozenset({"approve", "reduce", "reject", "hand_back", "decline"})
"""Moves that answer whoever asked."""


def refuse_while_away(work: Work, connection: Connection) -> None:
    """Raise Refused for somebody on a break: nothing new comes to them."""
    away = together.absence_of(connection, work.actor.id, work.clock.now())
    if away is not None:
        since = away["since"].isoformat().replace("+00:00", "Z")
        raise Refused("you are on a break: nothing new comes until you are back", since=since)


def handover_view(connection: Connection, ticket_id: int) -> HandoverView | None:
    """The line by which a ticket was handed over last."""
    row = together.handover_of(connection, ticket_id)
    return None if row is None else HandoverView(row["author_name"], row["handle"], row["sent_at"], row["body"])


class Presence:
    def __init__(self, work: Work) -> None:
        self._work = work

    def around(self, console: str) -> Around:
        """Where the others are, and who holds what; people's own other consoles are no company."""
        now, me = self._work.clock.now(), self._work.actor.id
        with self._work.store.read() as connection:
            there = together.there(connection, now - SILENT)
            leases = together.leases_at(connection, now)
        others = (row for row in there if row["console"] != console and row["person_id"] != me)
        return Around(
            tuple(
                ThereView(row["handle"], row["name"], row["ticket_id"], row["doing"], row["since"], row["seen_at"])
                for row in others
            ),
            tuple(self._lease_view(row) for row in leases),
        )

    def tell(self, console: str, ticket_id: int | None, doing: Doing, *, holds: bool = False) -> None:
        """This console is there, at ``ticket_id`` or at none; ``holds`` renews one's lease on it.

        Raises StoreUnavailable when the store can't be written to just now.
        """
        now, me = self._work.clock.now(), self._work.actor.id
        with self._work.store.brief() as connection:
            together.prune(connection, now - SILENT, now)
            together.tell(connection, console, me, ticket_id, str(doing), now)
            if holds and ticket_id is not None:
                together.lease(connection, ticket_id, me, now, now + LEASE)

    def leave(self, console: str) -> None:
        """This console ends."""
        with self._work.store.brief() as connection:
            together.leave(connection, console)

    def hold(self, ticket_id: int) -> LeaseView:
        """Work on a ticket for the next five minutes, or as long as signs of work renew it.

        Returns whose the lease is: somebody else's stands. Raises StoreUnavailable.
        """
        now = self._work.clock.now()
        with self._work.store.brief() as connection:
            together.lease(connection, ticket_id, self._work.actor.id, now, now + LEASE)
            row = together.lease_on(connection, ticket_id, now)
        assert row is not None
        return self._lease_view(row)

    def holder(self, ticket_id: int) -> LeaseView | None:
        """Who works on a ticket now."""
        with self._work.store.read() as connection:
            row = together.lease_on(connection, ticket_id, self._work.clock.now())
        return None if row is None else self._lease_view(row)

    def let_go(self, ticket_id: int) -> None:
        """End one's lease on a ticket."""
        with self._work.store.brief() as connection:
            together.end_lease(connection, ticket_id, {self._work.actor.id})

    def mark_read(self, ticket_id: int, at: datetime) -> None:
        """Everything on the ticket up to ``at`` has been shown; a mark never goes back."""
        with self._work.store.brief() as connection:
            together.mark_read(connection, self._work.actor.id, ticket_id, at)

    def read_mark(self, ticket_id: int) -> datetime | None:
        """Up to when one has read a ticket, on whatever console."""
        with self._work.store.read() as connection:
            return together.read_mark(connection, self._work.actor.id, ticket_id)

    def heard(self, upto: Upto | None) -> Heard:
        """What others did since one heard before; None begins to listen."""
        with self._work.store.read() as connection:
            if upto is None:
                return Heard(following.begin(connection))
            upto, new = following.go_on(connection, upto)
            me = self._work.actor.code
            others = [event for event in new if event.kind == StreamKind.TICKET and event.actor != me]
            told = [(event.stream_id, json.loads(event.payload)) for event in others if event.payload is not None]
            decided = {ticket for ticket, payload in told if self._decides_mine(connection, payload)}
        given = {ticket for ticket, payload in told if self._to_me(payload)}
        return Heard(upto, frozenset(event.stream_id for event in others), frozenset(given), frozenset(decided))

    def _to_me(self, payload: Payload) -> bool:
        return payload.get("to") == self._work.actor.id and payload.get("from") != self._work.actor.id

    def _decides_mine(self, connection: Connection, payload: Payload) -> bool:
        """Whether a move ends what one had asked for or escalated, other than by taking it back."""
        if payload.get("move") not in _DECIDES:
            return False
        approval, escalation = payload.get("approval"), payload.get("escalation")
        if isinstance(approval, int):
            asked = approvals.one(connection, approval)
            return asked is not None and asked["asker_id"] == self._work.actor.id
        sent = escalations.by_ids(connection, [escalation]) if isinstance(escalation, int) else []
        return any(one["sender"] == self._work.actor.handle for one in sent)

    def _lease_view(self, row: RowMapping) -> LeaseView:
        mine = row["person_id"] == self._work.actor.id
        return LeaseView(row["ticket_id"], row["handle"], row["name"], row["since"], row["until"], mine)
