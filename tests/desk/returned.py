"""A shop with orders, and returns led to a stage: what tests of returns begin with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from tests.builders import DAY, NOON, opened

from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Ending, Finding, LineWanted
from servicedesk.desk.views import RmaView
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule, ShippingBack
from servicedesk.domain.refunds.spreading import Rate
from servicedesk.store import catalog

RULES: Final = ReturnPolicy(
    (
        ReturnRule("final sale", {"lifecycle": frozenset({"withdrawn"})}, refuse=True),
        ReturnRule("ours", {"reason": frozenset({"damaged", "wrong_item"})}, shipping_back=ShippingBack.ALWAYS),
        ReturnRule("worn", {"condition": frozenset({"used", "damaged"})}, window_days=30, fee=Rate(1, 5)),
        ReturnRule("change of mind", window_days=30, longer={"gold": 60}, shipping_back=ShippingBack.WHOLE_ORDER),
    )
)
PRODUCTS: Final = {"ARC": (10_000, "growth"), "SOLO": (3_000, "maturity"), "LAVA": (2_000, "withdrawn")}
"""SKU → price in cents and stage of life. LAVA's successor is SOLO."""


def stock(desk: Desk, currency: str = "EUR") -> None:
    """Add the products."""
    with desk._work.store.transaction() as connection:
        for sku, (price, stage) in PRODUCTS.items():
            values = {"sku": sku, "name": sku.title(), "price": price, "currency": currency, "stage": stage}
            catalog.add_product(connection, values | {"successor_sku": "SOLO" if sku == "LAVA" else None})


def order(
    desk: Desk,
    number: str,
    lines: Sequence[tuple[str, int, int, str]],
    *,
    delivered: datetime | None = NOON - 10 * DAY,
    customer: int | None = None,
    **more: object,
) -> int:
    """An order of (sku, pieces, price, tax rate) lines that has arrived; returns its id."""
    buyer = customer or desk.queue.row(opened(desk)).customer_id
    gross = sum(count * price for _, count, price, _ in lines)
    discount, shipping = int(str(more.get("discount", 0))), int(str(more.get("shipping", 0)))
    values = {"number": number, "customer_id": buyer, "currency": "EUR", "total": gross - discount + shipping}
    with desk._work.store.transaction() as connection:
        products = {sku: number for sku, (number, _) in catalog.product_ids(connection).items()}
        rows: list[dict[str, object]] = [
            {"product_id": products[sku], "title": sku.title(), "quantity": count, "unit_price": price, "tax_rate": tax}
            for sku, count, price, tax in lines
        ]
        parcel = {"carrier": "DHL", "tracking": f"T{number}", "status": "delivered", "delivered_at": delivered}
        return catalog.add_order(connection, {**values, "placed_at": NOON - 20 * DAY, **more}, rows, [parcel])


def wanted(sku: str, quantity: int = 1, remedy: str = "refund", **more: str) -> LineWanted:
    facts = {"reason": "changed_mind", "condition": "unopened"} | more
    return LineWanted(sku, quantity, facts["reason"], facts["condition"], remedy)


def as_said(rma: RmaView) -> dict[int, Finding]:
    """Findings that agree with the customer."""
    return {line.id: Finding(line.condition, "restock") for line in rma.lines if line.received}


def brought(desk: Desk, rma: int, stage: str, endings: Mapping[int, Ending] | None = None) -> RmaView:
    """Lead a return to a stage on the straight way, everything being as the customer said."""
    returns = desk.returns
    steps = {
        "requested": lambda: returns.approve(rma),
        "approved": lambda: returns.ship(rma, "JD 0001"),
        "in_transit": lambda: returns.receive(rma),
        "received": lambda: returns.inspect(rma, as_said(returns.get(rma))),
        "inspected": lambda: returns.complete(rma, endings),
    }
    while (now := returns.get(rma)).stage != stage:
        steps[now.stage]()
    return now
