"""Doing a step: one coroutine for each thing there is to do."""

from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Done, TicketView
from servicedesk.tui.stepping import approvals, complaints, escalations, requesting, returns
from servicedesk.tui.stepping.steps import Step, What

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

Doing = Callable[["DeskScreen", TicketView, Step], Coroutine[object, object, Done | None]]

WAYS: Final[Mapping[What, Doing]] = MappingProxyType(
    {
        What.ACCEPT: escalations.accept,
        What.DECLINE_ESCALATION: escalations.decline,
        What.HAND_BACK: escalations.hand_back,
        What.COMPLETE_ESCALATION: escalations.complete,
        What.WITHDRAW_ESCALATION: escalations.withdraw,
        What.GRANT: approvals.grant,
        What.REDUCE: approvals.reduce,
        What.REJECT: approvals.reject,
        What.WITHDRAW_APPROVAL: approvals.withdraw,
        What.MONEY: approvals.money,
        What.WRITE: approvals.write,
        What.REQUEST: requesting.request,
        What.APPROVE: returns.approve,
        What.DECLINE: returns.decline,
        What.SHIP: returns.ship,
        What.RECEIVE: returns.receive,
        What.INSPECT: returns.inspect,
        What.COMPLETE: returns.complete,
        What.CANCEL: returns.cancel,
        What.ACKNOWLEDGE: complaints.acknowledge,
        What.ACKNOWLEDGED: complaints.acknowledged,
        What.ASSESS: complaints.assess,
        What.INVESTIGATE: complaints.investigate,
        What.DECIDE: complaints.decide,
        What.TELL: complaints.tell,
        What.TOLD: complaints.told,
        What.CLOSE: complaints.close,
        What.REASSESS: complaints.reassess,
        What.ESCALATE: complaints.escalate,
        What.CLOSE_REFUSED: complaints.close_refused,
        What.RESOLVE: complaints.resolve,
    }
)
"""What each step does; it tells what came of it, and returns what changed."""
