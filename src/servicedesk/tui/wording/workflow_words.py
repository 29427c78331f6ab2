"""Codes of complaints, returns, escalations and approvals in words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from servicedesk.desk.workflow_views import ApprovalView, EscalationView


def reason_name(reason: str) -> str:
    """Why a ticket is escalated."""
    names = {
        "expertise": _("needs a specialist"),
        "authority": _("beyond my authority"),
        "deadline": _("the deadline"),
        "severity": _("how severe it is"),
        "vip": _("a very important customer"),
        "repeated_contact": _("contacted us again and again"),
        "dissatisfied": _("the customer is dissatisfied"),
        "other": _("another reason"),
    }
    return names.get(reason) or clean(reason)


def escalation_state(state: str) -> str:
    names = {
        "open": _("waits to be accepted"),
        "accepted": _("accepted"),
        "declined": _("declined"),
        "handed_back": _("handed back"),
        "withdrawn": _("taken back"),
        "completed": _("completed"),
    }
    return names.get(state) or clean(state)


def skill_name(skill: str) -> str:
    names = {
        "logistics": _("logistics"),
        "billing": _("billing"),
        "quality": _("quality"),
        "technical": _("technical"),
        "legal": _("legal"),
    }
    return names.get(skill) or clean(skill)


def department_name(department: str) -> str:
    """Who is responsible within the shop: the departments that have a skill's name, others as they were written."""
    names = {
        "sales": _("sales"),
        "support": _("customer care"),
        "care": _("customer care"),
        "warehouse": _("warehouse"),
        "legal": _("legal"),
    }
    return names.get(department) or skill_name(department)


def line_name(line: int) -> str:
    """A whole support line."""
    return {1: _("the agents"), 2: _("the specialists"), 3: _("a supervisor")}.get(line, str(line))


def addressee(line: int, skill: str | None, team: str | None, person: str | None) -> str:
    """Whom an escalation is addressed to."""
    if person:
        return clean(person)
    if team:
        return _("team {team}").format(team=clean(team))
    if skill:
        return skill_name(skill)
    return line_name(line)


def addressed_to(one: EscalationView) -> str:
    return addressee(one.line, one.skill, one.team, one.person)


def target_name(target: str) -> str:
    """A target as it is chosen: ``supervisor``, ``skill:logistics``, ``team:care``, ``person:lin``."""
    what, _colon, value = target.partition(":")
    match what:
        case "skill":
            return skill_name(value)
        case "team":
            return _("team {team}").format(team=clean(value))
        case "person":
            return clean(value)
        case "supervisor":
            return line_name(3)
    return clean(target)


def sender_name(one: EscalationView) -> str:
    """Who sent it; a rule by its name."""
    if one.sender is None:
        return _("rule {name}").format(name=clean(one.rule or "?"))
    return clean(one.sender_name).strip() or clean(one.sender)


def approval_kind(kind: str) -> str:
    names = {"refund": _("refund"), "compensation": _("compensation"), "return": _("return")}
    return names.get(kind) or clean(kind)


def approval_state(state: str) -> str:
    names = {
        "waiting": _("waits for a decision"),
        "within_limit": _("within the limit"),
        "approved": _("approved"),
        "reduced": _("reduced"),
        "rejected": _("rejected"),
        "withdrawn": _("taken back"),
    }
    return names.get(state) or clean(state)


def asked_for(one: ApprovalView) -> str:
    """``EUR 320.00 refund``; a return that is an exception by its number."""
    if one.kind == "return" and one.rma_id is not None:
        return _("{amount} for return {n}").format(amount=present.money(one.amount, one.currency), n=one.rma_id)
    return _("{amount} {kind}").format(amount=present.money(one.amount, one.currency), kind=approval_kind(one.kind))


def asker_name(one: ApprovalView) -> str:
    return clean(one.asker_name).strip() or clean(one.asker)


def decider_name(one: ApprovalView) -> str:
    """Who decided, and whom they stood in for."""
    name = clean(one.decided_by_name).strip() or clean(one.decided_by or "")
    if one.on_behalf_of:
        return _("{name} for {other}").format(name=name, other=clean(one.on_behalf_of))
    return name


