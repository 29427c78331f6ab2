"""What is said of a return and its lines, in closed lists of words (DOMAIN, section 5)."""

from enum import StrEnum


class RmaStage(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    INSPECTED = "inspected"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    NOT_AS_DESCRIBED = "not_as_described"
    LATE = "late"
    CHANGED_MIND = "changed_mind"
    WARRANTY = "warranty"


class Condition(StrEnum):
    UNOPENED = "unopened"
    OPENED = "opened"
    USED = "used"
    DAMAGED = "damaged"


class Remedy(StrEnum):
    REFUND = "refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"


class Outcome(StrEnum):
    REFUNDED = "refunded"
    EXCHANGED = "exchanged"
    REPAIRED = "repaired"
    SENT_BACK = "sent_back"


class Disposition(StrEnum):
    RESTOCK = "restock"
    REFURBISH = "refurbish"
    SCRAP = "scrap"
    SUPPLIER = "supplier"


def usual_disposition(condition: Condition) -> Disposition:
    """Where a piece in that condition goes, unless somebody says otherwise."""
    match condition:
        case Condition.UNOPENED:
            return Disposition.RESTOCK
        case Condition.DAMAGED:
            return Disposition.SCRAP
        case _:
            return Disposition.REFURBISH


def usual_outcome(remedy: Remedy) -> Outcome:
    """How a line ends whose customer gets what they asked for."""
    return {Remedy.REFUND: Outcome.REFUNDED, Remedy.EXCHANGE: Outcome.EXCHANGED, Remedy.REPAIR: Outcome.REPAIRED}[
        remedy
    ]
