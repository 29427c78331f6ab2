"""Returns written before they knew of rules and money: they go on being replayed, moved and counted."""

import pytest
from sqlalchemy import insert
from tests.builders import DAY, NOON, assert_sound, opened
from tests.desk.returned import brought, order, stock, wanted

from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Ending
from servicedesk.domain.errors import Refused, UndoRefused
from servicedesk.domain.events import Payload, Stream, StreamKind, chain
from servicedesk.store import streams
from servicedesk.store.tables.returns import rma_lines, rmas

MOVED = ("approved", "in_transit", "received", "inspected", "completed")


@pytest.fixture
def shop(lite: Desk) -> Desk:
    stock(lite)
    order(lite, "55-1", [("SOLO", 3, 3_000, "0.07")])
    return lite


def written(desk: Desk, ticket: int, order_id: int | None, stage: str, amount: int | None = None) -> int:
    """A return of two Solos as it was stored, led to a stage; refunded by hand where there is an amount."""
    line: Payload = {"id": 1, "order_line_id": order_id, "product_id": 2, "quantity": 2}
    line |= {"reason": "late", "condition": "used", "remedy": "refund"}
    told: list[tuple[str, Payload]] = [("created", {"ticket": ticket, "order": order_id, "lines": [line]})]
    before = "requested"
    for to in MOVED[: MOVED.index(stage) + 1]:
        told.append(("rma_stage", {"from": before, "to": to}))
        before = to
    ended: Payload = {"outcome": None, "disposition": None, "amount": None}
    if amount is not None:
        ended = {"outcome": "refunded", "disposition": "scrap", "amount": amount}
        told.append(("rma_line", {"line": 1, **ended}))
    events = []
    for seq, (kind, payload) in enumerate(told, 1):
        prev = events[-1].hash if events else ""
        events.append(chain(Stream(StreamKind.RMA, 1), seq, kind, f"act{seq}", "person:2", "cli", NOON, payload, prev))
    row = {"id": 1, "ticket_id": ticket, "order_id": order_id, "stage": stage, "opened_at": NOON, "updated_at": NOON}
    with desk._work.store.transaction() as connection:
        connection.execute(insert(rmas).values(**row, version=len(events), head=events[-1].hash))
        connection.execute(insert(rma_lines).values(rma_id=1, **line, **ended))
        streams.append(connection, events)
    assert_sound(desk)
    return 1


@pytest.mark.parametrize("stage", MOVED[:-1])
def test_one_that_was_under_way_comes_to_its_end(shop: Desk, stage: str):
    ticket = opened(shop, order="55-1")
    rma = written(shop, ticket, 1, stage)
    assert shop.returns.returnable(ticket).lines[0].left == 1
    ended = brought(shop, rma, "completed")
    assert (ended.currency, ended.refund_total, ended.lines[0].amount) == ("EUR", 6_000, 6_000)
    assert shop.returns.returnable(ticket).left == 3_000
    assert_sound(shop)


def test_what_was_paid_back_by_hand_counts(shop: Desk):
    ticket = opened(shop, order="55-1")
    written(shop, ticket, 1, "completed", 8_500)
    found = shop.returns.returnable(ticket)
    assert (found.left, found.lines[0].left) == (500, 1)
    _, rma = shop.returns.request(ticket, [wanted("SOLO")])
    assert brought(shop, rma, "completed").refund_total == 500
    assert_sound(shop)


def test_one_of_no_order_pays_nothing(shop: Desk):
    rma = written(shop, opened(shop), None, "approved")
    (line,) = brought(shop, rma, "inspected").lines
    for ending in (None, {line.id: Ending("exchanged", "ARC")}):
        with pytest.raises(Refused) as refused:
            shop.returns.complete(rma, ending)
        assert refused.value.details["legal"] == ["exchanged", "repaired", "sent_back"]
    shop.returns.complete(rma, {line.id: Ending("repaired")})
    assert shop.returns.get(rma).refund_total == 0
    assert_sound(shop)


def test_beyond_the_limit_it_waits_as_any(shop: Desk):
    order(shop, "55-2", [("SOLO", 2, 30_000, "0.07")], delivered=NOON - DAY)
    ticket = opened(shop, order="55-2")
    written(shop, ticket, 2, "approved")
    brought(shop, 1, "inspected")
    with pytest.raises(Refused, match="higher limit"):
        shop.returns.complete(1)
    shop.acting_as("sup").returns.complete(1)
    with pytest.raises(UndoRefused):
        shop.acting_as("sup").history.undo()
