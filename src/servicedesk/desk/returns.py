"""Returns as their own aggregate: opened on a ticket, moved stage by stage. Eligibility and money come later."""

from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.desk.open_ticket import OpenTicket
from servicedesk.desk.read import Row
from servicedesk.desk.ticket_acts import finish, take_for
from servicedesk.desk.views import Done, RmaLineView, RmaView
from servicedesk.desk.work import ActContext, Work, acting
from servicedesk.domain.choices import chosen
from servicedesk.domain.errors import IllegalMove, Invalid, NotFound, Refused
from servicedesk.domain.events import Event, EventType, Json, Payload, Stream, StreamKind, chain
from servicedesk.domain.returns import (
    Condition,
    Disposition,
    Outcome,
    Reason,
    Remedy,
    RmaStage,
)
from servicedesk.domain.rma_replay import replay_rma
from servicedesk.domain.roles import Permission
from servicedesk.domain.tickets import Kind
from servicedesk.domain.workflows.rma import RMA, stages_of, ticket_stage
from servicedesk.store import customers, returns, streams
from servicedesk.store.database import Connection
from servicedesk.store.tables.returns import rma_lines, rmas


@dataclass(frozen=True, slots=True)
class LineWanted:
    """One line of a return: a product of the order, how many, why, in what condition, and what is wanted."""

    sku: str
    quantity: int
    reason: str
    condition: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """How a line ended; ``amount`` in minor units where it was refunded."""

    sku: str
    outcome: str
    disposition: str | None = None
    amount: int | None = None


class Returns:
    def __init__(self, work: Work) -> None:
        self._work = work

    def request(self, ticket_id: int, lines: Sequence[LineWanted]) -> tuple[Done, int]:
        """Open an RMA on a ticket that names an order; returns the act and the RMA's number."""
        if not lines:
            raise Invalid("lines", "a return needs at least one line")
        with acting(self._work, "rma_requested") as context:
            ticket = take_for(context, ticket_id, None, {"act": "rma_requested"})
            order_id = ticket.state.order_id
            (rma_id,) = self._work.store.reserve_ids(context.connection, rmas, 1)
            line_ids = self._work.store.reserve_ids(context.connection, rma_lines, len(lines))
            rows = [
                _line(context, order_id, rma_id, line_id, line) for line_id, line in zip(line_ids, lines, strict=True)
            ]
            payload: Payload = {"ticket": ticket_id, "order": order_id, "lines": [_line_payload(row) for row in rows]}
            event = _event(context, rma_id, 1, EventType.CREATED, payload, "")
            values: dict[str, object] = {
                "id": rma_id,
                "ticket_id": ticket_id,
                "order_id": order_id,
                "stage": str(RmaStage.REQUESTED),
                "opened_at": context.at,
                "updated_at": context.at,
                "version": 1,
                "head": event.hash,
            }
            returns.add(context.connection, values, rows)
            streams.append(context.connection, [event])
            follow_rmas(ticket)
            return finish(ticket), rma_id

    def move(self, rma_id: int, stage: str, outcomes: Sequence[LineOutcome] = ()) -> Done:
        """Move an RMA on; completing it says how each line ended."""
        wanted = chosen("stage", RmaStage, stage)
        with acting(self._work, f"rma_{wanted}") as context:
            rma = returns.get(context.connection, rma_id)
            if rma is None:
                raise NotFound("return", rma_id)
            ticket = take_for(context, rma["ticket_id"], None, {"act": "rma_stage"}, ended_too=True)
            rma = returns.get(context.connection, rma_id) or rma  # as it is now that its ticket is locked
            if wanted not in RMA.next_states(rma["stage"]):
                raise IllegalMove("return", rma["stage"], wanted, RMA.next_states(rma["stage"]))
            first = _event(
                context,
                rma_id,
                rma["version"] + 1,
                EventType.RMA_STAGE,
                {"from": rma["stage"], "to": str(wanted)},
                rma["head"],
            )
            new = [first, *_outcome_events(context, first, outcomes)]
            streams.append(context.connection, new)
            last = new[-1]
            returns.set_stage(context.connection, rma_id, stage=wanted, at=context.at, version=last.seq, head=last.hash)
            follow_rmas(ticket)
            return finish(ticket)

    def of_ticket(self, ticket_id: int) -> tuple[RmaView, ...]:
        """A ticket's returns, in the order they were opened."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return rma_views(connection, ticket_id)

    def all(self) -> tuple[RmaView, ...]:
        """Every return, newest first."""
        self._work.require(Permission.READ)
        with self._work.store.read() as connection:
            return views_of_returns(connection, returns.everything(connection))


def stage_of_ticket(context: ActContext, ticket_id: int) -> str | None:
    """What the ticket's RMAs make of its stage."""
    rows = returns.of_ticket(context.connection, ticket_id)
    return ticket_stage(stages_of(row["stage"] for row in rows if not _is_void(context.connection, row)))


