"""What imported records refer to: orders, products, people, and customers, who are found or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from servicedesk.domain import identities
from servicedesk.domain.identities import Identity
from servicedesk.domain.importing import TicketRecord
from servicedesk.store import imports as rows
from servicedesk.store.bulk.drafts import Draft, Origin
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


Found = Mapping[tuple[str, str], int]
"""Customers by the kind and the folded form of an address."""


def find_customers(connection: Connection, records: Sequence[TicketRecord], coming: Found) -> Found:
    """Customers who have an address that one of the records names; also of those who are ``coming`` into the store."""
    named = [one for record in records for one in _addresses(record)]
    found = rows.customers_by_identity(connection, named)
    if coming:
        found |= {key: coming[key] for one in named if (key := _key(one)) in coming}
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customer of each record, None for an unnamed one; those who are made, by address and with membership."""

    customers: Sequence[int | None]
    made: Found
    memberships: Mapping[int, str]


def choose_customers(draft: Draft, found: Found, records: Sequence[TicketRecord], now: datetime) -> Chosen:
    """The customer of each record, found by exact e-mail or phone, else made.

    Records of one batch with an equal address share the customer that is made. A name alone joins nobody.
    """
    known: dict[tuple[str, str], int | NewCustomer] = {**found}
    chosen: list[int | NewCustomer | None] = []
    made: list[NewCustomer] = []
    for record in records:
        each = _addresses(record)
        there = next((known[key] for one in each if (key := _key(one)) in known), None)
        if there is None and record.has_customer:
            free = [one for one in each if _key(one) not in known]
            there = NewCustomer(record.customer_name or free[0].value, now, free, record.language)
            made.append(there)
            known |= {_key(one): there for one in free}
        chosen.append(there)
    numbers = draft.add_customers(made)
    ids = dict(zip(map(id, made), numbers, strict=True))
    return Chosen(
        [ids[id(one)] if isinstance(one, NewCustomer) else one for one in chosen],
        {_key(address): ids[id(one)] for one in made for address in one.identities},
        {number: one.membership for number, one in zip(numbers, made, strict=True)},
    )


def find_or_add_customer(
    store: Store, connection: Connection, origin: Origin, record: TicketRecord, now: datetime
) -> int | None:
    """The customer of one record, written where there was none."""
    draft = Draft.begun(store, connection, origin)
    (customer,) = choose_customers(draft, find_customers(connection, [record], {}), [record], now).customers
    draft.finished().write(connection)
    return customer


def _addresses(record: TicketRecord) -> list[Identity]:
    found = []
    if record.customer_email:
        found.append(identities.email(record.customer_email))
    if record.customer_phone:
        found.append(identities.phone(record.customer_phone))
    return found


def _key(identity: Identity) -> tuple[str, str]:
    return str(identity.kind), identity.folded
