"""Approval with four eyes: money or an exception beyond one's own limit (DOMAIN, section 4)."""

from enum import StrEnum
from typing import Final

from servicedesk.domain.workflows.machine import Machine, Move


class ApprovalState(StrEnum):
    WAITING = "waiting"
    WITHIN_LIMIT = "within_limit"
    APPROVED = "approved"
    REDUCED = "reduced"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ApprovalKind(StrEnum):
    """``RETURN``: a return beyond the limit or outside its window; the others are money without a return."""

    REFUND = "refund"
    COMPENSATION = "compensation"
    RETURN = "return"


GRANTED: Final = frozenset({ApprovalState.WITHIN_LIMIT, ApprovalState.APPROVED, ApprovalState.REDUCED})
"""States in which the customer gets something."""

APPROVAL: Final = Machine(
    "approval",
    (ApprovalState.WAITING, ApprovalState.WITHIN_LIMIT),
    {
        ApprovalState.WAITING: "waits for a second pair of eyes; the customer's clock runs on",
        ApprovalState.WITHIN_LIMIT: "within the asker's own limit: granted at once, and recorded",
        ApprovalState.APPROVED: "granted as asked",
        ApprovalState.REDUCED: "granted with a smaller amount",
        ApprovalState.REJECTED: "not granted",
        ApprovalState.WITHDRAWN: "the asker took it back, or the ticket ended",
    },
    (
        Move(ApprovalState.WAITING, "approve", ApprovalState.APPROVED, "a higher role with the limit, never the asker"),
        Move(
            ApprovalState.WAITING,
            "reduce",
            ApprovalState.REDUCED,
            "a higher role with the limit, never the asker",
            "a reason and a smaller amount",
        ),
        Move(ApprovalState.WAITING, "reject", ApprovalState.REJECTED, "a higher role, never the asker", "a reason"),
        Move(ApprovalState.WAITING, "withdraw", ApprovalState.WITHDRAWN, "the asker, a supervisor"),
    ),
)
