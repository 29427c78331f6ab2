"""The orders and products that a ticket may be about."""

from sqlalchemy import Connection, RowMapping, or_, select

from servicedesk.domain.words import number_key
from servicedesk.store.tables.catalog import orders, products
from servicedesk.store.tables.customers import customers


def orders_like(connection: Connection, text: str, limit: int) -> list[RowMapping]:
    """Orders whose number begins or ends with these letters and digits, newest first, with whose they are."""
    key = number_key(text)
    if not key:
        return []
    ends = or_(
        orders.c.number_key.startswith(key, autoescape=True),
        orders.c.key_reversed.startswith(key[::-1], autoescape=True),
    )
    query = (
        select(orders.c.id, orders.c.number, orders.c.placed_at, orders.c.customer_id, customers.c.name)
        .join(customers, customers.c.id == orders.c.customer_id)
        .where(ends)
        .order_by(orders.c.placed_at.desc(), orders.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).mappings())


def products_like(connection: Connection, text: str, limit: int) -> list[RowMapping]:
    """Products with these words in SKU or name (English or Chinese), by SKU."""
    query = select(products).order_by(products.c.sku).limit(limit)
    for word in text.split():
        columns = (products.c.sku, products.c.name, products.c.name_zh)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return list(connection.execute(query).mappings())
