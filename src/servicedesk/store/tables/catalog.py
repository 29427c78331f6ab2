"""What the shop sells and sold: products, orders, their lines and parcels. Money is in minor units."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, Table
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    BY_CODE_POINT,
    Record,
    instant,
    optional_instant,
    optional_reference,
    primary_key,
    reference,
    table,
)


class Product(Record, table=True):
    """``stage``: introduction, growth, maturity, decline, withdrawn. Dates are ISO (the shop's)."""

    __tablename__: ClassVar[str] = "products"
    id: int | None = primary_key()
    sku: str = Field(unique=True)
    name: str
    name_zh: str = ""
    category: str = ""
    price: int = 0
    currency: str = "EUR"
    stage: str = "maturity"
    launched_on: str | None = None
    support_until: str | None = None
    successor_sku: str | None = None
    brief: str = ""


class Order(Record, table=True):
    """``number_key`` and ``key_reversed`` are the number's letters and digits, folded: found by both its ends.

    ``payment``: pending, paid. ``total`` is what is paid for all of it.
    """

    __tablename__: ClassVar[str] = "orders"
    __table_args__ = (
        Index("ix_orders_customer", "customer_id", "placed_at"),
        Index("ix_orders_key", "number_key"),
        Index("ix_orders_reversed", "key_reversed"),
    )
    id: int | None = primary_key()
    number: str = Field(unique=True)
    number_key: str = Field(sa_column=Column(BY_CODE_POINT, nullable=False))
    key_reversed: str = Field(sa_column=Column(BY_CODE_POINT, nullable=False))
    customer_id: int = reference("customers.id")
    channel: str = "web"
    currency: str = "EUR"
    discount: int = 0
    shipping: int = 0
    total: int = 0
    payment: str = "paid"
    placed_at: datetime = instant()


class OrderLine(Record, table=True):
    """``unit_price`` is gross a piece; ``tax_rate`` a decimal string."""

    __tablename__: ClassVar[str] = "order_lines"
    id: int | None = primary_key()
    order_id: int = reference("orders.id", index=True)
    product_id: int | None = optional_reference("products.id")
    title: str
    quantity: int
    unit_price: int
    tax_rate: str = "0"


class Parcel(Record, table=True):
    """``status``: label, in_transit, out_for_delivery, delivered, exception, returned, lost.

    ``key_reversed`` are the tracking number's letters and digits, folded, the last one first.
    """

    __tablename__: ClassVar[str] = "parcels"
    __table_args__ = (Index("ix_parcels_reversed", "key_reversed"),)
    id: int | None = primary_key()
    order_id: int = reference("orders.id", index=True)
    carrier: str
    tracking: str = Field(index=True)
    key_reversed: str = Field(sa_column=Column(BY_CODE_POINT, nullable=False))
    status: str
    scan: str = ""
    scanned_at: datetime | None = optional_instant()
    promised_at: datetime | None = optional_instant()
    delivered_at: datetime | None = optional_instant()


products: Table = table(Product)
orders: Table = table(Order)
order_lines: Table = table(OrderLine)
parcels: Table = table(Parcel)
