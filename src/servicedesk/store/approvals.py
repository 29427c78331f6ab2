"""Approvals as rows, with the names and texts that belong to them. They are written by ``store.workflows.sync``."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, RowMapping, Select, and_, bindparam, func, literal, or_, select

from servicedesk.domain.events import EventType, Stream, StreamKind, skipped
from servicedesk.domain.workflows.approval import ApprovalKind, ApprovalState
from servicedesk.store.streams import decode
from servicedesk.store.tables.catalog import orders
from servicedesk.store.tables.events import events
from servicedesk.store.tables.people import people
from servicedesk.store.tables.workflows import approvals, event_texts


def _whole() -> Select[tuple[object, ...]]:
    asker, decider, behind = people.alias("asker"), people.alias("decider"), people.alias("behind")
    why = and_(
        event_texts.c.stream_kind == str(StreamKind.TICKET),
        event_texts.c.stream_id == approvals.c.ticket_id,
        event_texts.c.seq == approvals.c.seq,
        event_texts.c.name == "why",
    )
    return (
        select(
            approvals,
            asker.c.handle.label("asker"),
            asker.c.name.label("asker_name"),
            asker.c.roles.label("asker_roles"),
            decider.c.handle.label("decided_by"),
            decider.c.name.label("decided_by_name"),
            behind.c.handle.label("on_behalf_of"),
            orders.c.number.label("order_number"),
            event_texts.c.body.label("why"),
        )
        .outerjoin(asker, asker.c.id == approvals.c.asker_id)
        .outerjoin(decider, decider.c.id == approvals.c.decided_by_id)
        .outerjoin(behind, behind.c.id == approvals.c.on_behalf_of_id)
        .outerjoin(orders, orders.c.id == approvals.c.order_id)
        .outerjoin(event_texts, why)
    )


_WHOLE: Final = _whole()
_OF_TICKET: Final = _WHOLE.where(approvals.c.ticket_id == bindparam("ticket")).order_by(approvals.c.id)
_ONE: Final = _WHOLE.where(approvals.c.id == bindparam("approval"))
_WAITING: Final = _WHOLE.where(approvals.c.state == literal(str(ApprovalState.WAITING), literal_execute=True)).order_by(
    approvals.c.asked_at, approvals.c.id
)


def ticket_of(connection: Connection, approval_id: int) -> int | None:
    """The ticket an approval was asked for on."""
    found: int | None = connection.scalar(select(approvals.c.ticket_id).where(approvals.c.id == approval_id))
    return found


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's approvals in the order they were asked for, with names, order number and reason."""
    return list(connection.execute(_OF_TICKET, {"ticket": ticket_id}).mappings())


def one(connection: Connection, approval_id: int) -> RowMapping | None:
    return connection.execute(_ONE, {"approval": approval_id}).mappings().first()


def waiting(connection: Connection) -> list[RowMapping]:
    """All that wait, the longest waiting first."""
    return list(connection.execute(_WAITING).mappings())


def granted_amounts(connection: Connection, ticket_ids: Collection[int]) -> list[tuple[str, int]]:
    """Currency and amount of what was granted on tickets."""
    query = select(approvals.c.currency, approvals.c.granted).where(
        approvals.c.ticket_id.in_(ticket_ids), approvals.c.granted.is_not(None)
    )
    return [(currency, amount) for currency, amount in connection.execute(query.order_by(approvals.c.id))]


def granted_alone(connection: Connection, asker: int, currency: str, ticket_id: int, order_id: int | None) -> int:
    """What somebody was granted within their limit for an order, and on a ticket for none; returns aside.

    Without an order: all of it on the ticket.
    """
    c = approvals.c
    on_ticket = c.ticket_id == ticket_id
    query = select(func.coalesce(func.sum(c.granted), 0)).where(
        on_ticket if order_id is None else or_(c.order_id == order_id, and_(on_ticket, c.order_id.is_(None))),
        c.asker_id == asker,
        c.currency == currency,
        c.state == str(ApprovalState.WITHIN_LIMIT),
        c.kind != str(ApprovalKind.RETURN),
    )
    return int(connection.execute(query).scalar_one())


def answers(connection: Connection, ticket_id: int) -> dict[int, str]:
    """What was said to the approvals of a ticket that were decided or taken back, by approval."""
    query = select(events).where(
        events.c.stream_kind == str(StreamKind.TICKET),
        events.c.stream_id == ticket_id,
        events.c.type.in_((str(EventType.APPROVAL), str(EventType.UNDONE))),
    )
    stream = Stream(StreamKind.TICKET, ticket_id)
    told = [decode(stream, row) for row in connection.execute(query.order_by(events.c.seq)).mappings()]
    undone = skipped(told)
    seqs = {
        event.payload["approval"]: event.seq
        for event in told
        if event.type == EventType.APPROVAL and event.seq not in undone
    }
    if not seqs:
        return {}
    c = event_texts.c
    found = select(c.seq, c.body).where(
        c.stream_kind == str(StreamKind.TICKET), c.stream_id == ticket_id, c.name == "answer"
    )
    bodies = {row.seq: row.body for row in connection.execute(found)}
    return {approval: bodies[seq] for approval, seq in seqs.items() if isinstance(approval, int) and seq in bodies}
