"""Opening the reply to the customer with the answer that fits a step, and with what the step does as it leaves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.answers.stacking import Placed
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.used_answers import Inserted
from servicedesk.i18n import _
from servicedesk.tui.clean import clean

if TYPE_CHECKING:
    from servicedesk.answers.answer import Answer
    from servicedesk.answers.shelf import Shelf
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.views import QueueRow
    from servicedesk.tui.screens.desk import DeskScreen

LOOKED_AT: Final = 20
"""Answers that a step's words find, among which the fitting one is."""


@dataclass(frozen=True, slots=True)
class About:
    """What a reply is about: the stage that its answers are made for, and what finds them, by their language."""

    stage: str
    en: str
    zh: str

    def words(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


APPROVED: Final = About("approved", "return approved", "退货申请通过")
TOO_LATE: Final = About("declined", "outside the return window", "超过退货期")
REFUNDED: Final = About("completed", "refund is on its way", "退款已退回")
EXCHANGED: Final = About("completed", "exchange has left", "换货已寄出")
RECEIVED: Final = About("received", "complaint received", "投诉受理")
DECIDED: Final = About("decided", "the decision", "处理结果")


async def reply_about(desk: "DeskScreen", row: "QueueRow", about: About | None, *, then: str = "") -> None:
    """Open the reply, in an empty one the fitting answer; ``then``: the stage the ticket gets as it leaves."""
    await desk.writing.begin(row, "reply", take_focus=False)
    composer = desk.writing.composer
    if about is not None and composer.address is not None and not composer.text.strip():
        found = await desk.acting.read(lambda d: _fitting(d, row, about))
        if found is not None and composer.address is not None:
            text, caret, placed = found
            composer.place(text, caret, [placed])
    if then and composer.address is not None:
        composer.add([Placed.kept(Inserted((), (MacroAction(ActionKind.STAGE, then),)))])
    desk.writing.focus()
    if then:
        desk.say(_("The stage moves on as the reply leaves (ctrl+s)."))


def _fitting(desk: "Desk", row: "QueueRow", about: About) -> tuple[str, int, Placed] | None:
    """The answer in the customer's language that is made for it, filled in; None where there is none."""
    shelf = desk.answers.shelf(row.id)
    for offer in shelf.find(about.words(shelf.language), LOOKED_AT):
        if _is_for(offer.answer, shelf, row.kind, about.stage):
            filled = shelf.filled(offer.answer, letter=True)
            return clean(filled.text, lines=True), filled.caret, Placed.of(offer.answer, filled)
    return None


def _is_for(answer: "Answer", shelf: "Shelf", kind: str, stage: str) -> bool:
    """Text in the right language for this stage. Macros decide more than the step does."""
    right = answer.language == shelf.language and stage in answer.stages and bool(answer.body.strip())
    return right and (not answer.kinds or kind in answer.kinds) and not answer.actions
