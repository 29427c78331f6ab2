"""The forms of the workflows whose every text is a given one: for where there is no store."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from tests.tui.slips.customers import sample_whole
from tests.tui.slips.tickets import sample_row

from servicedesk.desk.escalating.proposing import Proposal
from servicedesk.desk.returning.views import EndQuote, LineQuote, Returnable, ReturnableLine, ReturnQuote
from servicedesk.desk.views import AttachmentView, ThreadPage, TicketView
from servicedesk.desk.workflow_views import ApprovalView, ComplaintView, EscalationView
from servicedesk.tui.acts.escalating import escalation_sheet, foretold
from servicedesk.tui.acts.stepping import step_slip
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.workflows.form import FormSlip, Values
from servicedesk.tui.stepping.requesting import quote_words, request_sheet
from servicedesk.tui.stepping.returns import ending_words, finish_sheet
from servicedesk.tui.stepping.steps import Step, steps_of

AT: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def sample_escalation(text: str, **changes: object) -> EscalationView:
    """One that waits for whoever looks."""
    facts: dict[str, object] = {
        "id": 1,
        "ticket_id": 10432,
        "state": "open",
        "reason": "expertise",
        "line": 2,
        "skill": text,
        "team": None,
        "person": None,
        "sender": text,
        "sender_name": text,
        "opened_at": AT,
        "accept_by": AT,
        "hand_over": 1,
        "rule": None,
        "tried": text,
        "wanted": text,
        "taken_by": None,
        "taken_by_name": "",
        "accepted_at": None,
        "ended_by": None,
        "ended_by_name": "",
        "ended_at": None,
        "answer": text,
        "mine": True,
        "sent_by_me": False,
        "overdue": False,
        "moves": ("accept", "decline"),
        "asks_me": True,
    }
    return EscalationView(**(facts | changes))  # type: ignore[arg-type]


def sample_approval(text: str, **changes: object) -> ApprovalView:
    """One that waits, for whoever looks to decide."""
    facts: dict[str, object] = {
        "id": 2,
        "ticket_id": 10432,
        "kind": "refund",
        "state": "waiting",
        "amount": 32000,
        "currency": "EUR",
        "rma_id": None,
        "order": text,
        "asker": text,
        "asker_name": text,
        "asked_at": AT,
        "why": text,
        "granted": None,
        "decided_by": None,
        "decided_by_name": "",
        "on_behalf_of": None,
        "decided_at": None,
        "answer": text,
        "mine": True,
        "moves": ("approve", "reduce", "reject"),
        "why_not": None,
    }
    return ApprovalView(**(facts | changes))  # type: ignore[arg-type]


def sample_complaint(text: str, stage: str = "decided") -> ComplaintView:
    del text
    return ComplaintView(stage, (), None, AT, False, 1, ("communicated",))


def sample_ticket(text: str, **changes: object) -> TicketView:
    """A complaint in the midst of every workflow."""
    facts: dict[str, object] = {
        "row": sample_row(text),
        "line": 1,
        "channel": "mail",
        "language": None,
        "team": text,
        "order": text,
        "product": text,
        "order_text": text,
        "product_text": text,
        "remedy": text,
        "nature": text,
        "severity": 2,
        "department": text,
        "accepted": False,
        "tags": (text,),
        "links": (),
        "merged_into": None,
        "split_from": None,
        "first_responded_at": None,
        "resolved_at": None,
        "closed_at": None,
        "recipient": text,
        "promises": (),
        "rmas": sample_whole(text).returns,
        "attachments": (AttachmentView(3, None, text, text, 5, text),),
        "drafts": (),
        "thread": ThreadPage((), (), 0),
        "escalations": (sample_escalation(text),),
        "approvals": (sample_approval(text),),
        "complaint": sample_complaint(text),
    }
    return TicketView(**(facts | changes))  # type: ignore[arg-type]


def sample_goods(text: str) -> Returnable:
    """Two lines of an order, of which one has come back wholly."""
    line = ReturnableLine(text, text, 3, 2, 2000, date(2026, 11, 18), "outside", text)
    return Returnable(text, "EUR", 8000, 6118, (line, ReturnableLine("gone", text, 1, 0, 2500, None, "refused", text)))


def sample_quote(text: str) -> ReturnQuote:
    line = LineQuote(text, text, 2, "outside", text, 3163, 602, 235, 100)
    return ReturnQuote(text, "EUR", (line,), False, True, text, 100, 490, 4155)


class Nowhere:
    """Keeps nothing."""

    async def keep(self, fields: Mapping[str, str]) -> None:
        """Kept nowhere."""

    def hold(self) -> None:
        """Nothing waits for it."""

    def release(self) -> None:
        """Nothing waited."""


def steps_slip(text: str) -> Choices[Step]:
    view = sample_ticket(text)
    return step_slip(view, steps_of(view, AT, UTC), AT)


def request_slip(text: str) -> FormSlip:
    async def live(_values: Values) -> str:
        return quote_words(sample_quote(text))

    return FormSlip(request_sheet(sample_ticket(text), sample_goods(text)), Nowhere(), live=live)


def finish_slip(text: str) -> FormSlip:
    """A line that goes out as another article: what its words find is open."""
    (rma, *_others) = sample_whole(text).returns
    seen = {"received": 1, "found": "used", "disposition": "scrap", "note": text, "remedy": "exchange"}
    rma = replace(rma, lines=tuple(replace(line, **seen) for line in rma.lines))  # type: ignore[arg-type]

    async def finds(_words: str) -> list[tuple[str, str]]:
        return [(f"{text} {n}", text) for n in range(5)]

    async def live(_values: Values) -> str:
        return ending_words(EndQuote("EUR", 4000, ((1, -2000),)))

    kept = {f"replacement:{line.id}": text for line in rma.lines}
    sheet = finish_sheet(rma, finds)
    at = f"replacement:{rma.lines[0].id}"
    return FormSlip(replace(sheet, at=at), Nowhere(), kept, live=live, wrong=text)


def escalate_slip(text: str) -> FormSlip:
    proposal = Proposal(
        10432,
        1,
        f"skill:{text}",
        "expertise",
        "topic",
        text,
        text,
        text,
        (),
        AT,
        3,
        (text,),
        (f"skill:{text}", text),
        text,
        False,
    )

    async def live(_values: Values) -> str:
        return foretold(proposal, AT, UTC)

    return FormSlip(escalation_sheet(sample_ticket(text), proposal), Nowhere(), {"wanted": text}, live=live)
