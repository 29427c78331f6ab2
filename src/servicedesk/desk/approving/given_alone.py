"""What one person has given a customer alone so far: on one order it all stays within their limit, however split."""

from collections.abc import Iterable

from servicedesk.domain.events import Event, EventType, skipped
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.rma_replay import RmaState, replay_rma
from servicedesk.store import approvals, returns
from servicedesk.store.database import Connection


def given_alone(
    connection: Connection,
    person_id: int,
    currency: str,
    *,
    ticket_id: int,
    order_id: int | None,
    besides: int | None = None,
) -> int:
    """Minor units that a person granted within their limit on an order, and on the ticket for no order; without an
    order, all on the ticket. The return ``besides`` isn't counted.

    Hold the ticket, and ``lock_name(connection, "order:ID")``, to act on it.
    """
    money = approvals.granted_alone(connection, person_id, currency, ticket_id, order_id)
    rma_ids = returns.granted_in(connection, currency, ticket_id, order_id)
    histories = returns.histories(connection, [number for number in rma_ids if number != besides])
    actor = f"person:{person_id}"
    return money + sum(_given(actor, replay_rma(number, history), history) for number, history in histories.items())


def _given(actor: str, state: RmaState, history: Iterable[Event]) -> int:
    """What of a return's money is somebody's own: who approved it gives what was granted, or what came of it.

    Who paid more than was granted gave all of it; where an approval stands behind it, what is beyond that.
    """
    left_out = skipped(history)
    movers = {
        event.payload.get("to"): event.actor
        for event in history
        if event.type == EventType.RMA_STAGE and event.seq not in left_out
    }
    granted, paid = state.granted or 0, state.granted or 0
    back = sum(max(0, -(line.difference or 0)) for line in state.lines.values())
    if state.stage is RmaStage.COMPLETED:
        paid = state.refund_total + back
    if paid > granted:
        mine = movers.get(str(RmaStage.COMPLETED)) == actor
        return (paid if state.approval is None else back) if mine else 0
    return paid if state.approval is None and movers.get(str(RmaStage.APPROVED)) == actor else 0
