"""Many orders at once, with their lines and parcels."""

from collections.abc import Sequence
from datetime import datetime

from servicedesk.domain.events import micros
from servicedesk.domain.words import number_key
from servicedesk.store.bulk.drafts import Draft
from servicedesk.store.bulk.told import Stored
from servicedesk.store.new_tickets import NewLine, NewOrder, NewParcel
from servicedesk.store.tables.catalog import order_lines, orders, parcels


def draft_orders(draft: Draft, new: Sequence[NewOrder]) -> list[int]:
    """Work out orders with their lines and parcels; returns their ids, in order."""
    rows = draft.rows
    ids = list(draft.numbers.take(orders, len(new)))
    for order_id, order in zip(ids, new, strict=True):
        total = sum(line.quantity * line.unit_price for line in order.lines)
        key = number_key(order.number)
        rows.of(orders).append(
            (
                order_id,
                order.number,
                key,
                key[::-1],
                order.customer_id,
                order.channel,
                order.currency,
                total,
                micros(order.placed_at),
            )
        )
        rows.of(order_lines).extend(_line(order_id, line) for line in order.lines)
        if order.parcel is not None:
            rows.of(parcels).append(_parcel(order_id, order.parcel))
    return ids


def _line(order_id: int, line: NewLine) -> Stored:
    return order_id, line.product_id, line.title, line.quantity, line.unit_price, line.tax_rate


def _parcel(order_id: int, parcel: NewParcel) -> Stored:
    return (
        order_id,
        parcel.carrier,
        parcel.tracking,
        number_key(parcel.tracking)[::-1],
        parcel.status,
        parcel.scan,
        micros(parcel.scanned_at),
        _micros(parcel.delivered_at),
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)
