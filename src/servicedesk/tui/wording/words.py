"""Codes of the desk in words that only the console says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _, later, looked_up, ngettext
from servicedesk.tui.wording import present

if TYPE_CHECKING:
    from servicedesk.desk.views import ActView


def act_name(name: str) -> str:
    """What an act is called in the footer, in notices and in the list of recent acts."""
    names = {
        "reply": _("reply"),
        "note": _("note"),
        "call": _("call"),
        "message": _("customer message"),
        "forward": _("forward"),
        "attach": _("attachment"),
        "no_reply_needed": _("no reply needed"),
        "status": _("status"),
        "priority": _("priority"),
        "kind": _("kind"),
        "stage": _("stage"),
        "tag": _("tags"),
        "snooze": _("snooze"),
        "promise": _("promise"),
        "promise_kept": _("promise kept"),
        "promise_broken": _("promise broken"),
        "promise_postponed": _("promise postponed"),
        "promise_withdrawn": _("promise withdrawn"),
        "follow_up": _("asking again"),
        "mention_seen": _("note settled"),
        "side_answer": _("side answer"),
        "subject": _("subject"),
        "complaint": _("complaint facts"),
        "assign": _("assignment"),
        "handover": _("handover"),
        "break": _("break"),
        "take_next": _("taking"),
        "triage": _("triage"),
        "team": _("team"),
        "order": _("order"),
        "product": _("product"),
        "merge": _("merge"),
        "split": _("split"),
        "link": _("link"),
        "open": _("new ticket"),
        "review_breach": _("breach review"),
        "undo": _("undo"),
        "macro": _("macro"),
        "escalated": _("escalation"),
        "escalation_accept": _("accepted escalation"),
        "escalation_decline": _("declined escalation"),
        "escalation_hand_back": _("handing back"),
        "escalation_complete": _("completed escalation"),
        "escalation_withdraw": _("withdrawn escalation"),
        "approval_asked": _("request for approval"),
        "approval_approved": _("approval"),
        "approval_reduced": _("reduced approval"),
        "approval_rejected": _("rejected approval"),
        "approval_withdrawn": _("withdrawn approval"),
        "rma_requested": _("request of a return"),
        "rma_approved": _("approved return"),
        "rma_declined": _("declined return"),
        "rma_shipped": _("return on its way"),
        "rma_received": _("received return"),
        "rma_inspected": _("inspected return"),
        "rma_completed": _("finished return"),
        "rma_cancelled": _("cancelled return"),
        "escalate_by_rule": _("escalation by a rule"),
        "return_policy": _("rules of returns"),
        "limits_set": _("refund limits"),
        "delegated": _("standing in"),
        "delegation_ended": _("end of standing in"),
    }
    return names.get(name) or name.replace("_", " ")


def act_on(act: ActView) -> str:
    """What an act is called, with how many tickets it touched where that is its point."""
    from servicedesk.domain.bulk import MANY

    if not act.name.startswith(MANY):
        return act_name(act.name)
    return tickets_of(change_name(act.name.removeprefix(MANY)), act.tickets)


def tickets_of(change: str, count: int) -> str:
    """``resolve, 27 tickets``."""
    return ngettext("{act}, {n} ticket", "{act}, {n} tickets", count).format(act=change, n=count)


def change_name(code: str) -> str:
    """A bulk act's change in a few words: ``status:resolved`` → resolve."""
    name, _colon, value = code.partition(":")
    statuses = {
        "resolved": _("resolve"),
        "open": _("open again"),
        "waiting_customer": _("wait for the customer"),
        "on_hold": _("put on hold"),
        "spam": _("spam"),
    }
    match name:
        case "status":
            return statuses.get(value) or present.status_name(value)
        case "priority":
            return _("priority {priority}").format(priority=present.priority_name(value))
        case "kind":
            return _("make it a {kind}").format(kind=present.kind_name(value))
        case "assign":
            return _("give to {who}").format(who=value) if value else _("back to the queue")
        case "team":
            return _("to team {team}").format(team=value)
    return act_name(name)


_VIEWS: Final = {
    "Mine": later("Mine"),
    "Unassigned": later("Unassigned"),
    "Overdue": later("Overdue"),
    "At risk": later("At risk"),
    "Team": later("Team"),
    "Handed over": later("Handed over"),
    "Promises": later("Reminders"),
    "All open": later("All open"),
    "Waiting": later("Waiting"),
    "Snoozed": later("Snoozed"),
    "Done": later("Done"),
    "Asked of me": later("Asked of me"),
}
_SORTS: Final = {
    "due": later("due first"),
    "remind": later("next reminder first"),
    "updated": later("oldest change first"),
    "-updated": later("newest change first"),
    "created": later("oldest first"),
    "-created": later("newest first"),
    "id": later("by number"),
    "-id": later("by number, highest first"),
}


def view_name(name: str) -> str:
    """The shipped views in the interface's language; an own view keeps its name."""
    shipped = _VIEWS.get(name)
    return name if shipped is None else looked_up(shipped)


def sort_name(sort: str) -> str:
    shipped = _SORTS.get(sort)
    return sort if shipped is None else looked_up(shipped)


def undoable(act: ActView | None, zone: tzinfo) -> str | None:
    """What ``u`` would take back, and when it was."""
    return None if act is None else f"{act_on(act)} {act.at.astimezone(zone):%H:%M}"


def not_that_one(passed: ActView, act: str, tickets: Sequence[int], zone: tzinfo) -> str:
    """That one's last act, a reply, has left; and what another undo would take back instead."""
    where = f" #{tickets[0]}" if len(tickets) == 1 else ""
    return _("The {reply} of {time} has left and stays; u again undoes: {act}{where}.").format(
        reply=act_name(passed.name), time=f"{passed.at.astimezone(zone):%H:%M}", act=act, where=where
    )


def undone_past(passed: ActView | None, act: str, zone: tzinfo) -> str:
    """That an act was undone; and why not the reply after it, which has left."""
    if passed is None:
        return _("Undone: {act}.").format(act=act)
    return _("The {reply} of {time} has left; undone: {act}.").format(
        reply=act_name(passed.name), time=f"{passed.at.astimezone(zone):%H:%M}", act=act
    )
