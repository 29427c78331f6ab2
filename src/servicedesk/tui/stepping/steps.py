"""The steps of a ticket's workflows for whoever looks: in order, the suggested one first. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from servicedesk.desk.views import RmaView, TicketView
from servicedesk.desk.workflow_views import ApprovalView, EscalationView
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.tickets import LIVE, ComplaintStage, Kind
from servicedesk.domain.workflows.rma import RMA
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.banners import (
    asked_words,
    asker_words,
    escalation_words,
    money_words,
    open_escalation,
    open_promise,
    waiting_approvals,
)
from servicedesk.tui.wording.joined import commas


class What(StrEnum):
    """A thing to do. Those of an object carry its number."""

    ACCEPT = "accept"
    DECLINE_ESCALATION = "decline_escalation"
    HAND_BACK = "hand_back"
    COMPLETE_ESCALATION = "complete_escalation"
    WITHDRAW_ESCALATION = "withdraw_escalation"
    GRANT = "grant"
    REDUCE = "reduce"
    REJECT = "reject"
    WITHDRAW_APPROVAL = "withdraw_approval"
    REQUEST = "request"
    APPROVE = "approve"
    DECLINE = "decline"
    SHIP = "ship"
    RECEIVE = "receive"
    INSPECT = "inspect"
    COMPLETE = "complete"
    CANCEL = "cancel"
    ACKNOWLEDGE = "acknowledge"
    ACKNOWLEDGED = "acknowledged"
    ASSESS = "assess"
    INVESTIGATE = "investigate"
    DECIDE = "decide"
    TELL = "tell"
    TOLD = "told"
    CLOSE = "close"
    REASSESS = "reassess"
    ESCALATE = "escalate"
    CLOSE_REFUSED = "close_refused"
    RESOLVE = "resolve"
    MONEY = "money"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Step:
    """``hint`` explains it; ``reason`` says why it can't be done now. ``of``: the approval or return it is about."""

    what: What
    label: str
    hint: str = ""
    reason: str | None = None
    of: int | None = None


RMA_STEPS: Final = {
    "approve": What.APPROVE,
    "decline": What.DECLINE,
    "ship": What.SHIP,
    "receive": What.RECEIVE,
    "inspect": What.INSPECT,
    "complete": What.COMPLETE,
    "cancel": What.CANCEL,
}
_ORDER: Final = ("receive", "ship", "approve", "inspect", "complete", "decline", "cancel")
"""Of the moves there are, the likeliest first; what ends it without money stands last."""
_ENDED: Final = frozenset({"merged", "spam"})
TAKES_BACK: Final = frozenset(
    {
        What.DECLINE_ESCALATION,
        What.WITHDRAW_ESCALATION,
        What.REJECT,
        What.WITHDRAW_APPROVAL,
        What.DECLINE,
        What.CANCEL,
        What.CLOSE_REFUSED,
    }
)
"""What is never suggested: it ends something without what was asked for."""
OFFERS: Final = frozenset({What.REQUEST, What.MONEY})
"""What may be begun at any time; NEXT never asks for it."""


def steps_of(ticket: TicketView, now: datetime, zone: tzinfo, own: Mapping[str, int] | None = None) -> list[Step]:
    """What may be done, the suggested one first, as NEXT says it; behind it what can't be done yet, with its reason.

    ``own``: what whoever looks grants on their own, by currency; None any amount.
    """
    if ticket.row.status in _ENDED:
        return []
    escalation = open_escalation(ticket)
    steps = [
        *(_escalation(escalation, now, zone, asked=True) if escalation is not None else ()),
        *_approvals(ticket, now),
        *_meanwhile(ticket, escalation, now),
        *(step for rma in ticket.rmas for step in _return(rma, ticket, now, own)),
        *_complaint(ticket, now, zone),
        *_request(ticket),
        *_money(ticket),
        *(_escalation(escalation, now, zone, asked=False) if escalation is not None else ()),
        *_withdraw(ticket, escalation, now, zone),
    ]
    return sorted(steps, key=lambda step: step.reason is not None)


