"""What placeholders are filled from: plain facts of one ticket, in no language yet."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from servicedesk.domain.parcels import Fate


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` is in minor units."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class ParcelFacts:
    """``fate``: how it fares now. Instants are aware."""

    carrier: str = ""
    tracking: str = ""
    fate: Fate = Fate.MOVING
    scan: str = ""
    scanned_at: datetime | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """``parcel``: the one that is still awaited, else the last one; None while nothing has left."""

    number: str
    placed_at: datetime | None = None
    total: Money | None = None
    parcel: ParcelFacts | None = None


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """``name_zh`` is empty where the shop has no Chinese name for it."""

    sku: str = ""
    name: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is known of a ticket, its customer, what they bought, and who answers; empty where nothing is.

    ``customer`` and ``agent`` are names as stored. ``now`` is aware; ``zone`` the customer's, else the shop's.
    ``return_number`` and ``refund`` are those of the ticket's return, ``remedy`` is what a complaint is offered.
    """

    customer: str = ""
    ticket: int | None = None
    subject: str = ""
    order: OrderFacts | None = None
    product: ProductFacts | None = None
    return_number: int | None = None
    refund: Money | None = None
    remedy: str = ""
    agent: str = ""
    signature: str = ""
    shop: str = ""
    now: datetime | None = None
    zone: tzinfo = UTC
