"""What the words of a reply say about what happens next, and which moves of the status there are. No screen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from servicedesk.answers.stacking import Placed
from servicedesk.desk.views import QueueRow
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.tickets import STATUS_MOVES, ComplaintStage, Kind, Status
from servicedesk.i18n import _
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present

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


SENDABLE: Final = frozenset({Status.WAITING_CUSTOMER, Status.RESOLVED, Status.OPEN, Status.ON_HOLD})
"""What the strip offers with a reply."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The line that enter takes, and the reason that stands beside it."""

    then: Status
    reason: str


def suggest(text: str, row: QueueRow, placed: Sequence[Placed] = ()) -> Suggestion:
    """What a macro in a reply says about what happens next, else its words; the last macro counts."""
    for one in reversed(placed):
        if one.status in SENDABLE and _why_not(row, Status(one.status)) is None:
            return Suggestion(Status(one.status), _("{code} says so").format(code=one.code or _("the answer")))
    if _ASKS.search(text):
        return Suggestion(Status.WAITING_CUSTOMER, _("you ask something"))
    if _SETTLES.search(text) and _why_not_resolved(row) is None:
        return Suggestion(Status.RESOLVED, _("you say it is done"))
    if _ELSEWHERE.search(text):
        return Suggestion(Status.ON_HOLD, _("you wait for somebody else"))
    if row.status == Status.RESOLVED:
        return Suggestion(Status.RESOLVED, _("it is resolved already"))
    return Suggestion(Status.WAITING_CUSTOMER, _("the next word is the customer's"))


def besides(actions: Iterable[MacroAction]) -> tuple[MacroAction, ...]:
    """What macros do besides the status, which the strip decides."""
    return tuple(action for action in actions if action.what is not ActionKind.STATUS)


def send_lines(row: QueueRow, suggestion: Suggestion) -> list[Choice[Status]]:
    """The send strip's lines: what each means, and why some can't be."""
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


def status_lines(row: QueueRow) -> list[Choice[Status]]:
    """Every status an agent may set, in the strip's order."""
    hints = {
        Status.WAITING_CUSTOMER: _("the customer's turn"),
        Status.RESOLVED: _("nothing is left to do"),
        Status.OPEN: _("we have work with it"),
        Status.ON_HOLD: _("a carrier, warehouse or vendor has to act"),
        Status.SPAM: _("no customer wrote this; only undo brings it back"),
    }
    return [Choice(s, present.status_name(s), hint, _why_not_set(row, s)) for s, hint in hints.items()]


def _why_not_set(row: QueueRow, wanted: Status) -> str | None:
    current = Status(row.status)
    if wanted == current:
        return _("it is that already")
    legal = wanted in STATUS_MOVES[current]
    if not legal:
        return _("not from {status}").format(status=present.status_name(current))
    return cannot_resolve(row) if wanted == Status.RESOLVED else None


def _why_not(row: QueueRow, status: Status) -> str | None:
    if status is Status.RESOLVED and (reason := _why_not_resolved(row)) is not None:
        return reason
    if status == row.status or (row.status == Status.NEW and status is Status.OPEN):
        return None
    if status not in STATUS_MOVES[Status(row.status)]:
        return _("not from {status}").format(status=present.status_name(row.status))
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