def nothing_to_do(ticket: TicketView, now: datetime, zone: tzinfo) -> str | None:
    """Why no step can be done now; None where one can."""
    steps = steps_of(ticket, now, zone)
    if any(step.reason is None for step in steps):
        return None
    if steps:
        return steps[0].reason
    if ticket.row.status in _ENDED:
        return _("it has ended")
    if ticket.row.kind == Kind.RETURN:
        return _("the return needs an order first (p)")
    if ticket.row.kind == Kind.COMPLAINT:
        if ticket.row.stage != ComplaintStage.CLOSED:
            return _("it is resolved; open it again to go on with the complaint (s)")
        return _("the complaint is at its end")
    return _("an inquiry has no steps; a return needs an order (p)")


def sent_on(ticket: TicketView, now: datetime, zone: tzinfo) -> str | None:
    """Why the ticket can't be escalated: ``sent to logistics, accept by 15:00``; None where it can."""
    one = open_escalation(ticket)
    if one is None:
        return None
    if one.state == "accepted":
        return _("{who} has accepted it already").format(who=clean(one.taken_by_name) or clean(one.taken_by or ""))
    sent = _("sent to {target}").format(target=words.addressed_to(one))
    return commas(filter(None, (sent, words.accept_by(one.accept_by, zone, now))))


# Escalations


def _escalation(one: EscalationView, now: datetime, zone: tzinfo, *, asked: bool) -> Iterator[Step]:
    """``asked``: the steps of whom it is addressed to, else of those who may step in."""
    told = escalation_words(one, now, zone)
    if one.state == "open" and one.mine and one.asks_me is asked:
        yield Step(What.ACCEPT, _("accept: the ticket becomes yours"), told, of=one.id)
        yield Step(What.DECLINE_ESCALATION, _("decline: not ours"), _("a reason; it stays with the sender"), of=one.id)
    elif one.state == "accepted" and "hand_back" in one.moves and asked:
        back = words.sender_name(one) if one.sender is not None else _("whoever had it")
        hint = _("your verdict; it goes back to {name}").format(name=back)
        yield Step(What.HAND_BACK, _("hand back with your verdict"), hint, of=one.id)
        done = _("what was asked is done; the ticket stays with you")
        yield Step(What.COMPLETE_ESCALATION, _("complete"), done, of=one.id)


def _withdraw(ticket: TicketView, one: EscalationView | None, now: datetime, zone: tzinfo) -> Iterator[Step]:
    """Taking back what one asked for."""
    if one is not None and one.state == "open" and "withdraw" in one.moves and not one.mine:
        yield Step(What.WITHDRAW_ESCALATION, _("take the escalation back"), escalation_words(one, now, zone), of=one.id)
    for approval in waiting_approvals(ticket):
        if "withdraw" in approval.moves and "reject" not in approval.moves:
            hint = asked_words(approval, now)
            yield Step(What.WITHDRAW_APPROVAL, _("take the request for approval back"), hint, of=approval.id)


# Approvals


def _approvals(ticket: TicketView, now: datetime) -> Iterator[Step]:
    for one in waiting_approvals(ticket):
        of_return = any(rma.id == one.rma_id for rma in ticket.rmas)
        decides = not {"approve", "reduce", "reject"}.isdisjoint(one.moves)
        if not decides and of_return:
            continue  # its return says that it waits
        label = _("approve {amount}").format(amount=words.asked_for(one))
        able = "approve" in one.moves
        yield Step(What.GRANT, label, asker_words(one, now), None if able else _waits(one, now), of=one.id)
        if "reduce" in one.moves:
            yield Step(What.REDUCE, _("reduce it"), _("a smaller amount, and why"), of=one.id)
        if "reject" in one.moves:
            yield Step(What.REJECT, _("reject it"), _("with a reason"), of=one.id)


