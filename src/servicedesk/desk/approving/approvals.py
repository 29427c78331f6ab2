"""Approvals with four eyes: asked for on a ticket, granted, reduced, rejected or taken back (DOMAIN, section 4)."""

import re
from typing import Final

from servicedesk.desk.approving.asking import ask_for, reason_of
from servicedesk.desk.approving.deciders import Deciders
from servicedesk.desk.approving.given_alone import given_alone
from servicedesk.desk.approving.limits import set_limits, shop_limits
from servicedesk.desk.approving.money import check_money, order_for
from servicedesk.desk.approving.views import (
    LimitsView,
    RoleLimit,
    approval_views,
    may_withdraw,
    mine_first,
    views_of,
)
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.desk.workflow_views import ApprovalView
from servicedesk.domain.approving.authority import RANKS, Colleague, Sum, WhyNot, own_limits
from servicedesk.domain.approving.errors import AlreadyDecided, MayNotDecide
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.roles import Permission, Role
from servicedesk.domain.tickets import LIVE
from servicedesk.domain.workflows.approval import APPROVAL, ApprovalKind
from servicedesk.domain.workflows.states import Approval
from servicedesk.store import approvals as rows
from servicedesk.store import customers, people, refund_limits, tickets

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_ASKABLE: Final = (ApprovalKind.REFUND, ApprovalKind.COMPENSATION)
MOST: Final = 10**12
"""Minor units; more is a mistake of typing."""


