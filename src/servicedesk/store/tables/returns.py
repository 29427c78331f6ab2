"""Returns (RMA), their own aggregate with lines. Money is in minor units."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Table
from sqlmodel import SQLModel

from servicedesk.store.tables.columns import instant, optional_reference, primary_key, reference, table


class Rma(SQLModel, table=True):
    """``stage``: requested, approved, declined, in_transit, received, inspected, completed, cancelled."""

    __tablename__: ClassVar[str] = "rmas"
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id", index=True)
    order_id: int | None = optional_reference("orders.id", index=True)
    stage: str
    opened_at: datetime = instant()
    updated_at: datetime = instant()
    version: int
    head: str


class RmaLine(SQLModel, table=True):
    """``outcome``: refunded, exchanged, repaired, sent_back.

    ``disposition``: restock, refurbish, scrap, supplier.
    """

    __tablename__: ClassVar[str] = "rma_lines"
    id: int | None = primary_key()
    rma_id: int = reference("rmas.id", index=True)
    order_line_id: int | None = optional_reference("order_lines.id")
    product_id: int | None = optional_reference("products.id")
    quantity: int
    reason: str
    condition: str
    remedy: str
    outcome: str | None = None
    disposition: str | None = None
    amount: int | None = None


rmas: Table = table(Rma)
rma_lines: Table = table(RmaLine)