def _waits(one: ApprovalView, now: datetime) -> str:
    """``waits for approval by a supervisor, asked 22m ago``."""
    return _("{why}, asked {length} ago").format(
        why=words.why_not_mine(one), length=present.said_span(now - one.asked_at)
    )


def _meanwhile(ticket: TicketView, escalation: EscalationView | None, now: datetime) -> Iterator[Step]:
    """While somebody else is to decide, what is left is to talk to the customer."""
    row, waiting = ticket.row, waiting_approvals(ticket)
    asked = escalation is not None and escalation.state == "open" and not escalation.asks_me
    first = next((one for one in waiting if not one.mine), None)
    tells = row.kind == Kind.COMPLAINT and row.stage in (ComplaintStage.RECEIVED, ComplaintStage.DECIDED)
    if any(one.mine for one in waiting) or (first is None and not asked) or (tells and row.waiting_since is not None):
        return
    name = clean(row.customer_name).strip() or _("the customer")
    label = _("write to {name} meanwhile") if row.waiting_since is None else _("answer {name} meanwhile")
    hint = _("nothing has to be done until it is accepted")
    if first is not None:
        hint = _("{what} waits for approval").format(what=words.asked_for(first))
    yield Step(What.WRITE, label.format(name=name), hint)


# Returns


def _return(rma: RmaView, ticket: TicketView, now: datetime, own: Mapping[str, int] | None) -> Iterator[Step]:
    waiting = next((one for one in waiting_approvals(ticket) if one.rma_id == rma.id), None)
    legal = {*rma.moves, "approve"} if waiting is not None else {*rma.moves}
    several = len(ticket.rmas) > 1
    for move in sorted(legal, key=lambda move: _ORDER.index(move) if move in _ORDER else len(_ORDER)):
        if move not in RMA_STEPS or (move == "approve" and waiting is not None and "reject" in waiting.moves):
            continue  # decided by the approval
        label, hint = _return_words(move, rma, own)
        if several:
            label = _("{act} (return {n})").format(act=label, n=rma.id)
        reason = _waits(waiting, now) if waiting is not None and move == "approve" else None
        yield Step(RMA_STEPS[move], label, hint, reason, of=rma.id)


def beyond_own(rma: RmaView, own: Mapping[str, int] | None) -> bool:
    """Whether a return pays more than whoever looks may grant on their own."""
    return own is not None and rma.currency is not None and rma.refund_total > own.get(rma.currency, 0)


def _return_words(move: str, rma: RmaView, own: Mapping[str, int] | None) -> tuple[str, str]:
    money = money_words(rma)
    match move:
        case "approve" if any(line.standing == Standing.OUTSIDE for line in rma.lines):
            return _("ask for the return's approval"), _("outside the window: somebody with more authority decides")
        case "approve" if beyond_own(rma, own):
            currency, limits = rma.currency or "", own or {}
            beyond = _("{amount} is beyond your {own}: somebody with more authority decides").format(
                amount=present.money(rma.refund_total, currency), own=present.money(limits.get(currency, 0), currency)
            )
            return _("ask for the return's approval"), beyond
        case "approve" if rma.needs_approval:
            within = _("beyond the limit of who requested it, within yours")
            return _("approve the return"), commas(filter(None, (money, within)))
        case "approve":
            inside = _("within the rules; opens the reply")
            return _("approve the return"), commas(filter(None, (money, inside)))
        case "decline":
            return _("decline the return"), _("with a reason; opens the reply")
        case "ship":
            return _("it is on its way"), _("the tracking number, if there is one")
        case "receive":
            return _("it has arrived"), _("how many pieces of each line")
        case "inspect":
            return _("inspect what came back"), _("condition and disposition of each line")
        case "complete":
            return _("finish the return"), commas(filter(None, (money, _("how each line ends"))))
    return _("cancel the return"), _("the customer keeps it")


