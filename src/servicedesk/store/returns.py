"""RMAs and their lines as rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from servicedesk.store.tables.catalog import order_lines, orders, products
from servicedesk.store.tables.returns import rma_lines, rmas
from servicedesk.store.tables.tickets import tickets


def add(connection: Connection, values: dict[str, object], lines: Sequence[dict[str, object]]) -> None:
    connection.execute(insert(rmas).values(**values))
    connection.execute(insert(rma_lines), list(lines))


def get(connection: Connection, rma_id: int) -> RowMapping | None:
    return connection.execute(select(rmas).where(rmas.c.id == rma_id)).mappings().first()


def set_stage(connection: Connection, rma_id: int, *, stage: str, at: datetime, version: int, head: str) -> None:
    connection.execute(
        update(rmas).where(rmas.c.id == rma_id).values(stage=stage, updated_at=at, version=version, head=head)
    )


def set_line(connection: Connection, line_id: int, values: dict[str, object]) -> None:
    connection.execute(update(rma_lines).where(rma_lines.c.id == line_id).values(**values))


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's RMAs in the order they were opened, with their order's number."""
    query = (
        select(rmas, orders.c.number.label("order_number"))
        .outerjoin(orders, orders.c.id == rmas.c.order_id)
        .where(rmas.c.ticket_id == ticket_id)
        .order_by(rmas.c.id)
    )
    return list(connection.execute(query).mappings())


def of_customer(connection: Connection, customer_id: int) -> list[RowMapping]:
    """The returns of a customer's tickets, newest first, with their order's number."""
    query = (
        select(rmas, orders.c.number.label("order_number"))
        .join(tickets, tickets.c.id == rmas.c.ticket_id)
        .outerjoin(orders, orders.c.id == rmas.c.order_id)
        .where(tickets.c.customer_id == customer_id)
        .order_by(rmas.c.id.desc())
    )
    return list(connection.execute(query).mappings())


def lines_of(connection: Connection, rma_ids: Sequence[int]) -> list[RowMapping]:
    if not rma_ids:
        return []
    query = (
        select(rma_lines, order_lines.c.title, products.c.name.label("product_name"), products.c.sku)
        .outerjoin(order_lines, order_lines.c.id == rma_lines.c.order_line_id)
        .outerjoin(products, products.c.id == rma_lines.c.product_id)
        .where(rma_lines.c.rma_id.in_(rma_ids))
        .order_by(rma_lines.c.id)
    )
    return list(connection.execute(query).mappings())


def everything(connection: Connection) -> list[RowMapping]:
    """Every RMA, newest first, with its order's number."""
    query = select(rmas, orders.c.number.label("order_number")).outerjoin(orders, orders.c.id == rmas.c.order_id)
    return list(connection.execute(query.order_by(rmas.c.id.desc())).mappings())
