"""What money without a return is held against: the order's currency, and what is left of what was paid."""

from typing import Final

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.work import ActContext
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.money import written_money
from servicedesk.domain.workflows.approval import ApprovalKind
from servicedesk.store import customers
from servicedesk.store.database import RowMapping

PAID: Final = "paid"
"""The state of an order that money was paid for."""


def order_for(ticket: OpenTicket, number: str | None) -> RowMapping | None:
    """The order that money is asked for: the one named, else the ticket's; None without either.

    Raises NotFound, Refused for an order of another customer.
    """
    connection, state = ticket.context.connection, ticket.state
    if number is None:
        return None if state.order_id is None else customers.order(connection, state.order_id)
    found = customers.order_by_number(connection, number)
    if found is None:
        raise NotFound("order", number)
    theirs = state.customer_id is not None and found["customer_id"] != state.customer_id
    if theirs and found["id"] != state.order_id:
        raise Refused(f"order {number} is another customer's", ticket=ticket.id, order=number)
    return found


def check_money(context: ActContext, kind: ApprovalKind, order: RowMapping | None, amount: int, currency: str) -> None:
    """Raise unless an amount may be asked for, or granted now.

    Invalid for an amount that isn't positive, another currency than the order's, a refund without an order. Refused
    for a refund of an unpaid order, or beyond what is left of what was paid; ``details`` have ``left``.
    """
    if amount <= 0:
        raise Invalid("amount", f"{amount} is not an amount to give; it takes at least 1")
    if order is not None and order["currency"] != currency:
        raise Invalid("currency", f"order {order['number']} is in {order['currency']}, not {currency}")
    if kind is not ApprovalKind.REFUND:
        return
    if order is None:
        raise Invalid("order", "a refund needs the order that was paid; without one it is a compensation")
    if order["payment"] != PAID:
        raise Refused(f"order {order['number']} isn't paid yet", order=order["number"], legal=["compensation"])
    left = left_of(context, order["id"])
    if amount > left:
        shown = written_money(left, currency, "en")
        raise Refused(
            f"of order {order['number']} only {shown} is left to refund",
            order=order["number"],
            left=left,
            currency=currency,
            amount=amount,
        )


def left_of(context: ActContext, order_id: int) -> int:
    """What of an order can still be paid back, in minor units; it is held until the transaction ends."""
    from servicedesk.desk.returning.order_money import order_money

    work, connection = context.work, context.connection
    work.store.lock_name(connection, f"order:{order_id}")
    return order_money(work, connection, order_id).left