def _is_void(connection: Connection, row: Row) -> bool:
    """Whether the opening of a return was undone: it counts no more, where one that was cancelled does."""
    if row["stage"] != RmaStage.CANCELLED:
        return False
    return replay_rma(row["id"], streams.history(connection, Stream(StreamKind.RMA, row["id"]))).void


def rma_views(connection: Connection, ticket_id: int) -> tuple[RmaView, ...]:
    return views_of_returns(connection, returns.of_ticket(connection, ticket_id))


def views_of_returns(connection: Connection, found: Sequence[Row]) -> tuple[RmaView, ...]:
    """Rows of returns, each with its lines."""
    lines = returns.lines_of(connection, [row["id"] for row in found])
    return tuple(
        RmaView(
            row["id"],
            row["ticket_id"],
            row["stage"],
            row["order_number"],
            row["opened_at"],
            row["updated_at"],
            tuple(
                RmaLineView(
                    line["id"],
                    line["title"] or line["product_name"] or "",
                    line["quantity"],
                    line["reason"],
                    line["condition"],
                    line["remedy"],
                    line["outcome"],
                    line["disposition"],
                    line["amount"],
                )
                for line in lines
                if line["rma_id"] == row["id"]
            ),
        )
        for row in found
    )


def follow_rmas(ticket: OpenTicket) -> None:
    """A return ticket's stage follows its RMAs."""
    stage = stage_of_ticket(ticket.context, ticket.id)
    if ticket.state.kind is Kind.RETURN and stage != ticket.state.stage:
        ticket.record(EventType.STAGE, {"from": ticket.state.stage, "to": stage})


def _event(context: ActContext, rma_id: int, seq: int, kind: EventType, payload: Payload, prev: str) -> Event:
    work = context.work
    stream = Stream(StreamKind.RMA, rma_id)
    return chain(stream, seq, kind, context.act_id, work.actor.code, work.via, context.at, payload, prev)


def _line(
    context: ActContext, order_id: int | None, rma_id: int, line_id: int, wanted: LineWanted
) -> dict[str, object]:
    product = customers.product_by_sku(context.connection, wanted.sku)
    if product is None:
        raise NotFound("product", wanted.sku)
    order_line = None
    if order_id is not None:
        lines = customers.lines_of(context.connection, [order_id])
        order_line = next((row for row in lines if row["sku"] == wanted.sku), None)
        if order_line is None:
            raise Refused(f"the order has no line with {wanted.sku}", sku=wanted.sku)
    if wanted.quantity < 1 or (order_line is not None and wanted.quantity > order_line["quantity"]):
        raise Invalid("quantity", f"{wanted.quantity} of {wanted.sku} can't come back from this order")
    return {
        "id": line_id,
        "rma_id": rma_id,
        "order_line_id": None if order_line is None else order_line["id"],
        "product_id": product["id"],
        "quantity": wanted.quantity,
        "reason": str(chosen("reason", Reason, wanted.reason)),
        "condition": str(chosen("condition", Condition, wanted.condition)),
        "remedy": str(chosen("remedy", Remedy, wanted.remedy)),
    }


def _line_payload(row: dict[str, object]) -> Json:
    names = ("id", "order_line_id", "product_id", "quantity", "reason", "condition", "remedy")
    payload: dict[str, Json] = {}
    for name in names:
        value = row[name]
        payload[name] = value if isinstance(value, int | str) else None
    return payload


def _outcome_events(context: ActContext, before: Event, outcomes: Sequence[LineOutcome]) -> list[Event]:
    """Write how each line ended, and the events that say so."""
    lines = returns.lines_of(context.connection, [before.stream.id])
    found: list[Event] = []
    for outcome in outcomes:
        line = next((row for row in lines if row["sku"] == outcome.sku), None)
        if line is None:
            raise NotFound("line of the return", outcome.sku)
        ended = chosen("outcome", Outcome, outcome.outcome)
        disposition = None if outcome.disposition is None else chosen("disposition", Disposition, outcome.disposition)
        values: dict[str, object] = {"outcome": ended, "disposition": disposition, "amount": outcome.amount}
        returns.set_line(context.connection, line["id"], values)
        payload: Payload = {"line": line["id"], "outcome": ended, "disposition": disposition, "amount": outcome.amount}
        previous = found[-1] if found else before
        found.append(_event(context, before.stream.id, previous.seq + 1, EventType.RMA_LINE, payload, previous.hash))
    return found
