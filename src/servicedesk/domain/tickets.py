"""What a ticket may be and become (ITIL statuses, ISO 10002 complaint stages)."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from servicedesk.domain.errors import IllegalMove


class Kind(StrEnum):
    """What the customer wants: 咨询, 投诉, 退换货."""

    INQUIRY = "inquiry"
    COMPLAINT = "complaint"
    RETURN = "return"


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting_customer"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    SPAM = "spam"


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class ComplaintStage(StrEnum):
    """The stages of ISO 10002, in their order."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSESSED = "assessed"
    INVESTIGATING = "investigating"
    DECIDED = "decided"
    COMMUNICATED = "communicated"
    CLOSED = "closed"


class Nature(StrEnum):
    PRODUCT_QUALITY = "product_quality"
    DELIVERY = "delivery"
    SERVICE_ATTITUDE = "service_attitude"
    BILLING = "billing"
    PRIVACY = "privacy"
    OTHER = "other"


class Channel(StrEnum):
    """How a message came or goes. ``local`` is the store itself: the command line and this console."""

    LOCAL = "local"
    MAIL = "mail"
    CHAT = "chat"
    PHONE = "phone"
    FORM = "form"
    SOCIAL = "social"
    MARKETPLACE = "marketplace"


LIVE: Final = frozenset({Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD})
"""Statuses in which somebody still has work with the ticket."""

_FROM_LIVE = (
    Status.OPEN,
    Status.WAITING_CUSTOMER,
    Status.ON_HOLD,
    Status.RESOLVED,
    Status.MERGED,
    Status.SPAM,
)

STATUS_MOVES: Final = MappingProxyType(
    {
        Status.NEW: _FROM_LIVE,
        Status.OPEN: tuple(s for s in _FROM_LIVE if s is not Status.OPEN),
        Status.WAITING_CUSTOMER: tuple(s for s in _FROM_LIVE if s is not Status.WAITING_CUSTOMER),
        Status.ON_HOLD: tuple(s for s in _FROM_LIVE if s is not Status.ON_HOLD),
        Status.RESOLVED: (Status.OPEN, Status.CLOSED, Status.MERGED),
        Status.CLOSED: (),
        Status.MERGED: (),
        Status.SPAM: (),
    }
)
"""status → what it may become (DOMAIN, section 1)."""

COMPLAINT_ORDER: Final = tuple(ComplaintStage)
CLOSE_AFTER_DAYS: Final = 7
"""A resolved ticket closes by itself after so many days without a word."""


def check_status(current: Status, wanted: Status) -> None:
    """Raise IllegalMove unless ``wanted`` may follow ``current``."""
    legal = STATUS_MOVES[current]
    if wanted not in legal:
        raise IllegalMove("status", current, wanted, legal)


def first_stage(kind: Kind) -> str | None:
    """The stage a new ticket of this kind starts in; a return has none until it has an RMA."""
    return ComplaintStage.RECEIVED if kind is Kind.COMPLAINT else None


def stage_of_imported(kind: Kind, status: Status) -> str | None:
    """The stage that imported history is seeded with (CONTRACTS, Import)."""
    if kind is not Kind.COMPLAINT:
        return None
    if status is Status.CLOSED:
        return ComplaintStage.CLOSED
    if status is Status.RESOLVED:
        return ComplaintStage.COMMUNICATED
    return ComplaintStage.RECEIVED
