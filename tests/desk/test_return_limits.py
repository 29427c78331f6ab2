"""A limit is for all that one person gives alone on an order: returns count with what is given without one."""

import pytest
from tests.builders import assert_sound, opened
from tests.desk.returned import RULES, brought, order, stock, wanted

from servicedesk.desk.desk import Desk
from servicedesk.desk.returning.views import Finding
from servicedesk.domain.errors import Refused, UndoRefused

ORDER = "55-1"


@pytest.fixture
def shop(lite: Desk) -> Desk:
    stock(lite)
    order(lite, ORDER, [("ARC", 4, 10_000, "0.19"), ("SOLO", 3, 3_000, "0.07")])
    lite.acting_as("sup").returns.set_policy(RULES)
    return lite


@pytest.fixture
def ticket(shop: Desk) -> int:
    return opened(shop, kind="return", order=ORDER)


def test_one_return_after_another_is_held_against_one_limit(shop: Desk, ticket: int):
    _, first = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(first)
    other = opened(shop, kind="return", order=ORDER)
    assert not shop.returns.quote(other, [wanted("ARC")]).needs_approval
    assert shop.returns.quote(other, [wanted("ARC"), wanted("SOLO")]).needs_approval
    _, second = shop.returns.request(other, [wanted("ARC"), wanted("SOLO")])
    assert shop.returns.get(second).needs_approval
    shop.returns.approve(second)
    assert shop.returns.get(second).stage == "requested"
    (waits,) = shop.approvals.of_ticket(other)
    assert (waits.state, waits.given_before) == ("waiting", 10_000)
    shop.approvals.withdraw(waits.id)
    brought(shop, first, "completed")
    shop.returns.approve(second)
    assert shop.returns.get(second).stage == "requested"
    assert_sound(shop)


def test_returns_and_gestures_share_it(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(rma)
    assert shop.approvals.ask(ticket, "compensation", 10_001, "EUR", "Sorry.")[1].state == "waiting"
    assert shop.approvals.ask(ticket, "refund", 10_000, "EUR", "Sorry.")[1].state == "within_limit"
    _, late = shop.returns.request(ticket, [wanted("SOLO")])
    shop.returns.approve(late)
    assert shop.returns.get(late).stage == "requested"


def test_what_was_not_given_alone_or_not_at_all_leaves_the_limit(shop: Desk, ticket: int):
    sup = shop.acting_as("sup")
    _, first = shop.returns.request(ticket, [wanted("ARC")])
    sup.returns.approve(first)
    _, second = shop.returns.request(ticket, [wanted("ARC", 2)])
    shop.returns.approve(second)
    assert shop.returns.get(second).stage == "approved"
    shop.returns.cancel(second)
    assert shop.approvals.ask(ticket, "compensation", 20_000, "EUR", "Sorry.")[1].state == "within_limit"


def test_more_than_was_approved_is_held_against_it_too(shop: Desk, ticket: int):
    """Found better than was said, it costs no fee any more; what was given meanwhile leaves too little for that."""
    _, rma = shop.returns.request(ticket, [wanted("ARC", condition="used")])
    brought(shop, rma, "received")
    assert shop.returns.get(rma).granted == 8_000
    shop.approvals.ask(ticket, "compensation", 11_000, "EUR", "Sorry.")
    (line,) = shop.returns.get(rma).lines
    shop.returns.inspect(rma, {line.id: Finding("unopened", "restock")})
    with pytest.raises(Refused, match="higher limit"):
        shop.returns.complete(rma)
    shop.acting_as("spec").returns.complete(rma)
    assert shop.approvals.ask(ticket, "compensation", 9_001, "EUR", "Sorry.")[1].given_before == 11_000


def test_an_undone_approval_is_not_done_again_beyond_the_limit(shop: Desk, ticket: int):
    _, rma = shop.returns.request(ticket, [wanted("ARC")])
    shop.returns.approve(rma)
    undone = shop.history.undo()
    money, _ = shop.approvals.ask(ticket, "compensation", 15_000, "EUR", "Sorry.")
    with pytest.raises(UndoRefused, match="beyond your limit"):
        shop.history.undo(undone.act_id)
    shop.history.undo(money.act_id)
    shop.history.undo(undone.act_id)
    assert shop.returns.get(rma).stage == "approved"
