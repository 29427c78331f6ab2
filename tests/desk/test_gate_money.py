"""Promises of money at a ticket: whose limit counts, what was paid, what a return has settled, what is recorded."""

import pytest
from tests.builders import NOON, opened
from tests.desk.returned import brought, wanted

from servicedesk.desk.desk import Desk
from servicedesk.desk.sending import findings_for
from servicedesk.domain.errors import GateClosed
from servicedesk.domain.refunds.rules import ReturnPolicy, ReturnRule
from servicedesk.domain.refunds.spreading import Rate
from servicedesk.domain.roles import Role
from servicedesk.store import catalog, people

FIFTY = "You get EUR 250.00 back to your card."


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Mara's order of a lamp for EUR 100 and two bulbs for EUR 150 each, and one of EUR 30."""
    customer = desk.queue.row(opened(desk)).customer_id
    with desk._work.store.transaction() as connection:
        for sku in ("ARC", "BULB"):
            catalog.add_product(connection, {"sku": sku, "name": sku.title()})
        products = {sku: number for sku, (number, _) in catalog.product_ids(connection).items()}
        order = {"customer_id": customer, "placed_at": NOON, "currency": "EUR"}
        lines = [
            {"product_id": products["ARC"], "title": "Arc", "quantity": 1, "unit_price": 10_000},
            {"product_id": products["BULB"], "title": "Bulb", "quantity": 2, "unit_price": 15_000},
        ]
        catalog.add_order(connection, order | {"number": "55-1203", "total": 40_000}, lines, [])
        catalog.add_order(connection, order | {"number": "55-1204", "total": 3_000}, lines[:1], [])
    return desk


def found(desk: Desk, ticket: int, text: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.excerpt) for finding in desk.conversation.check(ticket, text)]


def test_each_has_the_limit_of_their_role(shop: Desk):
    ticket = opened(shop, order="55-1203")
    assert found(shop, ticket, FIFTY) == [("refund_limit", "EUR 250.00")]
    assert found(shop.acting_as("spec"), ticket, FIFTY) == []
    assert found(shop.acting_as("sup"), ticket, FIFTY) == []
    assert found(shop, ticket, "You get EUR 200.00 back to your card.") == []
    with pytest.raises(GateClosed):
        shop.conversation.reply(ticket, FIFTY)


def test_it_may_be_sent_all_the_same_and_that_is_recorded(shop: Desk):
    ticket = opened(shop, order="55-1203")
    shop.conversation.reply(ticket, FIFTY, accept=["refund_limit"])
    sent = [event.payload for event in shop.tickets.events(ticket) if event.type == "message"][-1]
    assert sent["accepted"] == ["refund_limit"]


def test_the_shop_sets_the_limits(shop: Desk):
    ticket = opened(shop, order="55-1203")
    for setting, expected in (
        ("agent EUR 250", []),
        ("agent EUR 249.99", [("refund_limit", "EUR 250.00")]),
        ("agent any", []),
        ("agent nonsense", [("refund_limit", "EUR 250.00")]),
    ):
        with shop._work.store.transaction() as connection:
            people.set_setting(connection, "refund_limits", setting)
        assert found(shop, ticket, FIFTY) == expected


def test_nobody_gets_back_more_than_was_paid(shop: Desk):
    boss = shop.acting_as("sup")
    one, both, none = opened(shop, order="55-1204"), "and for order 55-1203 too: ", opened(shop)
    assert found(boss, one, FIFTY) == [("refund_paid", "EUR 250.00")]
    assert found(boss, one, both + FIFTY) == []
    assert found(boss, none, FIFTY) == []
    assert found(boss, one, "You get EUR 250.00 as compensation.") == []
    assert found(boss, one, "您将收到退款 250 元。") == []
    source = opened(shop, order="55-1203")
    boss.joining.merge(source, one)
    assert found(boss, one, FIFTY) == []


def test_in_full_is_the_order_or_a_piece_of_the_ticket_s_product(shop: Desk):
    text = "You get a full refund."
    assert found(shop, opened(shop, order="55-1203"), text) == [("refund_limit", "full refund")]
    assert found(shop, opened(shop, order="55-1203", product="BULB"), text) == []
    assert found(shop, opened(shop, order="55-1204"), text) == []
    assert found(shop, opened(shop), text) == []


def test_what_a_return_has_paid_back_may_be_told(shop: Desk):
    ticket = opened(shop, kind="return", order="55-1203")
    text = "I have refunded EUR 300.00 to your card."
    assert found(shop, ticket, text) == [("refund_limit", "EUR 300.00")]
    boss = shop.acting_as("sup")
    boss.returns.set_policy(ReturnPolicy((ReturnRule("a tenth is kept", fee=Rate(1, 10)),)))
    _, rma = boss.returns.request(ticket, [wanted("BULB", 2)])
    brought(boss, rma, "completed")
    for told in (text, "I have refunded EUR 270.00 to your card."):
        assert found(shop, ticket, told) == []
    assert found(shop, ticket, "I have refunded EUR 300.01 to your card.") == [("refund_limit", "EUR 300.01")]


def test_nothing_is_looked_up_for_a_reply_without_money(shop: Desk, monkeypatch: pytest.MonkeyPatch):
    ticket = opened(shop, order="55-1203")
    asked = []
    monkeypatch.setattr("servicedesk.store.gate.bought", lambda connection, ids: asked.append(ids) or [])
    with shop._work.store.read() as connection:
        findings_for(connection, ticket, "The lamp costs EUR 250.", [Role.AGENT])
        assert asked == []
        findings_for(connection, ticket, FIFTY, [Role.AGENT])
        assert len(asked) == 1
