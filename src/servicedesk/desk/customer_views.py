"""The views of customers and of what they bought.

Every instant is aware UTC; money is in minor units beside its currency. Texts are as they came in: front ends clean
them at the edge of their screen.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ParcelView:
    carrier: str
    tracking: str
    status: str
    scan: str
    scanned_at: datetime | None
    promised_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderLineView:
    sku: str | None
    title: str
    quantity: int
    unit_price: int
    stage: str | None


@dataclass(frozen=True, slots=True)
class OrderView:
    id: int
    number: str
    placed_at: datetime
    currency: str
    total: int
    lines: tuple[OrderLineView, ...]
    parcels: tuple[ParcelView, ...]


@dataclass(frozen=True, slots=True)
class ProductView:
    sku: str
    name: str
    name_zh: str
    stage: str
    brief: str
    successor: str | None


@dataclass(frozen=True, slots=True)
class EarlierTicket:
    id: int
    kind: str
    status: str
    subject: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityView:
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer beside a ticket: newest orders first (the ticket's own first of all), earlier tickets newest first.

    ``orders`` and ``tickets`` are the newest few; the counts are of all.
    """

    id: int
    name: str
    membership: str
    language: str | None
    timezone: str | None
    note: str
    since: datetime | None
    identities: tuple[IdentityView, ...]
    orders: tuple[OrderView, ...]
    order_count: int
    tickets: tuple[EarlierTicket, ...]
    ticket_count: int
    open_count: int
    return_count: int = 0


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer that a caller may be. ``why``: ticket, return, order, tracking, email, chat, phone, name.

    ``found`` is what matched: the number, the address, the name. The last ticket and order are the newest ones.
    """

    id: int
    name: str
    membership: str
    why: str
    found: str
    open_count: int
    ticket_count: int
    last_ticket_id: int | None
    last_subject: str
    last_order: str | None
