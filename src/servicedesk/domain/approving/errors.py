"""What is told of an approval that can't be decided as somebody wants."""

from collections.abc import Sequence

from servicedesk.domain.approving.authority import WhyNot
from servicedesk.domain.errors import IllegalMove, Refused
from servicedesk.domain.workflows.approval import APPROVAL, ApprovalState


class AlreadyDecided(IllegalMove):
    """Somebody was first, or the ticket ended: ``details`` have ``approval``, ``state``, ``by`` (handle or None)."""

    def __init__(self, approval: int, state: ApprovalState, wanted: str, by: str | None) -> None:
        super().__init__(APPROVAL.what, state, wanted, APPROVAL.legal(state))
        who = f" by {by}" if by else ""
        self.message = f"approval {approval} was {_WORDS.get(state, state)}{who} already"
        self.args = (self.message,)
        self.details = {**self.details, "approval": approval, "state": str(state), "by": by}


_WORDS = {ApprovalState.WITHIN_LIMIT: "granted within the limit"}


class MayNotDecide(Refused):
    """Four eyes, a role or a limit forbid it. ``details``: ``approval``, ``why`` (own, role, limit), ``who`` may.

    ``who`` are the handles of those who may take this decision now.
    """

    def __init__(self, approval: int, why: WhyNot, who: Sequence[str]) -> None:
        may = f"; these may: {', '.join(who)}" if who else "; nobody here may at present"
        super().__init__(f"{_REASONS[why]}{may}", approval=approval, why=str(why), who=list(who))


_REASONS = {
    WhyNot.OWN: "whoever asks for an approval doesn't decide it (four eyes)",
    WhyNot.ROLE: "an approval is decided by a higher role than the asker's",
    WhyNot.LIMIT: "that amount is beyond your limit",
}
