"""A handful of canned answers for tests: both languages, a letter, blanks, a macro."""

from collections.abc import Sequence
from typing import Final

from servicedesk.answers.answer import Answer
from servicedesk.desk.desk import Desk
from servicedesk.domain.macros import ActionKind, MacroAction

INQUIRY, COMPLAINT, RETURN = (frozenset({kind}) for kind in ("inquiry", "complaint", "return"))
ANSWERS: Final = (
    Answer("LETTER", "Greeting", "en", "Hello {customer.name},\n\n{answer}\n\nKind regards\n{agent.signature}"),
    Answer("LETTER", "称呼", "zh", "{customer.name}您好！\n\n{answer}\n\n{agent.signature}"),
    Answer(
        "PROD-HELP",
        "Product does not work: first steps",
        "en",
        "I am sorry that it doesn't work. Please try another socket.",
        kinds=INQUIRY,
        words=("doesn't work", "broken"),
    ),
    Answer("INV-COPY", "Copy of the invoice", "en", "You find the invoice under your orders.", kinds=INQUIRY),
    Answer("INV-VAT", "Invoice with VAT number", "en", "Please send us your VAT number.", kinds=INQUIRY),
    Answer("WAR-CLAIM", "Warranty claim", "en", "The warranty covers this.", kinds=RETURN),
    Answer("COM-ACK", "Complaint received", "en", "You hear from us by [[date]].", kinds=COMPLAINT),
    Answer("RET-HOW", "退货流程", "zh", "请在订单页申请退货。", kinds=RETURN),
    Answer(
        "REF-DONE",
        "Refund done",
        "en",
        "Your money is on its way back to the account you paid from.",
        actions=(
            MacroAction(ActionKind.STATUS, "resolved"),
            MacroAction(ActionKind.TAG, "refund"),
            MacroAction(ActionKind.PRIORITY, "low"),
        ),
    ),
    Answer("HAZARD", "Safety hazard", "en", "", actions=(MacroAction(ActionKind.PRIORITY, "urgent"),)),
)


def give_answers(desk: Desk, *more: Answer, answers: Sequence[Answer] = ANSWERS) -> None:
    """Put answers into the store, as its first supervisor does."""
    desk.acting_as("sup").answers.take((*answers, *more))