def _request(ticket: TicketView) -> Iterator[Step]:
    """A new return, of a ticket with an order, while none is open."""
    row = ticket.row
    still_open = any(not RMA.is_final(rma.stage) for rma in ticket.rmas if rma.stage in RMA.meanings)
    if row.status in LIVE and ticket.order and not still_open:
        label = _("request a return") if not ticket.rmas else _("request a further return")
        yield Step(What.REQUEST, label, _("lines of order {number}").format(number=clean(ticket.order)))


def _money(ticket: TicketView) -> Iterator[Step]:
    """Money without a return, where an order or a complaint is the ground for it."""
    if ticket.row.status in LIVE and (ticket.order or ticket.row.kind == Kind.COMPLAINT):
        yield Step(What.MONEY, _("refund or compensation"), _("without a return; beyond your limit it waits"))


# Complaints


def _complaint(ticket: TicketView, now: datetime, zone: tzinfo) -> Iterator[Step]:
    row = ticket.row
    if row.kind != Kind.COMPLAINT or row.status not in LIVE or row.stage is None:
        return
    name = clean(row.customer_name).strip() or _("the customer")
    match row.stage:
        case ComplaintStage.RECEIVED:
            tell = _("acknowledge it to {name}").format(name=name)
            yield Step(What.ACKNOWLEDGE, tell, _("opens the reply; as it leaves the complaint is acknowledged"))
            yield Step(What.ACKNOWLEDGED, _("acknowledged already"), _("the stage alone"))
        case ComplaintStage.ACKNOWLEDGED:
            yield Step(What.ASSESS, _("assess it"), _("nature, severity, department"))
        case ComplaintStage.ASSESSED if ticket.accepted is False:
            yield Step(What.INVESTIGATE, _("look into it again"), _("{name} did not accept it").format(name=name))
            yield _pass_on(ticket, now, zone)
        case ComplaintStage.ASSESSED:
            yield Step(What.INVESTIGATE, _("investigate"), _("we find out what happened"))
        case ComplaintStage.INVESTIGATING:
            yield Step(What.DECIDE, _("decide"), _("what is offered"))
        case ComplaintStage.DECIDED:
            yield from _tell(ticket, name)
        case ComplaintStage.COMMUNICATED | ComplaintStage.CLOSED:
            yield from _answered(ticket, name, now, zone)


def _answered(ticket: TicketView, name: str, now: datetime, zone: tzinfo) -> Iterator[Step]:
    """The customer knows the decision; refused it goes back, and ends only where somebody says so."""
    refused, closed = ticket.accepted is False, ticket.row.stage == ComplaintStage.CLOSED
    promised = open_promise(ticket, now, zone)
    knows = _("the customer's answer is on record") if closed else _("{name} knows the decision").format(name=name)
    resolve = Step(What.RESOLVE, _("resolve"), commas(filter(None, (promised, knows))))
    if closed:
        yield resolve
    elif not refused:
        yield Step(What.CLOSE, _("write down the customer's answer"), _("accepted ends it; not accepted goes back"))
        yield resolve
    if refused:
        yield Step(What.REASSESS, _("assess it again"), _("{name} did not accept it").format(name=name))
        yield _pass_on(ticket, now, zone)
    if not closed:
        last = _("close it as not accepted")
        yield Step(What.CLOSE_REFUSED, last, commas(filter(None, (promised, _("it is our last word")))))


def _pass_on(ticket: TicketView, now: datetime, zone: tzinfo) -> Step:
    hint = _("a supervisor decides what else we offer")
    return Step(What.ESCALATE, _("escalate: the customer is dissatisfied"), hint, sent_on(ticket, now, zone))


def _tell(ticket: TicketView, name: str) -> Iterator[Step]:
    told = ticket.complaint is not None and ticket.complaint.told_since_decision
    tell = Step(What.TELL, _("tell {name} the decision").format(name=name), _("opens the reply"))
    already = Step(
        What.TOLD,
        _("the decision is told"),
        _("a reply since the decision told it"),
        None if told else _("no public reply has left since the decision"),
    )
    yield from (already, tell) if told else (tell, already)
