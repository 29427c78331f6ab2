"""Undo of what was done to returns: every move goes back, except where money is on its way or others stand on it."""

from collections.abc import Callable

import pytest
from tests.builders import DAY, assert_sound, opened
from tests.desk.returned import RULES, as_said, brought, order, stock, wanted
from tests.desk.test_machine import visible

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Ending
from servicedesk.domain.errors import UndoRefused


@pytest.fixture
def shop(lite: Desk) -> Desk:
    stock(lite)
    order(lite, "55-1", [("ARC", 1, 10_000, "0.19"), ("SOLO", 3, 3_000, "0.07")])
    lite.acting_as("sup").returns.set_policy(RULES)
    return lite


@pytest.fixture
def ticket(shop: Desk) -> int:
    return opened(shop, kind="return", order="55-1")


def seen(desk: Desk, ticket: int) -> object:
    """What of a ticket and its returns an undo brings back: all but the times of change."""
    from dataclasses import replace

    rmas = [replace(rma, updated_at=rma.opened_at) for rma in desk.returns.of_ticket(ticket)]
    return visible(desk, ticket), [rma for rma in rmas if rma.stage != "cancelled"]


def test_every_move_goes_back_and_forth(shop: Desk, ticket: int):
    before = [seen(shop, ticket)]
    _, rma = shop.returns.request(ticket, [wanted("SOLO", 2, "repair"), wanted("ARC", remedy="exchange")])
    moves: list[Callable[[], object]] = [
        lambda: shop.returns.approve(rma),
        lambda: shop.returns.ship(rma, "JD 1"),
        lambda: shop.returns.receive(rma),
        lambda: shop.returns.inspect(rma, as_said(shop.returns.get(rma))),
        lambda: shop.returns.complete(rma),
    ]
    for move in moves:
        before.append(seen(shop, ticket))
        move()
    ended = seen(shop, ticket)
    done = [shop.history.undo()]
    with pytest.raises(UndoRefused, match="complete it anew"):
        shop.history.undo(done[0].act_id)
    shop.returns.complete(rma)
    assert seen(shop, ticket) == ended
    shop.history.undo()
    assert seen(shop, ticket) == before.pop()
    while before:
        undone = shop.history.undo()
        now = before.pop()
        assert seen(shop, ticket) == now
        assert_sound(shop)
        if before:
            shop.history.undo(undone.act_id)
            assert_sound(shop)
            shop.history.undo()
            assert seen(shop, ticket) == now
    assert [line.left for line in shop.returns.returnable(ticket).lines] == [1, 3]


@pytest.mark.parametrize("end", ["decline", "cancel"])
def test_a_decision_goes_back(shop: Desk, ticket: int, clock: ManualClock, end: str):
    clock.advance(40 * DAY)
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(rma)
    waiting = seen(shop, ticket)
    if end == "decline":
        shop.returns.decline(rma, "too late")
    else:
        shop.returns.cancel(rma)
    shop.history.undo()
    assert seen(shop, ticket) == waiting
    number = shop.returns.get(rma).waits_for
    assert number is not None
    boss = shop.acting_as("sup")
    boss.approvals.approve(number)
    assert shop.returns.get(rma).stage == "approved"
    boss.history.undo()
    assert seen(shop, ticket) == waiting
    assert_sound(shop)
    boss.approvals.approve(number)
    shop.returns.ship(rma)
    with pytest.raises(UndoRefused):
        boss.history.undo()
    assert_sound(shop)


def test_the_approval_it_asked_for_goes_with_it(shop: Desk, ticket: int, clock: ManualClock):
    clock.advance(40 * DAY)
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(rma)
    shop.history.undo()
    assert (shop.returns.get(rma).waits_for, shop.tickets.show(ticket).approvals) == (None, ())
    assert_sound(shop)


