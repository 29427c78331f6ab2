"""Escalation: a ticket is passed to those who can help, and comes back with a verdict (DOMAIN, section 4)."""

from enum import StrEnum
from typing import Final

from servicedesk.domain.workflows.machine import Machine, Move


class EscalationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HANDED_BACK = "handed_back"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


class EscalationReason(StrEnum):
    """Why it is passed on."""

    EXPERTISE = "expertise"
    AUTHORITY = "authority"
    DEADLINE = "deadline"
    SEVERITY = "severity"
    VIP = "vip"
    REPEATED_CONTACT = "repeated_contact"
    DISSATISFIED = "dissatisfied"
    OTHER = "other"


ESCALATION: Final = Machine(
    "escalation",
    (EscalationState.OPEN,),
    {
        EscalationState.OPEN: "waits to be accepted; its acceptance clock runs, the ticket stays with the sender",
        EscalationState.ACCEPTED: "the receiving side has the ticket",
        EscalationState.DECLINED: "not theirs, with a reason; the ticket never left the sender",
        EscalationState.HANDED_BACK: "answered with a verdict; the ticket is the sender's again",
        EscalationState.WITHDRAWN: "the sender took it back, or the ticket ended before anybody accepted",
        EscalationState.COMPLETED: "the receiving side did what was asked; the ticket stays with them",
    },
    (
        Move(EscalationState.OPEN, "accept", EscalationState.ACCEPTED, "whom it is addressed to, never the sender"),
        Move(EscalationState.OPEN, "decline", EscalationState.DECLINED, "whom it is addressed to", "a reason"),
        Move(EscalationState.OPEN, "withdraw", EscalationState.WITHDRAWN, "the sender, a supervisor"),
        Move(
            EscalationState.ACCEPTED,
            "hand_back",
            EscalationState.HANDED_BACK,
            "who accepted it, a supervisor",
            "a verdict",
        ),
        Move(EscalationState.ACCEPTED, "complete", EscalationState.COMPLETED, "who accepted it, a supervisor"),
    ),
)

TO_SUPERVISOR_FROM: Final = 3
"""From the third hand-over on an escalation goes to a supervisor."""