class Approvals:
    def __init__(self, work: Work) -> None:
        self._work = work

    def ask(
        self,
        ticket_id: int,
        kind: str,
        amount: int,
        currency: str,
        why: str,
        *,
        order: str | None = None,
        version: int | None = None,
    ) -> tuple[Done, ApprovalView]:
        """Ask for a refund or a compensation in minor units, of the ticket's order unless ``order`` names another.

        Within one's own limit, with all one gave alone on that order before (on the ticket without one), it is granted
        at once, else it waits for a second pair of eyes. Raises Invalid (amount,
        currency, why, order, kind), NotFound, Refused for a refund that isn't paid or beyond what is left, while the
        same waits already, and where it would wait on a resolved ticket.
        """
        wanted, reason = chosen("kind", ApprovalKind, kind), reason_of("why", why)
        if wanted not in _ASKABLE:
            raise Invalid("kind", "a return is asked for by the return itself; here: refund, compensation")
        if not _CURRENCY.fullmatch(currency):
            raise Invalid("currency", f"{currency[:10]!r} is not a currency such as EUR")
        if amount > MOST:
            raise Invalid("amount", f"{amount} is more than the {MOST} that are possible")
        with acting(self._work, "approval_asked") as context:
            ticket = take_for(context, ticket_id, version, {"act": "approval_asked"})
            about = order_for(ticket, order)
            check_money(context, wanted, about, amount, currency)
            order_id = None if about is None else about["id"]
            asked = ask_for(ticket, wanted, amount, currency, reason, order_id=order_id)
            if asked.waits and ticket.state.status not in LIVE:
                # It would be withdrawn unseen when the ticket closes by itself.
                raise Refused(
                    f"a {ticket.state.status} ticket waits for nothing; open it again first",
                    ticket=ticket_id,
                    legal=["open"],
                )
            done = finish(ticket)
            return done, self._view(context, asked.id)

    def approve(self, approval_id: int, word: str = "", *, version: int | None = None) -> Done:
        """Grant all that was asked for. Raises AlreadyDecided, MayNotDecide, NotFound, Refused, Forbidden."""
        return self._decide("approve", approval_id, None, reason_of("word", word, needed=False), version)

    def reduce(self, approval_id: int, amount: int, reason: str, *, version: int | None = None) -> Done:
        """Grant less: between 1 and one less than was asked. Raises as ``approve`` does, and Invalid."""
        return self._decide("reduce", approval_id, amount, reason_of("reason", reason), version)

    def reject(self, approval_id: int, reason: str, *, version: int | None = None) -> Done:
        """Grant nothing. Needs a higher role but no limit. Raises as ``approve`` does, and Invalid."""
        return self._decide("reject", approval_id, 0, reason_of("reason", reason), version)

    def withdraw(self, approval_id: int, *, version: int | None = None) -> Done:
        """Take it back: who asked, or a supervisor. Raises AlreadyDecided, Forbidden, NotFound."""
        with acting(self._work, "approval_withdrawn") as context:
            ticket, one = self._waiting(context, approval_id, "withdraw", version)
            if not may_withdraw(self._work.actor, one.asker):
                act = f"withdraw approval {approval_id}, which somebody else asked for"
                raise Forbidden(self._work.actor.handle, act, [Role.SUPERVISOR])
            to = APPROVAL.after(one.state, "withdraw")
            ticket.record(EventType.APPROVAL, {"approval": one.id, "move": "withdraw", "to": to, "granted": None})
            return finish(ticket)

    def waiting(self) -> tuple[ApprovalView, ...]:
        """All that wait: those whoever looks may grant first, each part the longest waiting first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return mine_first(views_of(connection, self._work, rows.waiting(connection)))

    def of_ticket(self, ticket_id: int) -> tuple[ApprovalView, ...]:
        """A ticket's approvals in the order they were asked for."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return approval_views(connection, self._work, ticket_id)

    def get(self, approval_id: int) -> ApprovalView:
        """One approval; raises NotFound."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            ticket_id = rows.ticket_of(connection, approval_id)
            found = () if ticket_id is None else approval_views(connection, self._work, ticket_id)
        for view in found:
            if view.id == approval_id:
                return view
        raise NotFound("approval", approval_id)

    def given_before(self, ticket_id: int, currency: str) -> int:
        """Minor units that whoever looks gave alone on the ticket's order, which leave less of their limit there."""
        with self._work.store.read() as connection:
            ticket = tickets.full(connection, ticket_id)
            if ticket is None:
                raise NotFound("ticket", ticket_id)
            me, order_id = self._work.actor.id, ticket["order_id"]
            return given_alone(connection, me, currency, ticket_id=ticket_id, order_id=order_id)

    def limits(self) -> LimitsView:
        """What each role grants on its own, and what whoever looks does."""
        with self._work.store.read() as connection:
            limits = shop_limits(connection)
            text = refund_limits.text(connection)
        each = tuple(RoleLimit(str(role), limits.roles.get(role)) for role in RANKS)
        return LimitsView(own_limits(limits, self._work.actor.roles), each, text)

    def set_limits(self, text: str) -> LimitsView:
        """Set the shop's limits: ``agent EUR 200, CNY 1500; supervisor any``; "" goes back to the defaults.

        Roles, and currencies of a role, that the text doesn't name keep what they have.
        Supervisors and admins only; recorded. What was asked before is decided by the new ones. Raises Invalid,
        Forbidden, Refused when they are in force already.
        """
        self._work.require(Permission.POLICIES)
        with acting(self._work, "limits_set") as context:
            set_limits(context, text.strip())
        return self.limits()

    def _decide(self, move: str, approval_id: int, amount: int | None, answer: str, version: int | None) -> Done:
        """``amount``: what is granted; None all of it, 0 nothing."""
        with acting(self._work, _ACTS[move]) as context:
            ticket, one = self._waiting(context, approval_id, move, version)
            granted = one.amount if amount is None else amount
            if move == "reduce" and not 0 < granted < one.amount:
                raise Invalid("amount", f"{granted} is not less than the {one.amount} asked for, and more than 0")
            grants = Sum(granted, one.currency) if move != "reject" else None
            authority = self._authority(context, one, grants)
            if grants is not None and one.kind is not ApprovalKind.RETURN:
                order = None if one.order_id is None else customers.order(context.connection, one.order_id)
                check_money(context, one.kind, order, granted, one.currency)
            payload: Payload = {
                "approval": one.id,
                "move": move,
                "to": APPROVAL.after(one.state, move),
                "granted": None if grants is None else granted,
                "on_behalf_of": None if authority.id == self._work.actor.id else authority.id,
            }
            if answer:
                ticket.record_with_texts(EventType.APPROVAL, payload, {"answer": answer})
            else:
                ticket.record(EventType.APPROVAL, payload)
            if one.kind is ApprovalKind.RETURN:
                from servicedesk.desk.returning.granting import follow

                follow(ticket, one)
            return finish(ticket)

    def _waiting(
        self, context: ActContext, approval_id: int, move: str, version: int | None
    ) -> tuple[OpenTicket, Approval]:
        """A waiting approval with its ticket, locked; raises AlreadyDecided with who was first."""
        ticket_id = rows.ticket_of(context.connection, approval_id)
        if ticket_id is None:
            raise NotFound("approval", approval_id)
        yours: Payload = {"act": _ACTS[move], "approval": approval_id}
        ticket = take_for(context, ticket_id, version, yours, opens=False, ended_too=True)
        one = ticket.state.approvals.get(approval_id)
        if one is None:
            raise NotFound("approval", approval_id)
        if not one.waits:
            by = people.names(context.connection).get(f"person:{one.decided_by}")
            raise AlreadyDecided(approval_id, one.state, move, by)
        return ticket, one

    def _authority(self, context: ActContext, one: Approval, grants: Sum | None) -> Colleague:
        """By whose role the actor decides; raises MayNotDecide."""
        deciders = Deciders(context.connection, context.at)
        found = deciders.authority(one.asker or None, self._work.actor.id, grants)
        if isinstance(found, WhyNot):
            raise MayNotDecide(one.id, found, deciders.who_may(one.asker or None, grants))
        return found

    def _view(self, context: ActContext, approval_id: int) -> ApprovalView:
        row = rows.one(context.connection, approval_id)
        assert row is not None
        (view,) = views_of(context.connection, self._work, [row])
        return view


_ACTS: Final = {
    "approve": "approval_approved",
    "reduce": "approval_reduced",
    "reject": "approval_rejected",
    "withdraw": "approval_withdrawn",
}
