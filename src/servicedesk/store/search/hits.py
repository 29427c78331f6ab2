"""The rows of what was found: tickets with their customers, and customers and orders that have no ticket."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, Select, case, exists, func, select

from servicedesk.domain.tickets import LIVE
from servicedesk.store.search.text_index import spelled
from servicedesk.store.tables.catalog import orders
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.tickets import message_texts, tickets

READ_OF_A_MESSAGE = 4_000
"""Characters in which a word is looked for to show it; a longer message shows its beginning."""


def _tickets() -> Select[tuple[object, ...]]:
    return select(
        tickets.c.id,
        tickets.c.kind,
        tickets.c.status,
        tickets.c.subject,
        tickets.c.order_id,
        tickets.c.customer_id,
        tickets.c.updated_at,
        func.coalesce(customers.c.name, "").label("customer_name"),
    ).outerjoin(customers, customers.c.id == tickets.c.customer_id)


def tickets_by_id(connection: Connection, ticket_ids: Sequence[int]) -> list[RowMapping]:
    """Tickets with the names of their customers, in the order of the ids."""
    if not ticket_ids:
        return []
    rows = connection.execute(_tickets().where(tickets.c.id.in_(ticket_ids))).mappings()
    found = {row["id"]: row for row in rows}
    return [found[number] for number in ticket_ids if number in found]


def tickets_of_customers(connection: Connection, customer_ids: Sequence[int], limit: int) -> list[RowMapping]:
    """Tickets of some customers: open ones first, then the last changed."""
    return _newest(connection, _tickets().where(tickets.c.customer_id.in_(customer_ids)), limit) if customer_ids else []


def newest_of_customers(connection: Connection, customer_ids: Sequence[int], limit: int) -> list[int]:
    """The last changed tickets of some customers."""
    if not customer_ids:
        return []
    query = select(tickets.c.id).where(tickets.c.customer_id.in_(customer_ids))
    return list(connection.scalars(query.order_by(tickets.c.updated_at.desc(), tickets.c.id.desc()).limit(limit)))


def tickets_of_orders(connection: Connection, order_ids: Sequence[int], limit: int) -> list[RowMapping]:
    """Tickets about some orders: open ones first, then the last changed."""
    return _newest(connection, _tickets().where(tickets.c.order_id.in_(order_ids)), limit) if order_ids else []


def _newest(connection: Connection, query: Select[tuple[object, ...]], limit: int) -> list[RowMapping]:
    ended = case((tickets.c.status.in_(sorted(LIVE)), 0), else_=1)
    ordered = query.order_by(ended, tickets.c.updated_at.desc(), tickets.c.id.desc()).limit(limit)
    return list(connection.execute(ordered).mappings())


def customers_without_tickets(connection: Connection, customer_ids: Sequence[int], limit: int) -> list[RowMapping]:
    """Those of the customers who never wrote, with what shows who they are, in the order of the ids."""
    if not customer_ids:
        return []
    wrote = exists().where(tickets.c.customer_id == customers.c.id)
    query = select(customers.c.id, customers.c.name, customers.c.membership, customers.c.created_at).where(
        customers.c.id.in_(customer_ids), ~wrote
    )
    found = {row["id"]: row for row in connection.execute(query).mappings()}
    return [found[number] for number in customer_ids if number in found][:limit]


def orders_without_tickets(connection: Connection, order_ids: Sequence[int], limit: int) -> list[RowMapping]:
    """Those of the orders that nobody wrote about, the newest first."""
    if not order_ids:
        return []
    written_about = exists().where(tickets.c.order_id == orders.c.id)
    query = (
        select(orders.c.id, orders.c.number, orders.c.customer_id, orders.c.placed_at, customers.c.name)
        .join(customers, customers.c.id == orders.c.customer_id)
        .where(orders.c.id.in_(order_ids), ~written_about)
        .order_by(orders.c.placed_at.desc())
        .limit(limit)
    )
    return list(connection.execute(query).mappings())


def tickets_of_messages(connection: Connection, message_ids: Sequence[int]) -> dict[int, int]:
    """The ticket of each message that still counts, in the order of the ids."""
    if not message_ids:
        return {}
    found = _said(connection, f"id IN ({spelled(message_ids)})")
    return {number: found[number] for number in message_ids if number in found}


def messages_of_tickets(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, int]:
    """Every message of some tickets that still counts, with its ticket."""
    return _said(connection, f"ticket_id IN ({spelled(ticket_ids)})") if ticket_ids else {}


def _said(connection: Connection, where: str) -> dict[int, int]:
    """Messages and their tickets; recalled ones left out."""
    query = f"SELECT id, ticket_id FROM messages WHERE {where} AND delivery <> 'recalled'"  # noqa: S608 - ids only
    return {row.id: row.ticket_id for row in connection.exec_driver_sql(query)}


def facts_of_tickets(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The customer's name, and what the index keeps of tickets themselves."""
    texts = (tickets.c.subject, tickets.c.order_text, tickets.c.product_text, tickets.c.remedy)
    query = (
        select(tickets.c.id, func.coalesce(customers.c.name, ""), *texts)
        .outerjoin_from(tickets, customers, customers.c.id == tickets.c.customer_id)
        .where(tickets.c.id.in_(ticket_ids))
    )
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def texts_of_messages(connection: Connection, message_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The beginning of each message's body, and who wrote it."""
    if not message_ids:
        return {}
    query = select(
        message_texts.c.message_id,
        func.substr(message_texts.c.body, 1, READ_OF_A_MESSAGE).label("body"),
        message_texts.c.author_name,
    ).where(message_texts.c.message_id.in_(message_ids))
    return {row.message_id: (row.body, row.author_name) for row in connection.execute(query)}
