"""Many customers and orders at once, with the first event of each customer."""

from collections.abc import Sequence

from sqlalchemy import Connection

from servicedesk.domain.digests import text_digest
from servicedesk.domain.events import GENESIS, Event, EventType, Payload, Stream, StreamKind, chain
from servicedesk.domain.identities import fold
from servicedesk.store.bulk import Origin
from servicedesk.store.catalog import order_keys, parcel_keys
from servicedesk.store.database import Store
from servicedesk.store.insert_many import Row, insert_many
from servicedesk.store.new_tickets import NewCustomer, NewLine, NewOrder, NewParcel
from servicedesk.store.search.names import add_names
from servicedesk.store.streams import event_values
from servicedesk.store.tables.catalog import order_lines, orders, parcels
from servicedesk.store.tables.customers import customer_identities, customers
from servicedesk.store.tables.events import events


def add_customers(store: Store, connection: Connection, origin: Origin, new: Sequence[NewCustomer]) -> list[int]:
    """Write customers with their identities and first events; returns their ids, in order."""
    ids = list(store.reserve_ids(connection, customers, len(new)))
    rows: list[Row] = []
    addresses: list[Row] = []
    began: list[Row] = []
    for customer_id, customer in zip(ids, new, strict=True):
        salt = origin.salt()
        payload: Payload = {
            "name": text_digest(salt, customer.name),
            "identities": [str(identity.kind) for identity in customer.identities],
        }
        stream = Stream(StreamKind.CUSTOMER, customer_id)
        at = customer.created_at
        event = chain(stream, 1, EventType.CREATED, origin.act_id, origin.actor, origin.via, at, payload, GENESIS)
        began.append(event_values(event))
        rows.append(_customer_row(customer_id, customer, salt, event))
        addresses.extend(
            {
                "customer_id": customer_id,
                "kind": str(identity.kind),
                "value": identity.value,
                "folded": identity.folded,
                "ending": identity.ending,
            }
            for identity in customer.identities
        )
    insert_many(connection, customers, rows)
    insert_many(connection, customer_identities, addresses)
    add_names(connection, [(number, customer.name) for number, customer in zip(ids, new, strict=True)])
    insert_many(connection, events, began)
    return ids


def _customer_row(customer_id: int, customer: NewCustomer, salt: bytes, event: Event) -> Row:
    return {
        "id": customer_id,
        "name": customer.name,
        "name_folded": fold(customer.name),
        "salt": salt,
        "membership": customer.membership,
        "language": customer.language,
        "note": "",
        "since": customer.since,
        "created_at": customer.created_at,
        "version": 1,
        "head": event.hash,
    }


def add_orders(store: Store, connection: Connection, new: Sequence[NewOrder]) -> list[int]:
    """Write orders with their lines and parcels; returns their ids, in order."""
    ids = list(store.reserve_ids(connection, orders, len(new)))
    rows: list[Row] = []
    lines: list[Row] = []
    sent: list[Row] = []
    for order_id, order in zip(ids, new, strict=True):
        rows.append(
            {
                "id": order_id,
                "number": order.number,
                **order_keys(order.number),
                "customer_id": order.customer_id,
                "channel": order.channel,
                "currency": order.currency,
                "total": sum(line.quantity * line.unit_price for line in order.lines),
                "placed_at": order.placed_at,
            }
        )
        lines.extend(_line_row(order_id, line) for line in order.lines)
        if order.parcel is not None:
            sent.append(_parcel_row(order_id, order.parcel))
    insert_many(connection, orders, rows)
    insert_many(connection, order_lines, lines)
    insert_many(connection, parcels, sent)
    return ids


def _line_row(order_id: int, line: NewLine) -> Row:
    return {
        "order_id": order_id,
        "product_id": line.product_id,
        "title": line.title,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "tax_rate": line.tax_rate,
    }


def _parcel_row(order_id: int, parcel: NewParcel) -> Row:
    return {
        "order_id": order_id,
        "carrier": parcel.carrier,
        "tracking": parcel.tracking,
        **parcel_keys(parcel.tracking),
        "status": parcel.status,
        "scan": parcel.scan,
        "scanned_at": parcel.scanned_at,
        "delivered_at": parcel.delivered_at,
    }
