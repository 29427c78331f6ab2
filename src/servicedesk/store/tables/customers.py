"""Who writes to us, over whatever channel."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, Index, LargeBinary, Table
from sqlmodel import Field

from servicedesk.store.tables.columns import (
    BY_CODE_POINT,
    Record,
    instant,
    optional_instant,
    primary_key,
    reference,
    table,
)


class Customer(Record, table=True):
    """One person over all channels. ``membership``: standard, silver, gold, vip."""

    __tablename__: ClassVar[str] = "customers"
    __table_args__ = (Index("ix_customers_name_folded", "name_folded", "id"),)
    id: int | None = primary_key()
    name: str
    name_folded: str = Field(sa_column=Column(BY_CODE_POINT, nullable=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    membership: str = "standard"
    language: str | None = None
    timezone: str | None = None
    note: str = ""
    since: datetime | None = optional_instant()
    created_at: datetime = instant()
    version: int = 0
    head: str = ""


class CustomerIdentity(Record, table=True):
    """An address of a customer. ``kind``: email, phone, chat. ``folded`` is what exact matches compare."""

    __tablename__: ClassVar[str] = "customer_identities"
    __table_args__ = (
        Index("ux_identity", "kind", "folded", unique=True),
        Index("ix_identity_ending", "kind", "ending"),
    )
    id: int | None = primary_key()
    customer_id: int = reference("customers.id", index=True)
    kind: str
    value: str
    folded: str = Field(sa_column=Column(BY_CODE_POINT, nullable=False))
    ending: str = Field(default="")
    """A phone's last four digits."""


class CustomerKey(Record, table=True):
    """What a customer's name is found by; see ``store.search.names``."""

    __tablename__: ClassVar[str] = "customer_keys"
    __table_args__ = (Index("ix_customer_keys_key", "key", "customer_id"), {"sqlite_with_rowid": False})
    customer_id: int = reference("customers.id", primary=True)
    key: str = Field(sa_column=Column(BY_CODE_POINT, primary_key=True))


customers: Table = table(Customer)
customer_identities: Table = table(CustomerIdentity)
customer_keys: Table = table(CustomerKey)
