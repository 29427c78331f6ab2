"""The send gate at a ticket: what it knows of the customer and the orders, what it holds back, what it records."""

import pytest
from tests.builders import NOON, assert_sound, bodies, opened, types_of

from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, GateClosed, NotFound, StaleVersion
from servicedesk.domain.gate.findings import SOFT

ORDERS = {"55-1203": "lin@example.com", "PO-77A1": "tom@example.com"}


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Two orders of two customers, and a parcel whose number looks like a card's."""
    from servicedesk.store import catalog

    work = desk._work
    for number, mail in ORDERS.items():
        customer = desk.queue.row(opened(desk, customer=mail, name=mail[:3].title())).customer_id
        order = {"number": number, "customer_id": customer, "placed_at": NOON}
        line = {"title": "Lamp", "quantity": 1, "unit_price": 100}
        parcel = {"carrier": "x", "tracking": "4111111111111111", "status": "label"}
        with work.store.transaction() as connection:
            catalog.add_order(connection, order, [line], [parcel])
    return desk


def codes(desk: Desk, ticket: int, text: str) -> list[str]:
    return [finding.code for finding in desk.conversation.check(ticket, text)]


def payload(desk: Desk, ticket: int) -> dict:
    """Of the ticket's last message event."""
    return [event.payload for event in desk.tickets.events(ticket) if event.type == "message"][-1]


def test_a_sound_reply_passes_and_nothing_is_recorded(desk: Desk):
    ticket = opened(desk)
    assert desk.conversation.check(ticket, "Hello Mara, it leaves today.") == ()
    desk.conversation.reply(ticket, "Hello Mara, it leaves today.")
    assert "accepted" not in payload(desk, ticket)


def test_checking_changes_nothing(lite: Desk):
    ticket = opened(lite)
    before = lite.tickets.events(ticket)
    assert codes(lite, ticket, "") == ["empty"]
    assert codes(lite, ticket, "[[date]]\0\ud800") == ["blank_left"]
    assert lite.tickets.events(ticket) == before
    with pytest.raises(NotFound):
        lite.conversation.check(99, "Hello")
    with pytest.raises(Forbidden):
        lite.acting_as("boss").conversation.check(ticket, "Hello")


@pytest.mark.parametrize("text", ["by [[date]]", "Hello {customer.first_name|there}", "card 4111 1111 1111 1111"])
def test_hard_findings_are_never_let_through(lite: Desk, text: str):
    ticket = opened(lite)
    before = types_of(lite, ticket)
    (finding,) = lite.conversation.check(ticket, text)
    with pytest.raises(GateClosed) as closed:
        lite.conversation.reply(ticket, text, accept=[finding.code, *SOFT])
    assert closed.value.findings == (finding,)
    assert closed.value.code == "gate"
    details = closed.value.details["findings"][0]  # type: ignore[index]
    assert (details["code"], text[details["start"] : details["end"]]) == (finding.code, finding.excerpt)
    assert types_of(lite, ticket) == before
    assert (len(bodies(lite, ticket)), lite.health().pending_replies) == (1, 0)


def test_soft_findings_pass_once_all_are_accepted_and_that_is_recorded(desk: Desk):
    ticket = opened(desk)
    text = "Hello Declan, your password is hunter2."
    assert codes(desk, ticket, text) == ["other_customer", "password"]
    for accept in ([], ["password"], ["language", "other_customer"]):
        with pytest.raises(GateClosed):
            desk.conversation.reply(ticket, text, accept=accept)
    desk.conversation.reply(ticket, text, accept=SOFT)
    assert payload(desk, ticket)["accepted"] == ["other_customer", "password"]
    assert_sound(desk)


def test_a_recalled_reply_is_looked_through_again(lite: Desk):
    ticket = opened(lite)
    lite.conversation.reply(ticket, "Hello Declan,", accept=["other_customer"])
    lite.history.undo()
    with pytest.raises(GateClosed):
        lite.conversation.reply(ticket, "Hello Declan,")
    assert_sound(lite)


def test_orders_of_others(shop: Desk):
    mine = opened(shop, customer="lin@example.com")
    assert codes(shop, mine, "Your orders 55-1203 and 55-9999 leave.") == []
    (finding,) = shop.conversation.check(mine, "Your orders 55-1203 and po-77a1 leave.")
    assert (finding.code, finding.excerpt, finding.details) == ("other_order", "po-77a1", {"order": "PO-77A1"})
    unnamed = opened(shop, customer=None, name=None)
    assert codes(shop, unnamed, "Your order 55-1203 leaves.") == []


def test_the_ticket_s_own_order_may_be_named_whoever_paid_for_it(shop: Desk):
    present = opened(shop, customer="someone@example.com", order="55-1203")
    assert codes(shop, present, "Your order 55-1203 leaves.") == []


def test_a_merged_ticket_s_customer_is_this_customer_too(shop: Desk):
    source = opened(shop, customer="tom@example.com")
    target = opened(shop, customer="thomas@example.com", name="Thomas Moran")
    text = "Hello Declan, your order po-77a1 leaves."
    assert codes(shop, target, text) == ["other_customer", "other_order"]
    shop.joining.merge(source, target)
    assert codes(shop, target, text) == ["other_customer"]
    assert codes(shop, target, "Hello Tom,") == []


def test_a_parcel_s_number_is_no_card(shop: Desk):
    ticket = opened(shop)
    assert codes(shop, ticket, "It travels as 4111111111111111.") == []
    assert codes(shop, ticket, "Your card 4111 1111 1111 1111") == ["card_number"]


def test_the_customer_s_own_words_and_addresses_count(lite: Desk):
    ticket = opened(lite, "Any news?\nBest, Kate", customer="c.lomax@example.com", name="Catherine Lomax")
    assert codes(lite, ticket, "Hello Kate,") == []
    assert codes(lite, ticket, "Hello Tom,") == ["other_customer"]
    lite.conversation.message(ticket, "It is for me", name="Tom Lomax")
    assert codes(lite, ticket, "Hello Tom,") == []


def test_an_address_is_no_name(lite: Desk):
    """A customer of whom only the address is known is stored under it: whom we greet can't be judged."""
    ticket = opened(lite, customer="mara@example.com", name=None)
    assert codes(lite, ticket, "Hello Declan,") == []


def test_the_language_is_the_ticket_s(lite: Desk):
    chinese = "您好，感谢您的来信，我们今天已经把灯寄出，下周一会送到您家里。"
    assert codes(lite, opened(lite, language="en"), chinese) == ["language"]
    assert codes(lite, opened(lite, language="zh"), chinese) == []
    assert codes(lite, opened(lite, "请问我的灯在哪里", language="en"), chinese) == []


def test_a_stale_version_is_told_before_the_gate(lite: Desk):
    ticket = opened(lite)
    seen = lite.queue.row(ticket).version
    lite.acting_as("ana").handling.priority(ticket, "high")
    with pytest.raises(StaleVersion):
        lite.conversation.reply(ticket, "by [[date]]", version=seen)


def test_notes_and_side_threads_may_say_anything(lite: Desk):
    ticket = opened(lite)
    text = "Hello Declan, [[date]], card 4111 1111 1111 1111"
    lite.conversation.note(ticket, text)
    lite.conversation.forward(ticket, text, to="desk@dhl.example", side="carrier")
    assert len(bodies(lite, ticket)) == 3
