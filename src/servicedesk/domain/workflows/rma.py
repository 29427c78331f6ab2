"""A return's stages (RMA; DOMAIN, section 5)."""

from collections.abc import Iterable, Sequence
from typing import Final

from servicedesk.domain.returns import RmaStage as Stage
from servicedesk.domain.workflows.machine import Machine, Move

_AGENT = "who works on the ticket"
_WAREHOUSE = "who works on the ticket, for the warehouse"

RMA: Final = Machine(
    "return",
    (Stage.REQUESTED,),
    {
        Stage.REQUESTED: "the customer wants to send something back; its rules have been looked at, line by line",
        Stage.APPROVED: "it may come back",
        Stage.DECLINED: "it may not, with a reason",
        Stage.IN_TRANSIT: "it is on its way to us",
        Stage.RECEIVED: "it is here",
        Stage.INSPECTED: "somebody has looked at it, and said where each piece goes",
        Stage.COMPLETED: "every line ended: refunded, exchanged, repaired or sent back",
        Stage.CANCELLED: "the customer keeps it",
    },
    (
        Move(Stage.REQUESTED, "approve", Stage.APPROVED, _AGENT, "an approval beyond the limit or outside the window"),
        Move(Stage.REQUESTED, "decline", Stage.DECLINED, _AGENT, "a reason"),
        Move(Stage.REQUESTED, "cancel", Stage.CANCELLED, "the customer"),
        Move(Stage.APPROVED, "ship", Stage.IN_TRANSIT, "the customer"),
        Move(Stage.APPROVED, "receive", Stage.RECEIVED, _WAREHOUSE, "how many pieces of each line"),
        Move(Stage.APPROVED, "cancel", Stage.CANCELLED, "the customer"),
        Move(Stage.IN_TRANSIT, "receive", Stage.RECEIVED, _WAREHOUSE, "how many pieces of each line"),
        Move(Stage.IN_TRANSIT, "cancel", Stage.CANCELLED, "the customer"),
        Move(Stage.RECEIVED, "inspect", Stage.INSPECTED, _WAREHOUSE, "condition and disposition of each line"),
        Move(Stage.INSPECTED, "complete", Stage.COMPLETED, _AGENT, "how each line ends"),
    ),
)

_ADVANCE: Final = tuple(Stage)


def ticket_stage(stages: Sequence[Stage]) -> Stage | None:
    """A return ticket's stage: its least advanced open RMA's; all final: completed if any is, else the last one's.

    ``stages`` are those of its RMAs in the order they were opened; None without any.
    """
    if not stages:
        return None
    still_open = [stage for stage in stages if not RMA.is_final(stage)]
    if still_open:
        return min(still_open, key=_ADVANCE.index)
    return Stage.COMPLETED if Stage.COMPLETED in stages else stages[-1]


def stages_of(codes: Iterable[str]) -> list[Stage]:
    return [Stage(code) for code in codes]
