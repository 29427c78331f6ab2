"""The facts that an answer's placeholders are filled from, gathered from what the desk shows of a ticket."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.answers.placeholders.facts import Money, OrderFacts, ParcelFacts, ProductFacts, TicketFacts
from servicedesk.desk.views import (
    CustomerView,
    OrderLineView,
    OrderView,
    ParcelView,
    PersonView,
    ProductView,
    RmaView,
    TicketView,
)
from servicedesk.domain.parcels import Fate, parcel_state
from servicedesk.domain.returns import Outcome
from servicedesk.domain.workflows.rma import RMA


def ticket_facts(
    view: TicketView | None,
    customer: CustomerView | None,
    *,
    actor: PersonView,
    shop: Mapping[str, str],
    now: datetime,
    product: ProductView | None = None,
) -> TicketFacts:
    """``view`` None: no ticket, only agent, shop and days are known. ``shop`` are the store's settings.

    ``product`` is the ticket's, where the caller has looked it up; its order's line names it otherwise.
    """
    zone = _zone(customer.timezone if customer is not None else None, shop.get("timezone"))
    ours = TicketFacts(agent=actor.name, signature=actor.signature, shop=shop.get("name", ""), now=now, zone=zone)
    if view is None:
        return ours
    order = _order(view, customer)
    refund = _refunded(view.rmas)
    currency = order.currency if order is not None else None
    return TicketFacts(
        customer=view.row.customer_name,
        ticket=view.row.id,
        subject=view.row.subject,
        order=_order_facts(view.order, order, now, zone),
        product=_product(view.product, order, product),
        return_number=_return_number(view.rmas),
        refund=Money(refund, currency) if refund is not None and currency else None,
        remedy=view.remedy,
        agent=ours.agent,
        signature=ours.signature,
        shop=ours.shop,
        now=now,
        zone=zone,
    )


def _zone(*names: str | None) -> tzinfo:
    """The first of the zones that is one."""
    for name in names:
        if name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return UTC


def _order(view: TicketView, customer: CustomerView | None) -> OrderView | None:
    if customer is None or not view.order:
        return None
    return next((order for order in customer.orders if order.number == view.order), None)


def _order_facts(number: str | None, order: OrderView | None, now: datetime, zone: tzinfo) -> OrderFacts | None:
    if not number:
        return None
    if order is None:
        return OrderFacts(number)
    return OrderFacts(number, order.placed_at, Money(order.total, order.currency), _parcel(order.parcels, now, zone))


def _parcel(parcels: Sequence[ParcelView], now: datetime, zone: tzinfo) -> ParcelFacts | None:
    """The first one that is still awaited, else the last."""
    fates = [(parcel, parcel_state(parcel, now, zone).fate) for parcel in parcels]
    if not fates:
        return None
    parcel, fate = next((pair for pair in fates if pair[1] is not Fate.DELIVERED), fates[-1])
    return ParcelFacts(parcel.carrier, parcel.tracking, fate, parcel.scan, parcel.scanned_at, parcel.promised_at)


def _product(sku: str | None, order: OrderView | None, product: ProductView | None) -> ProductFacts | None:
    """The ticket's product; without one, what an order of a single line is about."""
    lines = order.lines if order is not None else ()
    line = _line(sku, lines)
    if product is not None and product.sku == (sku or (line.sku if line is not None else None)):
        return ProductFacts(product.sku, product.name, product.name_zh)
    if line is not None:
        return ProductFacts(line.sku or "", line.title)
    return ProductFacts(sku) if sku else None


def _line(sku: str | None, lines: Sequence[OrderLineView]) -> OrderLineView | None:
    if sku:
        return next((line for line in lines if line.sku == sku), None)
    return lines[0] if len(lines) == 1 else None


def _return_number(rmas: Sequence[RmaView]) -> int | None:
    """The newest return that is under way, else the newest."""
    under_way = [rma for rma in rmas if not RMA.is_final(rma.stage)]
    return next((rma.id for rma in reversed(under_way or list(rmas))), None)


def _refunded(rmas: Sequence[RmaView]) -> int | None:
    """What the newest return with a refund paid back, in minor units."""
    for rma in reversed(rmas):
        amounts = [line.amount for line in rma.lines if line.outcome == Outcome.REFUNDED and line.amount is not None]
        if amounts:
            return sum(amounts) if rma.currency is None else rma.refund_total
    return None