def test_money_that_is_on_its_way_stays(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    brought(shop, rma, "completed")
    with pytest.raises(UndoRefused, match="money"):
        shop.history.undo()
    _, rma = shop.returns.request(ticket, [wanted("SOLO", remedy="exchange")])
    (line,) = brought(shop, rma, "inspected").lines
    shop.returns.complete(rma, {line.id: Ending("exchanged", "ARC")})
    with pytest.raises(UndoRefused, match="money"):
        shop.history.undo()
    assert_sound(shop)


def test_an_exchange_stays_as_long_as_its_replacement_is_on_its_way_back(shop: Desk, ticket: int):
    _, first = shop.returns.request(ticket, [wanted("ARC", remedy="exchange")])
    line = brought(shop, first, "inspected").lines[0].id
    act = shop.returns.complete(first, {line: Ending("exchanged")}).act_id
    _, second = shop.returns.request(opened(shop, order="55-1"), [wanted("ARC", remedy="exchange")])
    with pytest.raises(UndoRefused, match=f"return {second} of the same order"):
        shop.history.undo(act)
    shop.returns.cancel(second)
    shop.history.undo(act)
    assert shop.returns.get(first).stage == "inspected"
    assert_sound(shop)


def test_an_end_stays_as_long_as_a_later_one_stands_on_it(shop: Desk, clock: ManualClock, ticket: int):
    _, first = shop.returns.request(ticket, [wanted("SOLO", remedy="exchange")])
    brought(shop, first, "inspected")
    act = shop.returns.complete(first).act_id
    other = opened(shop, kind="return", order="55-1")
    _, second = shop.returns.request(other, [wanted("SOLO")])
    clock.advance(DAY)
    brought(shop, second, "completed")
    with pytest.raises(UndoRefused, match=f"return {second} of the same order"):
        shop.history.undo(act)
    assert_sound(shop)


def test_a_return_that_moved_on(shop: Desk):
    ticket = opened(shop, order="55-1")
    done, rma = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(rma)
    with pytest.raises(UndoRefused) as refused:
        shop.history.undo(done.act_id)
    assert [event["type"] for event in refused.value.details["theirs"]] == ["rma_stage"]  # type: ignore[attr-defined]
    assert_sound(shop)


def test_a_move_that_left_the_ticket_where_it_was(shop: Desk, ticket: int):
    _, first = shop.returns.request(ticket, [wanted("ARC")])
    _, second = shop.returns.request(ticket, [wanted("SOLO")])
    early = shop.returns.approve(first)
    assert early.ticket.stage == "requested"
    shop.returns.approve(second)
    assert shop.queue.row(ticket).stage == "approved"
    undone = shop.history.undo(early.act_id)
    assert undone.tickets == (ticket,)
    assert shop.queue.row(ticket).stage == "requested"
    shop.history.undo(undone.act_id)
    assert shop.queue.row(ticket).stage == "approved"
    assert_sound(shop)


def test_pieces_that_another_return_has_taken_up_dont_come_back(shop: Desk):
    first, second = (opened(shop, order="55-1") for _ in range(2))
    _, one = shop.returns.request(first, [wanted("SOLO", 3)])
    cancelled = shop.returns.cancel(one).act_id
    _, other = shop.returns.request(second, [wanted("SOLO", 1)])
    with pytest.raises(UndoRefused, match="another return"):
        shop.history.undo(cancelled)
    shop.returns.cancel(other)
    shop.history.undo(cancelled)
    brought(shop, one, "in_transit")
    (line,) = shop.returns.get(one).lines
    received = shop.returns.receive(one, {line.id: 2}).act_id
    shop.returns.request(second, [wanted("SOLO", 1)])
    with pytest.raises(UndoRefused, match="another return"):
        shop.history.undo(received)
    assert_sound(shop)


def test_what_an_approval_waits_for_isnt_unsaid(shop: Desk, clock: ManualClock):
    clock.advance(40 * DAY)
    done, rma = shop.returns.request(opened(shop, order="55-1"), [wanted("ARC")])
    shop.returns.approve(rma)
    with pytest.raises(UndoRefused, match="waits for return"):
        shop.history.undo(done.act_id)
    shop.history.undo()
    shop.history.undo(done.act_id)
    assert_sound(shop)
