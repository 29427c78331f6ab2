"""Escalations: sent, accepted or declined, handed back or completed, taken back."""

from collections.abc import Callable
from typing import Final

from servicedesk.desk.escalating.addressing import handle_of, require_taker, staff_of
from servicedesk.desk.escalating.drafting import drafted
from servicedesk.desk.escalating.proposing import Proposal, proposal
from servicedesk.desk.escalating.sending import Sent, send, text
from servicedesk.desk.escalating.views import escalation_views, views_of
from servicedesk.desk.escalating.waiting import asked_of
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import Work, acting
from servicedesk.desk.workflow_views import EscalationView
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Forbidden, IllegalMove, Refused
from servicedesk.domain.escalating.addressing import Staff, parse_target
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.roles import Permission, Role
from servicedesk.domain.workflows.escalation import ESCALATION, EscalationReason
from servicedesk.domain.workflows.states import Escalation
from servicedesk.store import escalations, people

MOST: Final = 500
"""Escalations that a list shows at once."""


class Escalations:
    """Every move locks the ticket: of two at once one wins, the other is told who did what."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def propose(self, ticket_id: int, to: str | None = None) -> Proposal:
        """To whom a ticket should go, why, and what was tried; for the target ``to`` where one is named.

        Raises NotFound, Invalid (to), Refused where nobody but oneself could accept it.
        """
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return proposal(self._work, connection, ticket_id, to)

    def open(
        self,
        ticket_id: int,
        *,
        tried: str | None = None,
        wanted: str | None = None,
        reason: str | None = None,
        to: str | None = None,
        version: int | None = None,
    ) -> Done:
        """Escalate a ticket; what isn't said (None) is as ``propose`` has it.

        The ticket stays with whoever has it until somebody accepts. From the third hand-over on it goes to the
        supervisors. Raises Refused while one is open and where nobody could accept it, Invalid (to, reason, tried,
        wanted), NotFound, StaleVersion.
        """
        why = None if reason is None else chosen("reason", EscalationReason, reason)
        if to is not None:
            parse_target(to)
        with acting(self._work, "escalated") as context:
            yours: Payload = {"act": "escalate", "to": to}
            ticket = take_for(context, ticket_id, version, yours, opens=False)
            staff = staff_of(context.connection, context.at)
            if to is None or why is None or tried is None or wanted is None:
                draft = drafted(ticket, staff, to)
            else:
                draft = Sent(parse_target(to), why, tried, wanted)
            what = Sent(
                draft.to,
                why or draft.reason,
                draft.tried if tried is None else tried,
                draft.wanted if wanted is None else wanted,
            )
            send(ticket, what, staff)
            ticket.open_if_new()
            return finish(ticket)

    def accept(self, ticket_id: int, *, version: int | None = None) -> Done:
        """Take over an escalated ticket: it is assigned to whoever accepts, on the line it was sent to.

        Raises IllegalMove with what may be done instead and who did it, Forbidden naming who may, Refused.
        """

        def accept(ticket: OpenTicket, one: Escalation, staff: Staff) -> None:
            self._require_taker("accept this escalation", one, staff)
            _record(ticket, one, "accept")
            payload: Payload = {"from": ticket.state.assignee_id, "to": self._work.actor.id, "line": one.target.line}
            ticket.record(EventType.ASSIGNED, payload)

        return self._move(ticket_id, "accept", accept, version)

    def decline(self, ticket_id: int, reason: str, *, version: int | None = None) -> Done:
        """Say that it isn't one's own to solve; the ticket never left the sender. Raises as ``accept``, and Invalid."""
        answer = text("reason", reason)

        def decline(ticket: OpenTicket, one: Escalation, staff: Staff) -> None:
            self._require_taker("decline this escalation", one, staff)
            _record(ticket, one, "decline", answer)

        return self._move(ticket_id, "decline", decline, version)

    def hand_back(self, ticket_id: int, verdict: str, *, version: int | None = None) -> Done:
        """Answer with a verdict: the ticket goes back to who had it, else to the sender, on the line it came from."""
        answer = text("verdict", verdict)

        def hand_back(ticket: OpenTicket, one: Escalation, staff: Staff) -> None:
            self._require_holder("hand this escalation back", one, staff)
            _record(ticket, one, "hand_back", answer)
            back = next((who for who in (one.held_by, one.sender) if who in staff), None)
            payload: Payload = {"from": ticket.state.assignee_id, "to": back, "line": one.line_before}
            ticket.record(EventType.ASSIGNED, payload)

        return self._move(ticket_id, "hand_back", hand_back, version)

    def complete(self, ticket_id: int, word: str = "", *, version: int | None = None) -> Done:
        """What was asked for is done; the ticket stays with who accepted."""

        def complete(ticket: OpenTicket, one: Escalation, staff: Staff) -> None:
            self._require_holder("complete this escalation", one, staff)
            _record(ticket, one, "complete", text("word", word) if word.strip() else None)

        return self._move(ticket_id, "complete", complete, version)

    def withdraw(self, ticket_id: int, *, version: int | None = None) -> Done:
        """Take an escalation back that nobody has accepted; it never counts as a hand-over."""

        def withdraw(ticket: OpenTicket, one: Escalation, staff: Staff) -> None:
            actor = self._work.actor
            if actor.id != one.sender and Role.SUPERVISOR not in actor.roles:
                raise Forbidden(actor.handle, "withdraw this escalation", _first_or_above(one.sender, staff))
            _record(ticket, one, "withdraw")

        return self._move(ticket_id, "withdraw", withdraw, version)

    def of_ticket(self, ticket_id: int) -> tuple[EscalationView, ...]:
        """A ticket's escalations in the order they were sent."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return escalation_views(connection, self._work, ticket_id)

    def inbox(self, limit: int = MOST) -> tuple[EscalationView, ...]:
        """Those that wait for whoever looks, or for one whom they stand in for; the oldest first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            mine = [row["id"] for row in asked_of(connection, self._work)][:limit]
            return views_of(connection, self._work, escalations.by_ids(connection, mine)) if mine else ()

    def waiting(self, limit: int = MOST) -> tuple[EscalationView, ...]:
        """All that wait to be accepted by anybody; the oldest first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return views_of(connection, self._work, escalations.waiting(connection, limit))

    def sent(self, limit: int = 50) -> tuple[EscalationView, ...]:
        """What whoever looks has sent, with what became of it; newest first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return views_of(connection, self._work, escalations.sent_by(connection, self._work.actor.id, limit))

    def accepted(self, limit: int = 50) -> tuple[EscalationView, ...]:
        """What whoever looks has accepted and not ended, the oldest first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return views_of(connection, self._work, escalations.accepted_by(connection, self._work.actor.id, limit))

    def _move(
        self,
        ticket_id: int,
        move: str,
        make: Callable[[OpenTicket, Escalation, Staff], None],
        version: int | None,
    ) -> Done:
        """One move of a ticket's escalation as an act. What was seen of it decides what a late mover is told."""
        with acting(self._work, f"escalation_{move}") as context:
            ticket = take_for(context, ticket_id, version, {"act": f"escalation_{move}"}, opens=False, ended_too=True)
            one = ticket.state.escalation
            if one is None:
                raise self._ended(ticket, move)
            try:
                ESCALATION.after(one.state, move)
            except IllegalMove as error:
                raise self._told(error, ticket, one) from None
            staff = staff_of(context.connection, context.at)
            make(ticket, one, staff)
            if move == "accept":
                ticket.open_if_new()
            return finish(ticket)

    def _ended(self, ticket: OpenTicket, move: str) -> IllegalMove | Refused:
        """What somebody is told who comes after the end of an escalation, or to a ticket that has none."""
        last = max(ticket.state.escalations.values(), key=lambda one: one.id, default=None)
        if last is None:
            return Refused(f"ticket {ticket.id} is not escalated", ticket=ticket.id)
        try:
            ESCALATION.after(last.state, move)
        except IllegalMove as error:
            return self._told(error, ticket, last)
        return Refused(f"ticket {ticket.id} is not escalated", ticket=ticket.id)

    def _told(self, error: IllegalMove, ticket: OpenTicket, one: Escalation) -> IllegalMove:
        """The error with who brought the escalation where it is."""
        by = one.taken_by if one.ended_at is None else one.ended_by
        at = one.accepted_at if one.ended_at is None else one.ended_at
        names = people.names(ticket.context.connection)
        who = None if by is None else names.get(f"person:{by}")
        when = None if at is None else at.isoformat().replace("+00:00", "Z")
        if at is not None:
            error.message = f"{who or 'servicedesk'} was first: {error.message}"
            error.args = (error.message,)
        error.details = {**error.details, "escalation": one.id, "ticket": ticket.id, "by": who, "at": when}
        return error

    def _require_taker(self, act: str, one: Escalation, staff: Staff) -> None:
        require_taker(self._work.actor.id, self._work.actor.handle, act, one, staff)

    def _require_holder(self, act: str, one: Escalation, staff: Staff) -> None:
        actor = self._work.actor
        if actor.id != one.taken_by and Role.SUPERVISOR not in actor.roles:
            raise Forbidden(actor.handle, act, _first_or_above(one.taken_by, staff))


def _record(ticket: OpenTicket, one: Escalation, move: str, answer: str | None = None) -> None:
    payload: Payload = {"escalation": one.id, "move": move, "to": ESCALATION.after(one.state, move)}
    if answer is None:
        ticket.record(EventType.ESCALATION, payload)
    else:
        ticket.record_with_texts(EventType.ESCALATION, payload, {"answer": answer})


def _first_or_above(person: int | None, staff: Staff) -> list[str]:
    """The handles of a person, where they still work here, and of the supervisors."""
    above = sorted(who.handle for who in staff.values() if Role.SUPERVISOR in who.roles)
    first = handle_of(staff, person)
    return [*([] if first is None else [first]), *(handle for handle in above if handle != first)]
