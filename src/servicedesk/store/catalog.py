"""Writing what the shop sells and sold."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from servicedesk.domain.words import number_key
from servicedesk.store.tables.catalog import order_lines, orders, parcels, products


def add_product(connection: Connection, values: dict[str, object]) -> None:
    connection.execute(insert(products).values(**values))


def product_ids(connection: Connection) -> dict[str, tuple[int, str]]:
    """SKU → (id, name)."""
    rows = connection.execute(select(products.c.sku, products.c.id, products.c.name))
    return {row.sku: (row.id, row.name) for row in rows}


def add_order(
    connection: Connection,
    values: dict[str, object],
    lines: Sequence[dict[str, object]],
    boxes: Sequence[dict[str, object]],
) -> int:
    """An order with its lines and parcels; returns its id."""
    values = values | order_keys(str(values["number"]))
    order_id: int = connection.execute(insert(orders).values(**values).returning(orders.c.id)).scalar_one()
    connection.execute(insert(order_lines), [{**line, "order_id": order_id} for line in lines])
    if boxes:
        connection.execute(
            insert(parcels), [{**box, "order_id": order_id, **parcel_keys(str(box["tracking"]))} for box in boxes]
        )
    return order_id


def order_keys(number: str) -> dict[str, object]:
    """The columns an order is found by."""
    key = number_key(number)
    return {"number_key": key, "key_reversed": key[::-1]}


def parcel_keys(tracking: str) -> dict[str, object]:
    """The column a parcel is found by."""
    return {"key_reversed": number_key(tracking)[::-1]}
