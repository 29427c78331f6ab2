"""RMAs and their lines as rows, written from the replay of their streams."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, func, insert, select, update

from servicedesk.domain.events import Event, Stream, StreamKind
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.rma_replay import NUMBERS, OPENED_WITH, TEXTS, LineState, RmaState
from servicedesk.domain.workflows.approval import GRANTED, ApprovalKind, ApprovalState
from servicedesk.domain.workflows.rma import RMA
from servicedesk.store.streams import decode
from servicedesk.store.tables.catalog import order_lines, orders, parcels, products
from servicedesk.store.tables.columns import own_text
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.events import events
from servicedesk.store.tables.returns import rma_lines, rmas
from servicedesk.store.tables.tickets import tickets
from servicedesk.store.tables.workflows import approvals
from servicedesk.store.workflows import texts_of

OPEN = tuple(str(stage) for stage in RmaStage if not RMA.is_final(stage))


def rma_values(state: RmaState) -> dict[str, object]:
    """An RMA's row as replay says, but for its times and its tracking number."""
    return {
        "ticket_id": state.ticket_id,
        "order_id": state.order_id,
        "stage": str(state.stage),
        "currency": state.currency,
        "fee": state.fee,
        "shipping": state.shipping,
        "refund_total": state.refund_total,
        "needs_approval": state.needs_approval,
    }


def line_values(line: LineState) -> dict[str, object]:
    """A line's row as replay says."""
    changing = {name: getattr(line, name) for name in (*TEXTS, *NUMBERS)}
    return {**{name: line.facts.get(name) for name in OPENED_WITH}, **changing}


def tracking_of(texts: Mapping[int, Mapping[str, str]], state: RmaState) -> str:
    """The tracking number among the texts of an RMA's stream."""
    return "" if state.tracking_seq is None else texts.get(state.tracking_seq, {}).get("tracking", "")


def add(connection: Connection, state: RmaState, at: datetime) -> None:
    """A new RMA's row and its lines."""
    values = {**rma_values(state), "id": state.id, "opened_at": at, "updated_at": at}
    connection.execute(insert(rmas).values(**values, version=state.version, head=state.head))
    rows = [{**line_values(line), "rma_id": state.id} for line in state.lines.values()]
    connection.execute(insert(rma_lines), rows)


def write(connection: Connection, state: RmaState, at: datetime) -> None:
    """Bring an RMA's rows to what replay says; its new events and texts are written already."""
    tracking = tracking_of(texts_of(connection, Stream(StreamKind.RMA, state.id)), state)
    values = {**rma_values(state), "tracking": tracking, "updated_at": at, "version": state.version}
    connection.execute(update(rmas).where(rmas.c.id == state.id).values(**values, head=state.head))
    for number, line in state.lines.items():
        connection.execute(update(rma_lines).where(rma_lines.c.id == number).values(**line_values(line)))


def get(connection: Connection, rma_id: int) -> RowMapping | None:
    return connection.execute(_with_order().where(rmas.c.id == rma_id)).mappings().first()


def of_ticket(connection: Connection, ticket_id: int) -> list[RowMapping]:
    """A ticket's RMAs in the order they were opened, with their order's number."""
    return list(connection.execute(_of_ticket(), {"of_ticket": ticket_id}).mappings())


@cache
def _of_ticket() -> Select[tuple[object, ...]]:
    return _with_order().where(rmas.c.ticket_id == bindparam("of_ticket")).order_by(rmas.c.id)


def of_customer(connection: Connection, customer_id: int) -> list[RowMapping]:
    """The returns of a customer's tickets, newest first, with their order's number."""
    query = _with_order().join(tickets, tickets.c.id == rmas.c.ticket_id)
    return _rows(connection, query.where(tickets.c.customer_id == customer_id).order_by(rmas.c.id.desc()))


def newest(connection: Connection, stage: str | None, limit: int | None, after: int | None) -> list[RowMapping]:
    """RMAs, newest first, with their order's number: those before the RMA ``after``."""
    wanted: list[ColumnElement[bool]] = []
    if stage is not None:
        wanted.append(rmas.c.stage == stage)
    if after is not None:
        wanted.append(rmas.c.id < after)
    return _rows(connection, _with_order().where(*wanted).order_by(rmas.c.id.desc()).limit(limit))


def _with_order() -> Select[tuple[object, ...]]:
    return select(rmas, orders.c.number.label("order_number")).outerjoin(orders, orders.c.id == rmas.c.order_id)


def _rows(connection: Connection, query: Select[tuple[object, ...]]) -> list[RowMapping]:
    return list(connection.execute(query).mappings())


def lines_of(connection: Connection, rma_ids: Sequence[int]) -> list[RowMapping]:
    """The lines of RMAs with title and SKU; a line of what came in an exchange is called by its product."""
    if not rma_ids:
        return []
    query = (
        select(rma_lines, order_lines.c.title, products.c.name.label("product_name"), products.c.sku)
        .outerjoin(order_lines, order_lines.c.id == rma_lines.c.order_line_id)
        .outerjoin(products, products.c.id == rma_lines.c.product_id)
        .where(rma_lines.c.rma_id.in_(rma_ids))
        .order_by(rma_lines.c.id)
    )
    return list(connection.execute(query).mappings())


