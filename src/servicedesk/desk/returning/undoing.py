"""What keeps a move of a return from being undone, beyond later moves of the same return."""

from collections.abc import Iterable, Sequence

from servicedesk.desk.returning.judging import beyond_limit
from servicedesk.desk.returning.order_money import order_sheet, pieces_under_way
from servicedesk.desk.work import ActContext
from servicedesk.domain import payloads as read
from servicedesk.domain.errors import UndoRefused
from servicedesk.domain.events import Event, EventType, Payload, Stream, chain, seqs_of
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.rma_replay import RmaState, replay_rma
from servicedesk.domain.undo import undo_fields
from servicedesk.domain.workflows.rma import RMA
from servicedesk.store import returns, streams


def undo_moves(context: ActContext, act_id: str, history: Sequence[Event], mine: Sequence[Event]) -> None:
    """Take events of a return back; ``mine`` are known to stand on top. Raises UndoRefused where money has moved."""
    stream, work = history[0].stream, context.work
    before = replay_rma(stream.id, history)
    if before.order_id is not None:
        work.store.lock_name(context.connection, f"order:{before.order_id}")
    _refuse_money(act_id, mine)
    _refuse_redo(act_id, history, mine)
    _refuse_built_on(context, act_id, stream, before.order_id, mine)
    _refuse_while_waiting(context, act_id, stream, mine)
    payload: Payload = {"events": [event.seq for event in mine], "act": act_id, "fields": undo_fields(mine)}
    event = chain(
        stream,
        history[-1].seq + 1,
        EventType.UNDONE,
        context.act_id,
        work.actor.code,
        work.via,
        context.at,
        payload,
        history[-1].hash,
    )
    streams.append(context.connection, [event])
    after = replay_rma(stream.id, [*history, event])
    returns.write(context.connection, after, context.at)
    _refuse_overbooked(context, act_id, after)
    if before.stage is RmaStage.REQUESTED and after.stage is RmaStage.APPROVED:
        _refuse_beyond_limit(context, act_id, after)


def _refuse_money(act_id: str, mine: Iterable[Event]) -> None:
    for event in mine:
        paid = event.payload.get("refund_total") if event.payload.get("to") == RmaStage.COMPLETED else None
        line = event.payload if event.type == EventType.RMA_LINE else {}
        if paid or line.get("difference") or (line.get("amount") and "rule" not in line):
            raise UndoRefused(act_id, "the money is on its way; it can't be called back by an undo", [], [])


def _refuse_redo(act_id: str, history: Iterable[Event], mine: Iterable[Event]) -> None:
    """What was asked for or ended may have been taken up by another return since."""
    named = {seq for event in mine if event.type == EventType.UNDONE for seq in seqs_of(event)}
    for event in history:
        if event.seq in named and event.payload.get("to") == RmaStage.COMPLETED:
            raise UndoRefused(act_id, "the end of a return isn't done again by an undo; complete it anew", [], [])


def _refuse_built_on(
    context: ActContext, act_id: str, stream: Stream, order_id: int | None, mine: Sequence[Event]
) -> None:
    """The end of a return stays as long as others stand on it: later ends of the same order, its exchanges returned."""
    ends = [event for event in mine if event.payload.get("to") == RmaStage.COMPLETED]
    if not ends or order_id is None:
        return
    lines = [read.number(event.payload, "line") for event in mine if event.type == EventType.RMA_LINE]
    later = returns.completed_after(context.connection, order_id, stream.id, ends[0].at)
    if found := sorted({*later, *returns.replacements_back(context.connection, lines)}):
        numbers = ", ".join(str(number) for number in found)
        raise UndoRefused(act_id, f"return {numbers} of the same order stands on that", [], [])


def _refuse_while_waiting(context: ActContext, act_id: str, stream: Stream, mine: Iterable[Event]) -> None:
    """A return that an approval waits for isn't unsaid: somebody may be deciding on it."""
    if any(event.type == EventType.CREATED for event in mine):
        waiting = returns.waiting_approvals(context.connection, [stream.id])
        if (number := waiting.get(stream.id)) is not None:
            raise UndoRefused(act_id, f"approval {number} waits for return {stream.id}; withdraw that first", [], [])


def _refuse_beyond_limit(context: ActContext, act_id: str, after: RmaState) -> None:
    """What was given on the order meanwhile may leave too little of the limit to approve it again."""
    granted, currency, ticket_id, order_id = after.granted, after.currency or "", after.ticket_id, after.order_id
    if granted and beyond_limit(
        context.work, context.connection, granted, currency, ticket_id=ticket_id, order_id=order_id, besides=after.id
    ):
        raise UndoRefused(act_id, "that is beyond your limit by now; approve the return anew", [], [])


def _refuse_overbooked(context: ActContext, act_id: str, after: RmaState) -> None:
    """Pieces that a return gave free, and that another one has taken up since, don't come back to it."""
    if after.order_id is None or RMA.is_final(after.stage):
        return
    sheet, under_way = (
        order_sheet(context.connection, after.order_id),
        pieces_under_way(context.connection, after.order_id),
    )
    for item in sheet.items:
        taken = under_way.get(item.key, {})
        gone = sheet.order.pieces_refunded(item.key) + sum(taken.values())
        if after.id in taken and gone > item.line.quantity:
            raise UndoRefused(act_id, f"pieces of {item.sku} come back by another return by now", [], [])
