"""What imported records refer to: orders, products, people, and customers, who are found or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain import identities
from servicedesk.domain.identities import Identity
from servicedesk.domain.importing import TicketRecord
from servicedesk.store import bulk, bulk_customers
from servicedesk.store import imports as rows
from servicedesk.store.database import Connection, Store
from servicedesk.store.new_tickets import NewCustomer


@dataclass(frozen=True, slots=True)
class References:
    """Names → ids. ``people`` by handle, e-mail or name in lower case."""

    orders: Mapping[str, int]
    products: Mapping[str, int]
    people: Mapping[str, int]

    def order(self, record: TicketRecord) -> int | None:
        return self.orders.get(record.order or "")

    def product(self, record: TicketRecord) -> int | None:
        return self.products.get(record.product or "")

    def person(self, name: str | None) -> int | None:
        return self.people.get((name or "").casefold())


def look_up(connection: Connection, records: Sequence[TicketRecord], people: Mapping[str, int]) -> References:
    """The references of one batch."""
    return References(
        rows.orders_by_number(connection, {record.order for record in records if record.order}),
        rows.products_by_name(connection, {record.product for record in records if record.product}),
        people,
    )


def find_or_add_customers(
    store: Store, connection: Connection, origin: bulk.Origin, records: Sequence[TicketRecord], now: datetime
) -> list[int | None]:
    """The customer of each record, found by exact e-mail or phone, else made; None for an unnamed one.

    Records of one batch with an equal address share the customer that is made. A name alone joins nobody.
    """
    addresses = [_addresses(record) for record in records]
    known: dict[tuple[str, str], int | NewCustomer] = {}
    known |= rows.customers_by_identity(connection, [one for each in addresses for one in each])
    chosen: list[int | NewCustomer | None] = []
    made: list[NewCustomer] = []
    for record, each in zip(records, addresses, strict=True):
        found = next((known[key] for one in each if (key := _key(one)) in known), None)
        if found is None and record.has_customer:
            free = [one for one in each if _key(one) not in known]
            found = NewCustomer(record.customer_name or free[0].value, now, free, record.language)
            made.append(found)
            known |= {_key(one): found for one in free}
        chosen.append(found)
    ids = dict(zip(map(id, made), bulk_customers.add_customers(store, connection, origin, made), strict=True))
    return [ids[id(one)] if isinstance(one, NewCustomer) else one for one in chosen]


def _addresses(record: TicketRecord) -> list[Identity]:
    found = []
    if record.customer_email:
        found.append(identities.email(record.customer_email))
    if record.customer_phone:
        found.append(identities.phone(record.customer_phone))
    return found


def _key(identity: Identity) -> tuple[str, str]:
    return str(identity.kind), identity.folded
