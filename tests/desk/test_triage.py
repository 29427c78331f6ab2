"""Proposals on stored tickets, taking one as one act, and what a ticket is about."""

from collections.abc import Iterator

import pytest
from tests.builders import assert_sound, closed, opened, types_of
from tests.conftest import Stores, make_shop

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import NotFound, Refused, StaleVersion


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """Two Chinese-writing colleagues in a team, beside the cast."""
    boss = desk.acting_as("boss")
    boss.people.add_team("care")
    boss.people.add("wei", name="Zhao Wei", roles=["agent"], teams=["care"], languages=["zh", "en"])
    boss.people.add("jing", name="Chen Jing", roles=["agent"], teams=["care"], languages=["zh"])
    return desk


def test_a_proposal_is_one_act_and_one_undo(staffed: Desk) -> None:
    ticket = opened(staffed, "插头烫手，有焦味，你们尽快处理一下好吗", subject="暖风机", team="care")
    proposal = staffed.triage.propose(ticket)
    assert proposal is not None
    assert (proposal.kind, proposal.priority, proposal.nature, proposal.severity, proposal.language) == (
        "complaint",
        "urgent",
        "product_quality",
        1,
        "zh",
    )
    assert proposal.holder in ("wei", "jing")
    assert proposal.changes == {"kind", "priority", "holder", "nature", "severity", "language"}
    done = staffed.triage.accept(proposal, version=proposal.version)
    row = done.ticket
    assert (row.kind, row.stage, row.priority, row.assignee, row.status) == (
        "complaint",
        "received",
        "urgent",
        proposal.holder,
        "open",
    )
    view = staffed.tickets.show(ticket)
    assert (view.nature, view.severity, view.language) == ("product_quality", 1, "zh")
    assert {event.act_id for event in staffed.tickets.events(ticket)[2:]} == {done.act_id}
    staffed.history.undo()
    row = staffed.queue.row(ticket)
    assert (row.kind, row.priority, row.assignee, row.status) == ("inquiry", "normal", None, "new")
    assert_sound(staffed)


def test_what_a_person_decided_stays(staffed: Desk) -> None:
    ticket = opened(staffed, "I want to make a complaint, it never arrived", team="care")
    staffed.handling.kind(ticket, "return")
    staffed.handling.priority(ticket, "low")
    proposal = staffed.triage.propose(ticket)
    assert proposal is not None
    assert (proposal.kind, proposal.priority) == ("return", "low")
    assert proposal.changes <= {"holder", "language"}


def test_nothing_is_proposed_for_a_ticket_in_hand_or_ended(staffed: Desk, clock: ManualClock) -> None:
    ticket = opened(staffed, "I want to make a complaint")
    staffed.assignment.take(ticket)
    assert staffed.triage.propose(ticket) is None
    assert staffed.triage.propose(closed(staffed, clock)) is None
    with pytest.raises(NotFound):
        staffed.triage.propose(99_999)


def test_a_stale_proposal_is_not_taken(staffed: Desk) -> None:
    ticket = opened(staffed, "it never arrived", team="care")
    proposal = staffed.triage.propose(ticket)
    assert proposal is not None
    staffed.acting_as("ana").handling.priority(ticket, "low")
    with pytest.raises(StaleVersion):
        staffed.triage.accept(proposal, version=proposal.version)


def test_somebody_took_it_meanwhile(staffed: Desk) -> None:
    ticket = opened(staffed, "hello", team="care", language="en")
    proposal = staffed.triage.propose(ticket)
    assert proposal is not None
    assert proposal.changes == {"holder"}
    staffed.acting_as("ana").assignment.take(ticket)
    with pytest.raises(Refused):
        staffed.triage.accept(proposal)
    assert staffed.queue.row(ticket).assignee == "ana"


def test_who_is_on_a_break_is_not_proposed(staffed: Desk) -> None:
    ticket = opened(staffed, "你好，我想问一下这个灯的尺寸", team="care")
    first = staffed.triage.propose(ticket)
    assert first is not None
    staffed.acting_as(str(first.holder)).shifts.start_break()
    second = staffed.triage.propose(ticket)
    assert second is not None
    assert {first.holder, second.holder} == {"wei", "jing"}
    away = [one for one in staffed.triage.likely(ticket) if one.colleague.away]
    assert [one.colleague.handle for one in away] == [first.holder]
    assert staffed.triage.likely(ticket)[-1] == away[0]


