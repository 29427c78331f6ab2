"""Customers with their addresses, and their orders."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, func, insert, select, tuple_, update

from servicedesk.domain.identities import Identity
from servicedesk.store.search.names import add_names
from servicedesk.store.tables.catalog import order_lines, orders, parcels, products
from servicedesk.store.tables.customers import customer_identities, customers
from servicedesk.store.tables.returns import rmas
from servicedesk.store.tables.tickets import tickets


def by_identity(connection: Connection, identity: Identity) -> int | None:
    """The customer an address belongs to: exact matches join by themselves."""
    return connection.execute(
        select(customer_identities.c.customer_id).where(
            customer_identities.c.kind == str(identity.kind), customer_identities.c.folded == identity.folded
        )
    ).scalar()


def get(connection: Connection, customer_id: int) -> RowMapping | None:
    return connection.execute(select(customers).where(customers.c.id == customer_id)).mappings().first()


def identities(connection: Connection, customer_id: int) -> list[RowMapping]:
    query = select(customer_identities).where(customer_identities.c.customer_id == customer_id)
    return list(connection.execute(query.order_by(customer_identities.c.id)).mappings())


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
    query = select(orders).where(orders.c.customer_id == customer_id)
    newest = (orders.c.placed_at.desc(), orders.c.id.desc())
    if after is not None:
        place = select(orders.c.placed_at, orders.c.id).where(orders.c.id == after).scalar_subquery()
        query = query.where(tuple_(orders.c.placed_at, orders.c.id) < place)
    query = query.order_by(*newest) if first is None else query.order_by((orders.c.id != first), *newest)
    return list(connection.execute(query.limit(limit)).mappings())


def order_count(connection: Connection, customer_id: int) -> int:
    return connection.execute(select(func.count()).where(orders.c.customer_id == customer_id)).scalar_one()


def lines_of(connection: Connection, order_ids: Sequence[int]) -> list[RowMapping]:
    if not order_ids:
        return []
    query = (
        select(order_lines, products.c.sku, products.c.stage)
        .outerjoin(products, products.c.id == order_lines.c.product_id)
        .where(order_lines.c.order_id.in_(order_ids))
        .order_by(order_lines.c.id)
    )
    return list(connection.execute(query).mappings())


def parcels_of(connection: Connection, order_ids: Sequence[int]) -> list[RowMapping]:
    if not order_ids:
        return []
    query = select(parcels).where(parcels.c.order_id.in_(order_ids)).order_by(parcels.c.id)
    return list(connection.execute(query).mappings())


def earlier_tickets(
    connection: Connection, customer_id: int, but: int | None, limit: int, *, after: int | None = None
) -> list[RowMapping]:
    """The customer's tickets, newest first, without the ticket ``but``; or those that follow the ticket ``after``."""
    query = (
        select(tickets.c.id, tickets.c.kind, tickets.c.status, tickets.c.subject, tickets.c.updated_at)
        .where(tickets.c.customer_id == customer_id)
        .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
        .limit(limit)
    )
    if but is not None:
        query = query.where(tickets.c.id != but)
    if after is not None:
        place = select(tickets.c.updated_at, tickets.c.id).where(tickets.c.id == after).scalar_subquery()
        query = query.where(tuple_(tickets.c.updated_at, tickets.c.id) < place)
    return list(connection.execute(query).mappings())


def ticket_counts(connection: Connection, customer_id: int) -> tuple[int, int]:
    """How many tickets, and how many of them live."""
    live = func.count().filter(tickets.c.status.in_(("new", "open", "waiting_customer", "on_hold")))
    query = select(func.count(), live).where(tickets.c.customer_id == customer_id)
    everything, alive = connection.execute(query).one()
    return everything, alive


def set_note(connection: Connection, customer_id: int, note: str, *, version: int, head: str) -> None:
    values = {"note": note, "version": version, "head": head}
    connection.execute(update(customers).where(customers.c.id == customer_id).values(**values))


def return_count(connection: Connection, customer_id: int) -> int:
    """How many returns the customer's tickets have had."""
    query = select(func.count()).select_from(rmas.join(tickets, tickets.c.id == rmas.c.ticket_id))
    return connection.execute(query.where(tickets.c.customer_id == customer_id)).scalar_one()
