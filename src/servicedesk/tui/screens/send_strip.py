"""What becomes of a ticket when a reply leaves: the strip's lines, and which one the text suggests, and why."""

import re
from dataclasses import dataclass
from typing import Final

from servicedesk.desk.views import QueueRow
from servicedesk.domain.tickets import STATUS_MOVES, ComplaintStage, Kind, Status
from servicedesk.i18n import _
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice

_ASKS: Final = re.compile(
    r"[?？]\s*$|[?？]\s*\n|\b(could|can|would) you\b|请(您)?(告诉|提供|发)",
    re.I | re.M,
)
_SETTLES: Final = re.compile(
    r"\b(refunded|is (now )?(done|fixed)"
    r"|have (been )?(sent|shipped|resolved|replaced|credited|cancelled|updated|changed))\b"
    r"|已(经)?(为您)?(退款|处理|解决|补发|取消|完成)",
    re.I,
)
_ELSEWHERE: Final = re.compile(r"\b(carrier|courier|warehouse|supplier|vendor)\b|快递|物流|仓库", re.I)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The line that enter takes, and the reason that stands beside it."""

    then: Status
    reason: str


def suggest(text: str, row: QueueRow) -> Suggestion:
    """What the words of a reply say about what happens next."""
    if _ASKS.search(text):
        return Suggestion(Status.WAITING_CUSTOMER, _("you ask something"))
    if _SETTLES.search(text) and _why_not_resolved(row) is None:
        return Suggestion(Status.RESOLVED, _("you say it is done"))
    if _ELSEWHERE.search(text):
        return Suggestion(Status.ON_HOLD, _("you wait for somebody else"))
    if row.status == Status.RESOLVED:
        return Suggestion(Status.RESOLVED, _("it is resolved already"))
    return Suggestion(Status.WAITING_CUSTOMER, _("the next word is the customer's"))


def send_lines(row: QueueRow, suggestion: Suggestion) -> list[Choice[Status]]:
    """The strip's lines: what each means, and why some can't be."""
    lines = (
        (Status.WAITING_CUSTOMER, _("waiting"), _("the customer's turn")),
        (Status.RESOLVED, _("resolved"), _resolved_hint(row)),
        (Status.OPEN, _("keep open"), _("you go on with it")),
        (Status.ON_HOLD, _("on hold"), _("a carrier, warehouse or vendor has to act")),
    )
    return [
        Choice(status, label, suggestion.reason if status is suggestion.then else hint, _why_not(row, status))
        for status, label, hint in lines
    ]


def send_strip(text: str, row: QueueRow, recipient: str) -> Choices[Status]:
    """The strip over the composer; it answers the status that is set with the reply."""
    suggestion = suggest(text, row)
    choices = send_lines(row, suggestion)
    at = next(n for n, choice in enumerate(choices) if choice.value is suggestion.then)
    title = _("Send to {recipient}, then").format(recipient=recipient) if recipient else _("Send, then")
    return Choices(title, choices, at=at)


def _why_not(row: QueueRow, status: Status) -> str | None:
    if status is Status.RESOLVED and (reason := _why_not_resolved(row)) is not None:
        return reason
    if status == row.status or (row.status == Status.NEW and status is Status.OPEN):
        return None
    if status not in STATUS_MOVES[Status(row.status)]:
        return _("not from {status}").format(status=row.status)
    return None


def _tells_decision(row: QueueRow) -> bool:
    """A reply that resolves a decided complaint is the one that tells the decision."""
    return row.kind == Kind.COMPLAINT and row.stage == ComplaintStage.DECIDED


def _resolved_hint(row: QueueRow) -> str:
    return _("this reply tells the decision") if _tells_decision(row) else _("nothing is left to do")


def _why_not_resolved(row: QueueRow) -> str | None:
    """A reply can resolve a complaint once it is decided."""
    return None if _tells_decision(row) or cannot_resolve(row) is None else _("decide first: p, stage")


def cannot_resolve(row: QueueRow) -> str | None:
    """A complaint whose decision has not been told can't be resolved yet."""
    told = (ComplaintStage.COMMUNICATED, ComplaintStage.CLOSED)
    if row.kind == Kind.COMPLAINT and row.stage not in told and row.status != Status.RESOLVED:
        return _("the decision has to be told to the customer first (p, stage)")
    return None