def histories(connection: Connection, rma_ids: Collection[int]) -> dict[int, list[Event]]:
    """The events of RMAs, each RMA's in order."""
    query = (
        select(events)
        .where(events.c.stream_kind == str(StreamKind.RMA), events.c.stream_id.in_(rma_ids))
        .order_by(events.c.stream_id, events.c.seq)
    )
    rows = connection.execute(query).mappings()
    return {
        number: [decode(Stream(StreamKind.RMA, number), row) for row in group]
        for number, group in groupby(rows, key=lambda row: int(row["stream_id"]))
    }


def waiting_approvals(connection: Connection, rma_ids: Collection[int]) -> dict[int, int]:
    """RMA → the approval it waits for."""
    query = select(approvals.c.rma_id, approvals.c.id).where(
        approvals.c.rma_id.in_(rma_ids), approvals.c.state == own_text(ApprovalState.WAITING)
    )
    return {row.rma_id: row.id for row in connection.execute(query)}


# an order, and what has come back of it


def order_with_buyer(connection: Connection, order_id: int) -> RowMapping | None:
    """An order with its customer's ``membership``."""
    query = select(orders, customers.c.membership).outerjoin(customers, customers.c.id == orders.c.customer_id)
    return connection.execute(query.where(orders.c.id == order_id)).mappings().first()


def bought(connection: Connection, order_id: int) -> list[RowMapping]:
    """An order's lines with what their products are."""
    query = (
        select(order_lines, products.c.sku, products.c.category, products.c.stage)
        .outerjoin(products, products.c.id == order_lines.c.product_id)
        .where(order_lines.c.order_id == order_id)
        .order_by(order_lines.c.id)
    )
    return list(connection.execute(query).mappings())


def delivered_at(connection: Connection, order_id: int) -> datetime | None:
    """When the last parcel of an order arrived that has arrived."""
    found: datetime | None = connection.scalar(
        select(func.max(parcels.c.delivered_at)).where(parcels.c.order_id == order_id)
    )
    return found


def lines_back(connection: Connection, order_id: int, *, ended: bool) -> list[RowMapping]:
    """The lines of an order's completed RMAs, or of those under way, with their RMA's columns and their product's.

    Sorted by line. ``ended_at`` is when the RMA last moved.
    """
    query = (
        select(
            rma_lines,
            rmas.c.ticket_id,
            rmas.c.updated_at.label("ended_at"),
            rmas.c.currency,
            rmas.c.fee.label("whole_fee"),
            rmas.c.shipping,
            rmas.c.refund_total,
        )
        .join(rmas, rmas.c.id == rma_lines.c.rma_id)
        .where(rmas.c.order_id == order_id, rmas.c.stage.in_((str(RmaStage.COMPLETED),) if ended else OPEN))
        .order_by(rma_lines.c.id)
    )
    return list(connection.execute(query).mappings())


def granted_refunds(connection: Connection, order_id: int) -> int:
    """What was granted of an order without a return, in minor units."""
    query = select(func.coalesce(func.sum(approvals.c.granted), 0)).where(
        approvals.c.order_id == order_id,
        approvals.c.kind == str(ApprovalKind.REFUND),
        approvals.c.state.in_([str(state) for state in GRANTED]),
    )
    return int(connection.execute(query).scalar_one())


def granted_in(connection: Connection, currency: str, ticket_id: int, order_id: int | None) -> list[int]:
    """An order's RMAs that were approved and stand, with money in a currency; without an order, the ticket's."""
    where = rmas.c.ticket_id == ticket_id if order_id is None else rmas.c.order_id == order_id
    gone = (str(RmaStage.REQUESTED), str(RmaStage.DECLINED), str(RmaStage.CANCELLED))
    query = select(rmas.c.id).where(where, rmas.c.currency == currency, rmas.c.stage.not_in(gone))
    return list(connection.scalars(query.order_by(rmas.c.id)))


def completed_after(connection: Connection, order_id: int, rma_id: int, version_at: datetime) -> list[int]:
    """Other RMAs of an order that were completed at an instant or later."""
    query = select(rmas.c.id).where(
        rmas.c.order_id == order_id,
        rmas.c.id != rma_id,
        rmas.c.stage == str(RmaStage.COMPLETED),
        rmas.c.updated_at >= version_at,
    )
    return list(connection.scalars(query.order_by(rmas.c.id)))


def replacements_back(connection: Connection, line_ids: Collection[int]) -> list[int]:
    """RMAs, not cancelled or declined, by which comes back what exchanges of these lines brought."""
    kept = (str(RmaStage.CANCELLED), str(RmaStage.DECLINED))
    query = (
        select(rmas.c.id)
        .join(rma_lines, rma_lines.c.rma_id == rmas.c.id)
        .where(rma_lines.c.replacement_of.in_(line_ids), rmas.c.stage.not_in(kept))
        .distinct()
    )
    return sorted(connection.scalars(query))


def products_called(connection: Connection, skus: Collection[str]) -> dict[str, RowMapping]:
    rows = connection.execute(select(products).where(products.c.sku.in_(skus))).mappings()
    return {row["sku"]: row for row in rows}
