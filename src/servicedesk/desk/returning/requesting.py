"""Asking for a return: quoted line by line by the rules in force, on the order of a ticket."""

from collections.abc import Sequence

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.returning.judging import (
    Asked,
    Ground,
    asked,
    beyond_limit,
    ground_for,
    ground_now,
    left_of,
    refuse_unpaid,
)
from servicedesk.desk.returning.open_return import follow_rmas
from servicedesk.desk.returning.order_money import Item, pieces_under_way
from servicedesk.desk.returning.views import LineQuote, LineWanted, Returnable, ReturnableLine, ReturnQuote
from servicedesk.desk.work import Work
from servicedesk.domain.errors import NotFound, Refused
from servicedesk.domain.events import EventType, Json, Payload, Stream, StreamKind, chain
from servicedesk.domain.refunds.orders import Wanted
from servicedesk.domain.refunds.quoting import Quote, QuotedLine
from servicedesk.domain.returns import Condition, Reason, Remedy
from servicedesk.domain.rma_replay import replay_rma
from servicedesk.store import messages, returns, streams
from servicedesk.store import tickets as ticket_rows
from servicedesk.store.database import Connection
from servicedesk.store.tables.returns import rma_lines, rmas


def request(ticket: OpenTicket, lines: Sequence[LineWanted], attachments: Sequence[int]) -> int:
    """Open an RMA in an act on its ticket; returns its number. Raises Invalid, NotFound, Refused."""
    context = ticket.context
    order_id = _order_of(ticket.id, ticket.state.order_id)
    ground = ground_for(context, order_id)
    found = asked(context.connection, ground, lines)
    if any(each.wanted.remedy is Remedy.REFUND for each in found):
        refuse_unpaid(ground.sheet)
    _check_files(context.connection, ticket.id, attachments)
    quoted = ground.quote([each.wanted for each in found])
    (rma_id,) = context.work.store.reserve_ids(context.connection, rmas, 1)
    numbers = context.work.store.reserve_ids(context.connection, rma_lines, len(found))
    payload = _opening(ticket, ground, quoted)
    payload["attachments"] = [*dict.fromkeys(attachments)]
    payload["lines"] = [
        _line(number, each, line) for number, each, line in zip(numbers, found, quoted.lines, strict=True)
    ]
    stream, work = Stream(StreamKind.RMA, rma_id), context.work
    event = chain(stream, 1, EventType.CREATED, context.act_id, work.actor.code, work.via, context.at, payload, "")
    returns.add(context.connection, replay_rma(rma_id, [event]), context.at)
    streams.append(context.connection, [event])
    follow_rmas(ticket)
    return rma_id


def quoted_view(work: Work, connection: Connection, ticket_id: int, lines: Sequence[LineWanted]) -> ReturnQuote:
    """What a request would say; nothing is changed. Raises as ``request`` does."""
    ground = ground_now(work, connection, _order_shown(connection, ticket_id))
    found = asked(connection, ground, lines)
    quoted = ground.quote([each.wanted for each in found])
    beyond = beyond_limit(
        work,
        connection,
        quoted.refund_total,
        quoted.currency,
        ticket_id=ticket_id,
        order_id=ground.sheet.order_id,
    )
    return ReturnQuote(
        ground.sheet.number,
        quoted.currency,
        tuple(_line_quote(each.item, line) for each, line in zip(found, quoted.lines, strict=True)),
        quoted.eligible,
        quoted.needs_approval or beyond,
        quoted.rule,
        quoted.kept,
        quoted.shipping,
        quoted.refund_total,
    )


def returnable_view(work: Work, connection: Connection, ticket_id: int) -> Returnable:
    """What of the ticket's order can still come back. Raises NotFound, Refused for a ticket without an order."""
    ground = ground_now(work, connection, _order_shown(connection, ticket_id))
    under_way = pieces_under_way(connection, ground.sheet.order_id)
    lines = []
    for item in ground.sheet.items:
        left = left_of(ground.sheet, item, under_way)
        plain = Wanted(item.key, 1, Reason.CHANGED_MIND, Condition.OPENED, Remedy.REFUND)
        rule = ground.policy.rule(item.line, plain, ground.membership)
        standing = rule.standing(item.line, ground.on, ground.membership)
        lines.append(
            ReturnableLine(
                item.sku,
                item.title,
                item.line.quantity,
                left,
                item.line.unit_price,
                item.line.delivered_on,
                str(standing),
                rule.name,
            )
        )
    order = ground.sheet.order
    return Returnable(ground.sheet.number, order.currency, order.paid, order.left, tuple(lines))


def _order_shown(connection: Connection, ticket_id: int) -> int:
    row = ticket_rows.full(connection, ticket_id)
    if row is None:
        raise NotFound("ticket", ticket_id)
    return _order_of(ticket_id, row["order_id"])


def _order_of(ticket_id: int, order_id: int | None) -> int:
    if order_id is None:
        raise Refused(
            f"ticket {ticket_id} names no order: say first which one it is about", ticket=ticket_id, legal=["order"]
        )
    return order_id


def _check_files(connection: Connection, ticket_id: int, wanted: Sequence[int]) -> None:
    if not wanted:
        return
    known = {row["id"] for row in messages.attachments_of(connection, messages.family(connection, ticket_id))}
    for number in wanted:
        if number not in known:
            raise NotFound("attachment", number)


def _opening(ticket: OpenTicket, ground: Ground, quoted: Quote) -> Payload:
    """What an RMA is opened with, but for its lines."""
    beyond = beyond_limit(
        ticket.context.work,
        ticket.context.connection,
        quoted.refund_total,
        quoted.currency,
        ticket_id=ticket.id,
        order_id=ground.sheet.order_id,
    )
    return {
        "ticket": ticket.id,
        "order": ground.sheet.order_id,
        "on": ground.on.isoformat(),
        "membership": ground.membership,
        "policy": ground.policy_number,
        "currency": quoted.currency,
        "fee": quoted.kept,
        "shipping": quoted.shipping,
        "refund_total": quoted.refund_total,
        "needs_approval": quoted.needs_approval or beyond,
    }


def _line(number: int, each: Asked, line: QuotedLine) -> dict[str, Json]:
    item, wanted = each.item, each.wanted
    return {
        "id": number,
        "order_line_id": item.order_line_id,
        "replacement_of": item.replacement_of,
        "product_id": item.product_id,
        "quantity": wanted.quantity,
        "reason": str(wanted.reason),
        "condition": str(wanted.condition),
        "remedy": str(wanted.remedy),
        **judged(line),
    }


def judged(line: QuotedLine) -> dict[str, Json]:
    """What a quote says of a line, as events hold it."""
    return {
        "standing": str(line.standing),
        "rule": line.rule,
        "net": line.net,
        "tax": line.tax,
        "fee": line.fee,
    }


def _line_quote(item: Item, line: QuotedLine) -> LineQuote:
    return LineQuote(
        item.sku,
        item.title,
        line.quantity,
        str(line.standing),
        line.rule,
        line.net,
        line.tax,
        line.discount,
        line.fee,
    )