def why_not_mine(one: ApprovalView) -> str:
    """Why whoever looks can't decide a waiting approval."""
    match one.why_not:
        case "own":
            return _("you asked for it: somebody else decides")
        case "limit":
            return _("it is beyond your limit")
    return _("waits for approval by a higher role")


def accept_by(at: datetime | None, zone: tzinfo, now: datetime) -> str:
    """``accept by 15:00 (18m)``; overdue ones say since when."""
    if at is None:
        return ""
    moment = present.moment(at, zone, now)
    if at < now:
        return _("not accepted by {time} (! {length} late)").format(time=moment, length=present.said_span(now - at))
    return _("accept by {time} ({length})").format(time=moment, length=present.said_left(at - now))


# Returns


def return_reason(reason: str) -> str:
    names = {
        "damaged": _("damaged"),
        "wrong_item": _("wrong item"),
        "not_as_described": _("not as described"),
        "late": _("came late"),
        "changed_mind": _("changed their mind"),
        "warranty": _("warranty"),
    }
    return names.get(reason) or clean(reason)


def condition_name(condition: str) -> str:
    names = {"unopened": _("unopened"), "opened": _("unpacked"), "used": _("used"), "damaged": _("damaged")}
    return names.get(condition) or clean(condition)


def remedy_name(remedy: str) -> str:
    names = {"refund": _("refund"), "exchange": _("exchange"), "repair": _("repair")}
    return names.get(remedy) or clean(remedy)


def outcome_name(outcome: str) -> str:
    names = {
        "refunded": _("refunded"),
        "exchanged": _("exchanged"),
        "repaired": _("repaired"),
        "sent_back": _("sent back"),
    }
    return names.get(outcome) or clean(outcome)


def disposition_name(disposition: str) -> str:
    names = {
        "restock": _("restock"),
        "refurbish": _("refurbish"),
        "scrap": _("scrap"),
        "supplier": _("to the supplier"),
    }
    return names.get(disposition) or clean(disposition)


def standing_name(standing: str) -> str:
    names = {
        "eligible": _("may come back"),
        "outside": _("outside the window"),
        "refused": _("can't come back"),
    }
    return names.get(standing) or clean(standing)


def by_rule(standing: str | None, rule: str | None) -> str:
    """``may come back (rule lamps)``: what a line may, and which rule says so."""
    if not standing:
        return ""
    if not rule:
        return standing_name(standing)
    return _("{standing} (rule {rule})").format(standing=standing_name(standing), rule=clean(rule))


def nature_name(nature: str) -> str:
    names = {
        "product_quality": _("product quality"),
        "quality": _("product quality"),
        "delivery": _("delivery"),
        "service_attitude": _("service attitude"),
        "service": _("service attitude"),
        "billing": _("billing"),
        "privacy": _("privacy"),
        "other": _("other"),
    }
    return names.get(nature) or clean(nature)


# Moves


def move_name(move: str) -> str:
    """A move of an escalation, an approval or a return."""
    names = {
        "accept": _("accept"),
        "decline": _("turn down"),
        "withdraw": _("take back"),
        "hand_back": _("hand back"),
        "complete": _("complete"),
        "approve": _("approve"),
        "reduce": _("reduce"),
        "reject": _("reject"),
        "ship": _("on its way"),
        "receive": _("arrived"),
        "inspect": _("inspect"),
        "cancel": _("cancel"),
    }
    return names.get(move) or clean(move)


STATES: Final[Mapping[object, Callable[[str], str]]] = MappingProxyType(
    {"escalation": escalation_state, "approval": approval_state, "return": present.stage_name}
)
"""What has moves with names, and what its states are called."""


def too_late(details: Mapping[str, object], called: Callable[[str], str] = move_name) -> str:
    """An illegal move: what it is by now, who was first where that is known, and what can be done.

    ``called``: what a move is called where this is read.
    """
    named, current = STATES[details.get("what")], str(details.get("current"))
    legal = details.get("legal")
    moves = commas(called(str(move)) for move in legal) if isinstance(legal, list) else ""
    by = details.get("by")
    head = _("It is {state} already").format(state=named(current))
    if isinstance(by, str) and by:
        head = _("{who} was first: it is {state} already").format(who=clean(by), state=named(current))
    return _("{text}; possible now: {moves}.").format(text=head, moves=moves or _("nothing"))
