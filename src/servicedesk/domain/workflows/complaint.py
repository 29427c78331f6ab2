"""A complaint's stages (ISO 10002; DOMAIN, section 1)."""

from typing import Final

from servicedesk.domain.errors import IllegalMove, Refused
from servicedesk.domain.tickets import ComplaintStage as Stage
from servicedesk.domain.tickets import Kind
from servicedesk.domain.workflows.machine import Machine, Move

_HOLDER = "who works on the ticket"
_CUSTOMER = "the customer, by writing again or by not accepting it"

COMPLAINT: Final = Machine(
    "stage",
    (Stage.RECEIVED,),
    {
        Stage.RECEIVED: "it has arrived; the customer is to be told so by the policy's time",
        Stage.ACKNOWLEDGED: "the customer knows that we have it",
        Stage.ASSESSED: "nature, severity and department are known",
        Stage.INVESTIGATING: "we find out what happened",
        Stage.DECIDED: "we know what we offer; the customer does not yet",
        Stage.COMMUNICATED: "the customer knows the decision; only now it can be resolved",
        Stage.CLOSED: "the customer's answer to it is on record",
    },
    (
        Move(Stage.RECEIVED, "acknowledge", Stage.ACKNOWLEDGED, _HOLDER),
        Move(Stage.ACKNOWLEDGED, "assess", Stage.ASSESSED, _HOLDER),
        Move(Stage.ASSESSED, "investigate", Stage.INVESTIGATING, _HOLDER),
        Move(Stage.INVESTIGATING, "decide", Stage.DECIDED, _HOLDER),
        Move(Stage.DECIDED, "communicate", Stage.COMMUNICATED, _HOLDER, "a public reply since the decision"),
        Move(Stage.COMMUNICATED, "close", Stage.CLOSED, _HOLDER),
        Move(Stage.COMMUNICATED, "reopen", Stage.ASSESSED, _CUSTOMER),
        Move(Stage.CLOSED, "reopen", Stage.ASSESSED, _CUSTOMER),
    ),
)

REOPEN: Final = "reopen"


def complaint_moves(current: str) -> tuple[str, ...]:
    """What a complaint's stage may become by a person's move. (Its customer sends it back.)"""
    return tuple(move.target for move in COMPLAINT.from_state(Stage(current)) if move.name != REOPEN)


def sent_back(current: str | None, wanted: str) -> bool:
    """Whether this is the move that the customer makes: what they were told doesn't settle it."""
    return current is not None and any(
        move.name == REOPEN and move.target == wanted for move in COMPLAINT.from_state(Stage(current))
    )


def check_complaint_stage(
    current: str | None, wanted: str, *, replied_since_decision: bool, not_accepted: bool = False
) -> None:
    """Raise unless the complaint may enter ``wanted``.

    ``communicated`` needs a public reply after the decision (反馈结果): raises Refused without one.
    ``not_accepted``: the same act writes down that the customer did not accept it, which sends it back.
    """
    if current is None:
        raise Refused("only complaints have these stages", wanted=wanted)
    if not_accepted and sent_back(current, wanted):
        return
    legal = complaint_moves(current)
    if wanted not in legal:
        raise IllegalMove(COMPLAINT.what, current, wanted, legal)
    if wanted == Stage.COMMUNICATED and not replied_since_decision:
        raise Refused("the decision has not been told to the customer in a public reply yet", stage=current)


def check_resolvable(kind: Kind, stage: str | None) -> None:
    """A complaint can't be resolved before its decision has been communicated."""
    told = (Stage.COMMUNICATED, Stage.CLOSED)
    if kind is Kind.COMPLAINT and stage not in told:
        raise Refused(
            f"a complaint can be resolved only after its decision was communicated; it is {stage}",
            stage=stage,
            needs=[str(stage_) for stage_ in told],
        )
