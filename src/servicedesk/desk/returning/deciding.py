"""Whether a return may come back: approved within one's limit, else asked for; declined with a reason; cancelled."""

from servicedesk.desk.approving.asking import ask_for, reason_of
from servicedesk.desk.returning.judging import beyond_limit
from servicedesk.desk.returning.lines import ground_of_return, quote_lines, refused, wanted_of
from servicedesk.desk.returning.open_return import OpenReturn
from servicedesk.domain.errors import Refused
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.workflows.approval import ApprovalKind


def approve(opened: OpenReturn, why: str) -> None:
    """Approve a return; one beyond the actor's limit or outside its window stays requested and waits for an approval.

    Raises IllegalMove, and Refused while an approval waits or when the rules take nothing of it back.
    """
    opened.check("approve")
    state, ticket = opened.state, opened.ticket
    _refuse_while_waiting(opened)
    if refused(state.lines.values()):
        rules = sorted({line.rule or "" for line in state.lines.values()})
        raise Refused(
            f"the rules take nothing of return {state.id} back: {', '.join(rules)}",
            rma=state.id,
            rules=rules,
            legal=["decline", "cancel"],
        )
    total, currency = _total_now(opened)
    outside = any(line.standing == Standing.OUTSIDE for line in state.lines.values())
    if outside or _beyond_own_limit(opened, total, currency):
        kind, rma_id, order_id = ApprovalKind.RETURN, state.id, state.order_id
        ask_for(ticket, kind, total, currency, why, rma_id=rma_id, order_id=order_id, always=True)
        return
    opened.move("approve", {"granted": total})
    opened.save()


def decline(opened: OpenReturn, reason: str) -> None:
    """Decline a return with a reason; what it waited for is withdrawn. Raises IllegalMove, Invalid."""
    opened.check("decline")
    said = reason_of("reason", reason)
    opened.withdraw_approvals()
    opened.move("decline", texts={"reason": said})
    opened.save()


def cancel(opened: OpenReturn) -> None:
    """The customer keeps it. Raises IllegalMove."""
    opened.check("cancel")
    opened.withdraw_approvals()
    opened.move("cancel")
    opened.save()


def _refuse_while_waiting(opened: OpenReturn) -> None:
    approvals = opened.ticket.state.approvals.values()
    waiting = next((one for one in approvals if one.waits and one.rma_id == opened.state.id), None)
    if waiting is not None:
        raise Refused(
            f"return {opened.state.id} waits for approval {waiting.id}",
            rma=opened.state.id,
            approval=waiting.id,
            legal=["decline", "cancel"],
        )


def _beyond_own_limit(opened: OpenReturn, total: int, currency: str) -> bool:
    """Whether it is more than who acts may still give alone on this order."""
    work, connection, state = opened.context.work, opened.context.connection, opened.state
    ticket_id, order_id = state.ticket_id, state.order_id
    return beyond_limit(work, connection, total, currency, ticket_id=ticket_id, order_id=order_id)


def _total_now(opened: OpenReturn) -> tuple[int, str]:
    """What it would pay back as things are now, and in what: other returns of the order may have ended meanwhile."""
    ground = ground_of_return(opened)
    if ground is None:
        return 0, ""
    quoted, _lines = quote_lines(ground, {number: wanted_of(line) for number, line in opened.state.lines.items()})
    return (0 if quoted is None else quoted.refund_total), ground.sheet.order.currency
