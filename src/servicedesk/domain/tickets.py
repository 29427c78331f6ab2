"""What a ticket may be and become (ITIL statuses, ISO 10002 complaint stages)."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from servicedesk.domain.errors import IllegalMove, Refused


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


def complaint_moves(current: str) -> tuple[str, ...]:
    """What a complaint's stage may become by a move: the next one. (Reopening sends it back.)"""
    position = COMPLAINT_ORDER.index(ComplaintStage(current))
    return tuple(COMPLAINT_ORDER[position + 1 : position + 2])


def check_complaint_stage(current: str | None, wanted: str, *, replied_since_decision: bool) -> None:
    """Raise unless the complaint may enter ``wanted``.

    ``communicated`` needs a public reply after the decision (反馈结果): raises Refused without one.
    """
    if current is None:
        raise Refused("only complaints have these stages", wanted=wanted)
    legal = complaint_moves(current)
    if wanted not in legal:
        raise IllegalMove("stage", current, wanted, legal)
    if wanted == ComplaintStage.COMMUNICATED and not replied_since_decision:
        raise Refused("the decision has not been told to the customer in a public reply yet", stage=current)


def check_resolvable(kind: Kind, stage: str | None) -> None:
    """A complaint can't be resolved before its decision has been communicated."""
    told = (ComplaintStage.COMMUNICATED, ComplaintStage.CLOSED)
    if kind is Kind.COMPLAINT and stage not in told:
        raise Refused(
            f"a complaint can be resolved only after its decision was communicated; it is {stage}",
            stage=stage,
            needs=[str(stage_) for stage_ in told],
        )
