"""Customers with their addresses, and their orders."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    RowMapping,
    Select,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

from servicedesk.domain.identities import Identity
from servicedesk.store.search.names import add_names
from servicedesk.store.tables.catalog import order_lines, orders, parcels, products
from servicedesk.store.tables.customers import customer_identities, customers
from servicedesk.store.tables.returns import rmas
from servicedesk.store.tables.tickets import tickets

_ID: Final[BindParameter[int]] = bindparam("of_id")
_IDS: Final[BindParameter[Sequence[int]]] = bindparam("of_ids", expanding=True)
_ONE: Final = select(customers).where(customers.c.id == _ID)
_IDENTITIES: Final = (
    select(customer_identities).where(customer_identities.c.customer_id == _ID).order_by(customer_identities.c.id)
)
_LINES: Final = (
    select(order_lines, products.c.sku, products.c.stage)
    .outerjoin(products, products.c.id == order_lines.c.product_id)
    .where(order_lines.c.order_id.in_(_IDS))
    .order_by(order_lines.c.id)
)
_PARCELS: Final = select(parcels).where(parcels.c.order_id.in_(_IDS)).order_by(parcels.c.id)
_LIVE: Final = tickets.c.status.in_(("new", "open", "waiting_customer", "on_hold"))
_TICKET_COUNTS: Final = select(func.count(), func.count().filter(_LIVE)).where(tickets.c.customer_id == _ID)
_OF_CUSTOMER: Final = tickets.alias("of_customer")
_RETURNED: Final = (
    select(func.count())
    .select_from(rmas.join(_OF_CUSTOMER, _OF_CUSTOMER.c.id == rmas.c.ticket_id))
    .where(_OF_CUSTOMER.c.customer_id == _ID)
)
_ORDERED: Final = select(func.count()).where(orders.c.customer_id == _ID)
_COUNTS: Final = _TICKET_COUNTS.add_columns(_ORDERED.scalar_subquery(), _RETURNED.scalar_subquery())


def by_identity(connection: Connection, identity: Identity) -> int | None:
    """The customer an address belongs to: exact matches join by themselves."""
    return connection.execute(
        select(customer_identities.c.customer_id).where(
            customer_identities.c.kind == str(identity.kind), customer_identities.c.folded == identity.folded
        )
    ).scalar()


def get(connection: Connection, customer_id: int) -> RowMapping | None:
    return connection.execute(_ONE, {"of_id": customer_id}).mappings().first()


def identities(connection: Connection, customer_id: int) -> list[RowMapping]:
    return list(connection.execute(_IDENTITIES, {"of_id": customer_id}).mappings())


def add(connection: Connection, values: dict[str, object]) -> None:
    """A new customer, found by its name from now on. ``values`` are columns of ``customers``, the id among them."""
    connection.execute(insert(customers).values(**values))
    add_names(connection, [(int(str(values["id"])), str(values["name"]))])


def add_identity(connection: Connection, customer_id: int, identity: Identity) -> None:
    connection.execute(
        insert(customer_identities).values(
            customer_id=customer_id,
            kind=str(identity.kind),
            value=identity.value,
            folded=identity.folded,
            ending=identity.ending,
        )
    )


def order_by_number(connection: Connection, number: str) -> RowMapping | None:
    return connection.execute(select(orders).where(orders.c.number == number)).mappings().first()


def product_by_sku(connection: Connection, sku: str) -> RowMapping | None:
    return connection.execute(select(products).where(products.c.sku == sku)).mappings().first()


def order(connection: Connection, order_id: int) -> RowMapping | None:
    return connection.execute(select(orders).where(orders.c.id == order_id)).mappings().first()


def product(connection: Connection, product_id: int) -> RowMapping | None:
    return connection.execute(select(products).where(products.c.id == product_id)).mappings().first()


def orders_of(
    connection: Connection, customer_id: int, first: int | None, limit: int, *, after: int | None = None
) -> list[RowMapping]:
    """The newest orders, or those that follow the order ``after``; the order ``first`` stands before all others."""
    values = {"of_id": customer_id, "first": first, "after": after, "most": limit}
    return list(connection.execute(_orders_of(first is not None, after is not None), values).mappings())


@cache
def _orders_of(first: bool, after: bool) -> Select[tuple[object, ...]]:
    query = select(orders).where(orders.c.customer_id == _ID)
    newest = (orders.c.placed_at.desc(), orders.c.id.desc())
    if after:
        place = select(orders.c.placed_at, orders.c.id).where(orders.c.id == bindparam("after")).scalar_subquery()
        query = query.where(tuple_(orders.c.placed_at, orders.c.id) < place)
    query = query.order_by((orders.c.id != bindparam("first")), *newest) if first else query.order_by(*newest)
    return query.limit(bindparam("most", type_=Integer()))


def lines_of(connection: Connection, order_ids: Sequence[int]) -> list[RowMapping]:
    if not order_ids:
        return []
    return list(connection.execute(_LINES, {"of_ids": order_ids}).mappings())


def parcels_of(connection: Connection, order_ids: Sequence[int]) -> list[RowMapping]:
    if not order_ids:
        return []
    return list(connection.execute(_PARCELS, {"of_ids": order_ids}).mappings())


def earlier_tickets(
    connection: Connection, customer_id: int, but: int | None, limit: int, *, after: int | None = None
) -> list[RowMapping]:
    """The customer's tickets, newest first, without the ticket ``but``; or those that follow the ticket ``after``."""
    values = {"of_id": customer_id, "but": but, "after": after, "most": limit}
    return list(connection.execute(_earlier(but is not None, after is not None), values).mappings())


@cache
def _earlier(but: bool, after: bool) -> Select[tuple[object, ...]]:
    query = (
        select(tickets.c.id, tickets.c.kind, tickets.c.status, tickets.c.subject, tickets.c.updated_at)
        .where(tickets.c.customer_id == _ID)
        .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
        .limit(bindparam("most", type_=Integer()))
    )
    if but:
        query = query.where(tickets.c.id != bindparam("but"))
    if after:
        place = select(tickets.c.updated_at, tickets.c.id).where(tickets.c.id == bindparam("after")).scalar_subquery()
        query = query.where(tuple_(tickets.c.updated_at, tickets.c.id) < place)
    return query


def ticket_counts(connection: Connection, customer_id: int) -> tuple[int, int]:
    """How many tickets, and how many of them live."""
    everything, alive = connection.execute(_TICKET_COUNTS, {"of_id": customer_id}).one()
    return everything, alive


def counts(connection: Connection, customer_id: int) -> tuple[int, int, int, int]:
    """How many tickets, live ones, orders, and returns of the tickets."""
    everything, alive, ordered, returned = connection.execute(_COUNTS, {"of_id": customer_id}).one()
    return everything, alive, ordered, returned


def set_note(connection: Connection, customer_id: int, note: str, *, version: int, head: str) -> None:
    values = {"note": note, "version": version, "head": head}
    connection.execute(update(customers).where(customers.c.id == customer_id).values(**values))
