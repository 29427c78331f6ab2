"""Asking for an approval inside somebody's act: granted at once within the asker's limit, else it waits."""

from servicedesk.desk.approving.given_alone import given_alone
from servicedesk.desk.approving.limits import may_give
from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.domain.errors import Invalid, Refused
from servicedesk.domain.events import EventType, Payload
from servicedesk.domain.texts import storable
from servicedesk.domain.workflows.approval import ApprovalKind, ApprovalState
from servicedesk.domain.workflows.states import Approval
from servicedesk.store.tables.workflows import approvals

LONGEST = 2_000
"""Characters of a reason."""


def ask_for(
    ticket: OpenTicket,
    kind: ApprovalKind,
    amount: int,
    currency: str,
    why: str,
    *,
    rma_id: int | None = None,
    order_id: int | None = None,
    always: bool = False,
) -> Approval:
    """Record that who acts asks for ``amount`` minor units; ``always``: it waits whatever their limit.

    Their limit is for all they give alone on one order (on the ticket where there is none), so that splitting an
    amount doesn't get around it.
    The caller has made sure that the money is there. Raises Invalid, Refused while the same is asked for already.
    """
    context = ticket.context
    if amount < 0:
        raise Invalid("amount", f"{amount} is negative")
    _refuse_twice(ticket, kind, rma_id, order_id)
    alone = not always and _within_limit(ticket, amount, currency, order_id)
    (number,) = context.work.store.reserve_ids(context.connection, approvals, 1)
    payload: Payload = {
        "approval": number,
        "kind": str(kind),
        "state": str(ApprovalState.WITHIN_LIMIT if alone else ApprovalState.WAITING),
        "amount": amount,
        "currency": currency,
        "rma": rma_id,
        "order": order_id,
    }
    ticket.record_with_texts(EventType.APPROVAL_ASKED, payload, {"why": reason_of("why", why, needed=False)})
    return ticket.state.approvals[number]


def _within_limit(ticket: OpenTicket, amount: int, currency: str, order_id: int | None) -> bool:
    """Whether who acts may grant that much on top of what they gave alone before; the order is held for it."""
    work, connection = ticket.context.work, ticket.context.connection
    if order_id is not None:
        work.store.lock_name(connection, f"order:{order_id}")
    before = given_alone(connection, work.actor.id, currency, ticket_id=ticket.id, order_id=order_id)
    return may_give(work, connection, amount, currency, before)


def reason_of(field: str, text: str, *, needed: bool = True) -> str:
    """A reason as it is kept; raises Invalid where one is needed and isn't given, or it is too long."""
    reason = storable(text).strip()
    if needed and not reason:
        raise Invalid(field, "a reason is needed")
    if len(reason) > LONGEST:
        raise Invalid(field, f"{len(reason)} characters; at most {LONGEST} are kept")
    return reason


def _refuse_twice(ticket: OpenTicket, kind: ApprovalKind, rma_id: int | None, order_id: int | None) -> None:
    for one in ticket.state.approvals.values():
        if one.waits and (one.kind, one.rma_id, one.order_id) == (kind, rma_id, order_id):
            raise Refused(
                f"approval {one.id} waits for the same already; withdraw it or wait",
                ticket=ticket.id,
                approval=one.id,
                legal=["withdraw"],
            )
