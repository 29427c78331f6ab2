"""The facts of placeholders, gathered from what the desk shows of a ticket."""

from datetime import timedelta

import pytest
from tests.builders import NOON, opened

from servicedesk.answers.filling import fill
from servicedesk.answers.placeholders.facts import TicketFacts
from servicedesk.answers.placeholders.values import values_in
from servicedesk.desk.answer_values import ticket_facts
from servicedesk.desk.desk import Desk
from servicedesk.domain.parcels import Fate
from servicedesk.store import catalog

SHOP = {"name": "Lumen & Loom", "timezone": "Europe/Berlin"}


def facts(desk: Desk, ticket: int | None) -> TicketFacts:
    view = desk.tickets.show(ticket) if ticket is not None else None
    customer = desk.tickets.customer(ticket) if ticket is not None else None
    product = desk.tickets.product(view.product) if view is not None and view.product else None
    me = desk.people.get("lin")
    return ticket_facts(view, customer, actor=me, shop=SHOP, now=desk.clock.now(), product=product)


@pytest.fixture
def ticket(lite: Desk) -> int:
    """On an order of a lamp that came in one parcel and misses another."""
    customer = lite.queue.row(opened(lite)).customer_id
    nothing = {"scan": "", "scanned_at": None, "promised_at": None, "delivered_at": None}
    delivered = nothing | {"carrier": "DHL", "tracking": "111", "status": "delivered", "delivered_at": NOON}
    awaited = nothing | {"carrier": "DPD", "tracking": "222", "status": "in_transit", "scan": "Depot Unna"}
    awaited |= {"scanned_at": NOON, "promised_at": NOON + timedelta(days=2)}
    with lite._work.store.transaction() as connection:
        catalog.add_product(connection, {"sku": "ARC", "name": "Arc lamp", "name_zh": "弧光灯"})
        product = catalog.product_ids(connection)["ARC"][0]
        order = {"number": "55-1203", "customer_id": customer, "placed_at": NOON, "currency": "EUR", "total": 8900}
        line = {"title": "Arc lamp, brass", "quantity": 1, "unit_price": 8900, "product_id": product}
        catalog.add_order(connection, order, [line], [delivered, awaited])
    return opened(lite, order="55-1203")


def test_a_ticket_with_an_order(lite: Desk, ticket: int):
    values = values_in(facts(lite, ticket), "en")
    assert values["customer.name"] == "Mara"
    assert values["ticket.number"] == f"#{ticket}"
    assert (values["order.number"], values["order.total"]) == ("55-1203", "EUR 89.00")
    assert (values["parcel.carrier"], values["parcel.tracking"]) == ("DPD", "222")
    assert values["parcel.promised"] == "Monday, 23 November 2026"
    assert values["product.name"] == "Arc lamp, brass"
    assert values["shop.name"] == "Lumen & Loom"
    assert values["today"] == "Saturday, 21 November 2026"
    assert "refund.amount" not in values


def test_the_ticket_s_product_has_its_own_names(lite: Desk, ticket: int):
    lite.belongings.product(ticket, "ARC")
    found = facts(lite, ticket)
    assert values_in(found, "en")["product.name"] == "Arc lamp"
    assert values_in(found, "zh")["product.name"] == "弧光灯"


def test_the_parcel_that_is_awaited_counts(lite: Desk, ticket: int):
    order = facts(lite, ticket).order
    assert order is not None
    assert order.parcel is not None
    assert order.parcel.fate is Fate.MOVING


def test_an_unnamed_customer_and_no_order_leave_blanks(lite: Desk):
    ticket = opened(lite, customer=None, name=None)
    text = fill(
        "{customer.first_name} {order.number} {parcel.carrier|the carrier}", values_in(facts(lite, ticket), "en"), "en"
    )
    assert text == "[[first name]] [[order]] the carrier"


def test_an_address_is_no_name(lite: Desk):
    ticket = opened(lite, customer="nobody@example.com", name=None)
    assert "customer.name" not in values_in(facts(lite, ticket), "en")


def test_without_a_ticket_only_we_and_the_days_are_known(lite: Desk):
    assert set(values_in(facts(lite, None), "en")) == {
        *("agent.name", "agent.first_name", "agent.signature", "shop.name", "customer.salutation"),
        *("today", "tomorrow", "date.in_2_days", "date.in_3_days", "date.in_7_days", "date.in_14_days"),
    }


def test_an_unknown_zone_is_passed_over(lite: Desk):
    me = lite.people.get("lin")
    for zone, day in (("Pacific/Kiritimati", "22"), ("No/Where", "21"), ("", "21"), ("../etc", "21")):
        found = ticket_facts(None, None, actor=me, shop={"timezone": zone}, now=NOON)
        assert values_in(found, "en")["today"].split()[1] == day
