"""A shop in which money is asked for: Mara's orders, and short ways to ask."""

from tests.builders import NOON, opened

from servicedesk.desk.desk import Desk
from servicedesk.desk.workflow_views import ApprovalView
from servicedesk.store import catalog

PAID, SMALL, UNPAID, YEN, OTHERS = "55-1203", "55-1204", "55-1205", "55-1206", "55-1299"
LEFT = {PAID: 80_000, SMALL: 3_000}
"""What was paid of each, in cents."""


def with_orders(desk: Desk) -> Desk:
    """Mara's orders of EUR 800 and EUR 30, an unpaid one and one in yen; one of somebody else's."""
    mara = desk.queue.row(opened(desk)).customer_id
    other = desk.queue.row(opened(desk, customer="joe@example.com", name="Joe")).customer_id
    with desk._work.store.transaction() as connection:
        for number, customer, currency, total, payment in (
            (PAID, mara, "EUR", 80_000, "paid"),
            (SMALL, mara, "EUR", 3_000, "paid"),
            (UNPAID, mara, "EUR", 9_000, "pending"),
            (YEN, mara, "JPY", 90_000, "paid"),
            (OTHERS, other, "EUR", 9_000, "paid"),
        ):
            values = {"customer_id": customer, "placed_at": NOON, "currency": currency, "payment": payment}
            line = {"product_id": None, "title": "Arc", "quantity": 1, "unit_price": total}
            catalog.add_order(connection, values | {"number": number, "total": total}, [line], [])
    return desk


def about(desk: Desk, order: str | None = PAID, **more: object) -> int:
    """A ticket about an order."""
    return opened(desk, order=order, **more)


def asked(desk: Desk, ticket: int, amount: int = 50_000, kind: str = "refund", **more: object) -> ApprovalView:
    """What somebody asks for on a ticket, in cents."""
    return desk.approvals.ask(ticket, kind, amount, "EUR", "It broke twice.", **more)[1]  # type: ignore[arg-type]


def state_of(desk: Desk, ticket: int) -> list[tuple[str, int | None]]:
    """State and amount granted of a ticket's approvals, in order."""
    return [(one.state, one.granted) for one in desk.approvals.of_ticket(ticket)]
