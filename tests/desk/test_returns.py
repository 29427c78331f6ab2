"""Returns on a ticket: asked for, moved on, what they make of the ticket's stage, and undo."""

import pytest
from sqlalchemy import text
from tests.builders import assert_sound, opened
from tests.desk.test_machine import visible

from servicedesk.desk.desk import Desk
from servicedesk.desk.returns import LineOutcome, LineWanted
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, NotFound, Refused, UndoRefused
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store

ARC = LineWanted("ARC", 1, "damaged", "damaged", "refund")
SOLO = LineWanted("SOLO", 2, "late", "unopened", "exchange")


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Two products, and one order of both for the first customer there will be."""
    store = Store(parse_address(desk._work.store.address.url))
    opened(desk)
    with store.transaction() as connection:
        for statement in (
            "INSERT INTO products (id, sku, name, name_zh, category, price, currency, stage, brief) VALUES "
            "(1, 'ARC', 'Arc', '', '', 1, 'EUR', 'growth', ''), (2, 'SOLO', 'Solo', '', '', 1, 'EUR', 'growth', ''), "
            "(3, 'TRIO', 'Trio', '', '', 1, 'EUR', 'growth', '')",
            "INSERT INTO orders (id, number, customer_id, channel, currency, discount, shipping, total, placed_at) "
            "VALUES (1, '55-1', 1, 'web', 'EUR', 0, 0, 1, 1)",
            "INSERT INTO order_lines (id, order_id, product_id, title, quantity, unit_price, tax_rate) VALUES "
            "(1, 1, 1, 'Arc', 1, 100, '0'), (2, 1, 2, 'Solo', 3, 100, '0')",
        ):
            connection.execute(text(statement))
    store.close()
    return desk


def test_a_return_from_the_request_to_the_refund(shop: Desk):
    ticket = opened(shop, kind="return", order="55-1")
    done, rma = shop.returns.request(ticket, [ARC, SOLO])
    assert (done.ticket.stage, done.ticket.status) == ("requested", "open")
    for stage in ("approved", "in_transit", "received", "inspected"):
        assert shop.returns.move(rma, stage).ticket.stage == stage
    ends = [LineOutcome("ARC", "refunded", "scrap", 8_900), LineOutcome("SOLO", "exchanged")]
    assert shop.returns.move(rma, "completed", ends).ticket.stage == "completed"
    (view,) = shop.returns.of_ticket(ticket)
    assert [(line.title, line.outcome, line.disposition, line.amount) for line in view.lines] == [
        ("Arc", "refunded", "scrap", 8_900),
        ("Solo", "exchanged", None, None),
    ]
    assert shop.tickets.show(ticket).rmas == (view,)
    assert_sound(shop)


def test_the_ticket_stands_where_its_least_advanced_return_stands(shop: Desk):
    ticket = opened(shop, kind="return")
    _, first = shop.returns.request(ticket, [ARC])
    shop.returns.move(first, "approved")
    done, second = shop.returns.request(ticket, [SOLO])
    assert done.ticket.stage == "requested"
    assert shop.returns.move(second, "declined").ticket.stage == "approved"
    assert shop.returns.move(first, "cancelled").ticket.stage == "declined"
    assert_sound(shop)


def test_a_ticket_of_any_kind_may_have_returns(shop: Desk):
    ticket = opened(shop)
    _, rma = shop.returns.request(ticket, [ARC])
    shop.returns.move(rma, "approved")
    assert shop.queue.row(ticket).stage is None
    assert shop.handling.kind(ticket, "return").ticket.stage == "approved"


def test_moves_and_lines_that_are_refused(shop: Desk):
    ticket = opened(shop, kind="return", order="55-1")
    for lines, error in (
        ([], Invalid),
        ([LineWanted("NONE", 1, "late", "used", "refund")], NotFound),
        ([LineWanted("TRIO", 1, "late", "used", "refund")], Refused),
        ([LineWanted("ARC", 2, "late", "used", "refund")], Invalid),
        ([LineWanted("ARC", 0, "late", "used", "refund")], Invalid),
        ([LineWanted("ARC", 1, "bored", "used", "refund")], Invalid),
    ):
        with pytest.raises(error):
            shop.returns.request(ticket, lines)
    _, rma = shop.returns.request(ticket, [ARC])
    with pytest.raises(IllegalMove) as refused:
        shop.returns.move(rma, "completed")
    assert refused.value.details["legal"] == ["approved", "declined", "cancelled"]
    with pytest.raises(NotFound):
        shop.returns.move(99, "approved")
    assert_sound(shop)


def test_undo_of_returns(shop: Desk):
    ticket = opened(shop, kind="return")
    before = [visible(shop, ticket)]
    _, first = shop.returns.request(ticket, [ARC])
    before.append(visible(shop, ticket))
    shop.returns.move(first, "approved")
    before.append(visible(shop, ticket))
    shop.returns.request(ticket, [SOLO])
    for seen in reversed(before):
        undo = shop.history.undo()
        assert visible(shop, ticket) == seen
        assert_sound(shop)
    shop.history.undo(undo.act_id)
    assert visible(shop, ticket) == before[1]
    shop.history.undo()
    assert visible(shop, ticket) == before[0]
    assert_sound(shop)


def test_undo_of_a_move_that_left_the_ticket_where_it_was(shop: Desk):
    ticket = opened(shop, kind="return")
    _, first = shop.returns.request(ticket, [ARC])
    _, second = shop.returns.request(ticket, [SOLO])
    early = shop.returns.move(first, "approved")
    assert early.ticket.stage == "requested"
    shop.returns.move(second, "approved")
    assert shop.queue.row(ticket).stage == "approved"
    undone = shop.history.undo(early.act_id)
    assert undone.tickets == (ticket,)
    assert shop.queue.row(ticket).stage == "requested"
    shop.history.undo(undone.act_id)
    assert shop.queue.row(ticket).stage == "approved"
    assert_sound(shop)


def test_undo_of_a_return_that_moved_on(shop: Desk):
    ticket = opened(shop)
    done, rma = shop.returns.request(ticket, [ARC])
    shop.returns.move(rma, "approved")
    with pytest.raises(UndoRefused) as refused:
        shop.history.undo(done.act_id)
    assert [event["type"] for event in refused.value.details["theirs"]] == ["rma_stage"]
    assert_sound(shop)


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
def test_who_may_not(shop: Desk, handle: str):
    ticket = opened(shop, kind="return")
    _, rma = shop.returns.request(ticket, [ARC])
    person = shop.acting_as(handle)
    with pytest.raises(Forbidden):
        person.returns.request(ticket, [ARC])
    with pytest.raises(Forbidden):
        person.returns.move(rma, "approved")
