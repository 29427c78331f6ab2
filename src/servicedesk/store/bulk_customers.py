"""Many customers and orders at once, with the first event of each customer."""

from collections.abc import Sequence
from datetime import datetime

from servicedesk.domain.digests import text_digest
from servicedesk.domain.events import (
    GENESIS,
    VERSIONS,
    EventType,
    Payload,
    Stream,
    StreamKind,
    canonical,
    event_hash,
    micros,
)
from servicedesk.domain.identities import fold
from servicedesk.domain.words import number_key
from servicedesk.store.bulk import Draft, Origin
from servicedesk.store.insert_many import Stored
from servicedesk.store.new_tickets import NewCustomer, NewLine, NewOrder, NewParcel
from servicedesk.store.search.names import name_keys
from servicedesk.store.tables.catalog import order_lines, orders, parcels
from servicedesk.store.tables.customers import customer_identities, customer_keys, customers
from servicedesk.store.tables.events import events


def draft_customers(draft: Draft, new: Sequence[NewCustomer]) -> list[int]:
    """Work out customers with their identities and first events; returns their ids, in order."""
    rows = draft.rows
    ids = list(draft.numbers.take(customers, len(new)))
    for customer_id, customer in zip(ids, new, strict=True):
        salt, at_us = draft.origin.salt(), micros(customer.created_at)
        began = _began(draft.origin, customer_id, customer, salt, at_us)
        rows.of(customers).append(
            (
                customer_id,
                customer.name,
                fold(customer.name),
                salt,
                customer.membership,
                customer.language,
                "",
                _micros(customer.since),
                at_us,
                1,
                began[-1],
            )
        )
        rows.of(events).append(began)
        rows.of(customer_identities).extend(
            (customer_id, str(identity.kind), identity.value, identity.folded, identity.ending)
            for identity in customer.identities
        )
        rows.of(customer_keys).extend((customer_id, key) for key in name_keys(customer.name))
    return ids


def _began(origin: Origin, customer_id: int, customer: NewCustomer, salt: bytes, at_us: int) -> Stored:
    """A customer's first event, whose hash is the last value."""
    payload: Payload = {
        "name": text_digest(salt, customer.name),
        "identities": [str(identity.kind) for identity in customer.identities],
    }
    stream = str(Stream(StreamKind.CUSTOMER, customer_id))
    kind, v, spelled = str(EventType.CREATED), VERSIONS.get(EventType.CREATED, 1), canonical(payload)
    act_id, actor, via = origin.act_id, origin.actor, origin.via
    digest = event_hash(stream, 1, kind, v, act_id, actor, via, at_us, spelled, GENESIS)
    return "customer", customer_id, 1, kind, v, act_id, actor, via, at_us, spelled, GENESIS, digest


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


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
