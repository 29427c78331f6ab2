"""Returns (RMA): stages, and what they make of their ticket's stage (DOMAIN, section 5)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from servicedesk.domain.errors import IllegalMove


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


RMA_MOVES: Final = MappingProxyType(
    {
        RmaStage.REQUESTED: (RmaStage.APPROVED, RmaStage.DECLINED, RmaStage.CANCELLED),
        RmaStage.APPROVED: (RmaStage.IN_TRANSIT, RmaStage.CANCELLED),
        RmaStage.DECLINED: (),
        RmaStage.IN_TRANSIT: (RmaStage.RECEIVED, RmaStage.CANCELLED),
        RmaStage.RECEIVED: (RmaStage.INSPECTED,),
        RmaStage.INSPECTED: (RmaStage.COMPLETED,),
        RmaStage.COMPLETED: (),
        RmaStage.CANCELLED: (),
    }
)
"""stage → what it may become; the customer may cancel before it is received."""

FINAL: Final = frozenset(stage for stage, moves in RMA_MOVES.items() if not moves)
_ADVANCE: Final = tuple(RmaStage)


def check_rma_stage(current: RmaStage, wanted: RmaStage) -> None:
    """Raise IllegalMove unless ``wanted`` may follow."""
    legal = RMA_MOVES[current]
    if wanted not in legal:
        raise IllegalMove("return", current, wanted, legal)


def ticket_stage(stages: Sequence[RmaStage]) -> RmaStage | None:
    """A return ticket's stage: its least advanced open RMA's; all final: completed if any is, else the last one's.

    ``stages`` are those of its RMAs in the order they were opened; None without any.
    """
    if not stages:
        return None
    still_open = [stage for stage in stages if stage not in FINAL]
    if still_open:
        return min(still_open, key=_ADVANCE.index)
    return RmaStage.COMPLETED if RmaStage.COMPLETED in stages else stages[-1]


def stages_of(codes: Iterable[str]) -> list[RmaStage]:
    return [RmaStage(code) for code in codes]
