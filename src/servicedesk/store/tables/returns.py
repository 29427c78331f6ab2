"""Returns (RMA), their own aggregate with lines. Money is in minor units."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Table
from sqlmodel import Field

from servicedesk.store.tables.columns import BigId, Record, instant, optional_reference, primary_key, reference, table


class Rma(Record, table=True):
    """``stage``: requested, approved, declined, in_transit, received, inspected, completed, cancelled.

    ``fee``, ``shipping`` and ``refund_total`` are what was paid back when it was completed, in ``currency``; the quote
    until then. ``needs_approval``: a line is outside its window, or the total is beyond the requester's limit.
    """

    __tablename__: ClassVar[str] = "rmas"
    id: int | None = primary_key()
    ticket_id: int = reference("tickets.id", index=True)
    currency: str | None = None
    fee: int = 0
    shipping: int = 0
    refund_total: int = 0
    needs_approval: bool = False
    tracking: str = ""
    order_id: int | None = optional_reference("orders.id", index=True)
    stage: str
    opened_at: datetime = instant()
    updated_at: datetime = instant()
    version: int
    head: str


class RmaLine(Record, table=True):
    """``outcome``: refunded, exchanged, repaired, sent_back. ``disposition``: restock, refurbish, scrap, supplier.

    ``standing`` (eligible, outside, refused) and ``rule``: what the shop's rules said of it. ``received`` pieces came,
    ``found`` is the condition the inspection saw. ``amount`` = net + tax is what the line pays back; ``replacement`` is
    the SKU of an exchange, ``difference`` what it costs the customer (negative: what they get), in minor units;
    ``worth``: what was paid for the pieces it took. ``replacement_of``: the line whose exchange brought these pieces.
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
    standing: str | None = None
    rule: str | None = None
    received: int | None = None
    found: str | None = None
    outcome: str | None = None
    disposition: str | None = None
    amount: int | None = None
    net: int | None = None
    tax: int | None = None
    fee: int | None = None
    worth: int | None = None
    replacement: str | None = None
    difference: int | None = None
    replacement_of: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))


rmas: Table = table(Rma)
rma_lines: Table = table(RmaLine)
