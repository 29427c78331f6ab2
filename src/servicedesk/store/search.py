"""Finding a ticket while the caller waits: by number, order, tracking, phone, address, name, words of the subject."""

from sqlalchemy import Connection, RowMapping, Select, select

from servicedesk.store.tables.catalog import orders, parcels
from servicedesk.store.tables.customers import customer_identities, customers
from servicedesk.store.tables.tickets import tickets

Query = Select[tuple[object, ...]]


def _tickets() -> Query:
    return (
        select(
            tickets.c.id,
            tickets.c.kind,
            tickets.c.status,
            tickets.c.subject,
            tickets.c.updated_at,
            customers.c.name.label("customer_name"),
        )
        .outerjoin(customers, customers.c.id == tickets.c.customer_id)
        .order_by(tickets.c.updated_at.desc(), tickets.c.id.desc())
    )


def _run(connection: Connection, query: Query, limit: int) -> list[RowMapping]:
    return list(connection.execute(query.limit(limit)).mappings())


def by_number(connection: Connection, number: int) -> list[RowMapping]:
    return _run(connection, _tickets().where(tickets.c.id == number), 1)


def by_order(connection: Connection, number: str, limit: int) -> list[RowMapping]:
    """Tickets on an order, or of the customer who placed it."""
    order = select(orders.c.id).where(orders.c.number == number)
    buyer = select(orders.c.customer_id).where(orders.c.number == number)
    query = _tickets().where(tickets.c.order_id.in_(order) | tickets.c.customer_id.in_(buyer))
    return _run(connection, query, limit)


def by_tracking(connection: Connection, tracking: str, limit: int) -> list[RowMapping]:
    order = select(parcels.c.order_id).where(parcels.c.tracking == tracking)
    buyer = select(orders.c.customer_id).where(orders.c.id.in_(order))
    query = _tickets().where(tickets.c.order_id.in_(order) | tickets.c.customer_id.in_(buyer))
    return _run(connection, query, limit)


def by_address(connection: Connection, folded: str, limit: int) -> list[RowMapping]:
    """By a customer's exact e-mail address, phone number or chat handle."""
    owner = select(customer_identities.c.customer_id).where(
        customer_identities.c.kind.in_(("email", "phone", "chat")), customer_identities.c.folded == folded
    )
    return _run(connection, _tickets().where(tickets.c.customer_id.in_(owner)), limit)


def by_phone_ending(connection: Connection, ending: str, limit: int) -> list[RowMapping]:
    owner = select(customer_identities.c.customer_id).where(
        customer_identities.c.kind == "phone", customer_identities.c.ending == ending
    )
    return _run(connection, _tickets().where(tickets.c.customer_id.in_(owner)), limit)


def by_name(connection: Connection, folded: str, limit: int) -> list[RowMapping]:
    """By the beginning of a customer's folded name."""
    owner = select(customers.c.id).where(
        customers.c.name_folded >= folded, customers.c.name_folded < folded + "\U0010ffff"
    )
    return _run(connection, _tickets().where(tickets.c.customer_id.in_(owner)), limit)


def by_part_of_name(connection: Connection, folded: str, limit: int) -> list[RowMapping]:
    """By any part of a customer's folded name: the family name, say. Reads every customer's name."""
    owner = select(customers.c.id).where(customers.c.name_folded.contains(folded, autoescape=True))
    return _run(connection, _tickets().where(tickets.c.customer_id.in_(owner)), limit)


def by_words(connection: Connection, words: list[str], limit: int) -> list[RowMapping]:
    """By words of the subject, all of them."""
    query = _tickets().where(*(tickets.c.subject.icontains(word, autoescape=True) for word in words))
    return _run(connection, query, limit)
