"""Returns as front ends see them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from servicedesk.desk.read import Row
from servicedesk.desk.views import RmaLineView, RmaView
from servicedesk.domain.events import StreamKind
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.rma_replay import RmaState, replay_rma
from servicedesk.domain.workflows.rma import RMA
from servicedesk.store import returns
from servicedesk.store.database import Connection
from servicedesk.store.workflows import text_rows

Texts = Mapping[int, Mapping[str, str]]
_PART: Final = 500
"""Returns that are read together: a statement takes only so many numbers."""
_HERE: Final = (RmaStage.RECEIVED, RmaStage.INSPECTED, RmaStage.COMPLETED)


def rma_views(connection: Connection, ticket_id: int) -> tuple[RmaView, ...]:
    """A ticket's returns, in the order they were opened."""
    return views_of_returns(connection, returns.of_ticket(connection, ticket_id))


def views_of_returns(connection: Connection, found: Sequence[Row]) -> tuple[RmaView, ...]:
    """Rows of returns, each with its lines."""
    parts = (found[start : start + _PART] for start in range(0, len(found), _PART))
    return tuple(view for part in parts for view in _views(connection, part))


def _views(connection: Connection, found: Sequence[Row]) -> Iterator[RmaView]:
    numbers = [row["id"] for row in found]
    lines: dict[int, list[Row]] = {}
    for line in returns.lines_of(connection, numbers):
        lines.setdefault(line["rma_id"], []).append(line)
    histories = returns.histories(connection, numbers)
    texts = {
        number: {row["seq"]: {row["name"]: row["body"]} for row in rows}
        for number, rows in text_rows(connection, StreamKind.RMA, numbers).items()
    }
    waiting = returns.waiting_approvals(connection, numbers)
    for row in found:
        number = row["id"]
        state = replay_rma(number, histories.get(number, ()))
        yield _view(row, state, lines.get(number, []), texts.get(number, {}), waiting.get(number))


def _view(row: Row, state: RmaState, lines: Sequence[Row], texts: Texts, waits_for: int | None) -> RmaView:
    moves = tuple(move for move in RMA.legal(row["stage"]) if waits_for is None or move != "approve")
    return RmaView(
        id=row["id"],
        ticket_id=row["ticket_id"],
        stage=row["stage"],
        order=row["order_number"],
        opened_at=row["opened_at"],
        updated_at=row["updated_at"],
        lines=tuple(_line_view(line, state, texts) for line in lines if line["id"] in state.lines),
        currency=row["currency"],
        fee=row["fee"],
        shipping=row["shipping"],
        refund_total=row["refund_total"],
        needs_approval=row["needs_approval"],
        tracking=row["tracking"],
        declined_because=_text(texts, state.declined_seq, "reason"),
        moves=moves,
        attachments=state.attachments,
        granted=state.granted,
        waits_for=waits_for,
    )


def _line_view(row: Row, rma: RmaState, texts: Texts) -> RmaLineView:
    state = rma.lines[row["id"]]
    title = row["product_name"] if row["replacement_of"] is not None else row["title"] or row["product_name"]
    return RmaLineView(
        id=row["id"],
        title=title or "",
        quantity=row["quantity"],
        reason=row["reason"],
        condition=row["condition"],
        remedy=row["remedy"],
        outcome=row["outcome"],
        disposition=row["disposition"],
        amount=row["amount"],
        sku=row["sku"] or "",
        standing=row["standing"],
        rule=row["rule"],
        received=state.pieces if rma.stage in _HERE else None,
        found=row["found"],
        net=row["net"],
        tax=row["tax"],
        fee=row["fee"],
        replacement=row["replacement"],
        difference=row["difference"],
        rule_before=state.rule_before if state.rule_before != row["rule"] else None,
        note=_text(texts, state.note_seq, "note"),
    )


def _text(texts: Texts, seq: int | None, name: str) -> str:
    return "" if seq is None else texts.get(seq, {}).get(name, "")