def test_the_likeliest_had_the_customer_last(staffed: Desk) -> None:
    earlier = opened(staffed)
    staffed.assignment.assign(earlier, "ana")
    ticket = opened(staffed, "And again")
    first = staffed.triage.likely(ticket)[0]
    assert first.colleague.handle == "ana"
    assert {"knows", "given"} <= {reason.code for reason in first.reasons}
    assert staffed.triage.likely(None)[0].colleague.handle == "ana"


def test_a_team_is_set_without_touching_the_holder(staffed: Desk) -> None:
    ticket = opened(staffed)
    staffed.assignment.take(ticket)
    done = staffed.assignment.team(ticket, "care")
    assert (done.ticket.assignee, staffed.tickets.show(ticket).team) == ("lin", "care")
    with pytest.raises(Refused):
        staffed.assignment.team(ticket, "care")
    with pytest.raises(NotFound):
        staffed.assignment.team(ticket, "nowhere")
    staffed.assignment.team(ticket, None)
    staffed.history.undo()
    assert staffed.tickets.show(ticket).team == "care"
    assert_sound(staffed)


@pytest.fixture
def sold(staffed: Desk) -> Desk:
    """A shop with customers and orders; tickets of theirs."""
    staffed.acting_as("sup").generation.generate(40, seed=5)
    return staffed


def with_order(desk: Desk) -> tuple[int, str]:
    """A live ticket with an order, and the order's number."""
    for ticket in desk.queue.numbers("is:live"):
        order = desk.tickets.show(ticket).order
        if order is not None:
            return ticket, order
    raise AssertionError


def test_an_order_of_the_customer_is_found_and_set(sold: Desk) -> None:
    ticket, number = with_order(sold)
    assert sold.belongings.orders(ticket)[0].number == number
    assert all(order.own for order in sold.belongings.orders(ticket))
    sold.belongings.order(ticket, None)
    assert sold.tickets.show(ticket).order is None
    sold.belongings.order(ticket, number)
    assert sold.tickets.show(ticket).order == number
    with pytest.raises(Refused):
        sold.belongings.order(ticket, number)
    sold.history.undo()
    assert sold.tickets.show(ticket).order is None
    assert "facts" in types_of(sold, ticket)
    assert_sound(sold)


def test_anothers_order_only_with_a_word(sold: Desk) -> None:
    _theirs, number = with_order(sold)
    mine = opened(sold)
    (found,) = [order for order in sold.belongings.orders(mine, number[-4:]) if order.number == number]
    assert not found.own
    assert found.customer
    with pytest.raises(Refused):
        sold.belongings.order(mine, number)
    assert sold.tickets.show(mine).order is None
    sold.belongings.order(mine, number, others_too=True)
    assert sold.tickets.show(mine).order == number
    with pytest.raises(NotFound):
        sold.belongings.order(mine, "nothing-like-it")


@pytest.fixture
def shop(sqlite_stores: Stores, clock: ManualClock) -> Iterator[Desk]:
    """``lin`` in the demo shop, which is loaded once."""
    desk = open_desk(sqlite_stores.copy_of("shop", make_shop), clock=clock, handle="lin", via="test")
    yield desk
    desk.close()


def test_a_product_is_found_by_sku_or_name(shop: Desk) -> None:
    ticket = opened(shop)
    products = shop.belongings.products()
    assert len(products) == 30
    one = products[0]
    for text in (one.sku.lower(), one.name.split()[0].upper(), one.name_zh[:2], f"{one.sku} {one.name.split()[-1]}"):
        assert one in shop.belongings.products(text)
    assert shop.belongings.products("100% _ no such thing") == ()
    shop.belongings.product(ticket, one.sku)
    assert shop.tickets.show(ticket).product == one.sku
    with pytest.raises(NotFound):
        shop.belongings.product(ticket, "none")
    shop.history.undo()
    assert shop.tickets.show(ticket).product is None
    assert_sound(shop)


def test_most_new_tickets_of_the_demo_shop_get_the_kind_they_have(shop: Desk) -> None:
    new = [row for row in shop.queue.page("status:new", limit=100).rows if row.assignee is None]
    proposals = [shop.triage.propose(row.id) for row in new]
    assert len(new) >= 6
    right = [p is not None and p.kind == row.kind for p, row in zip(proposals, new, strict=True)]
    assert sum(right) >= 0.8 * len(new)
    assert all(p is not None and p.holder is not None for p in proposals)
