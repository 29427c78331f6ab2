"""How tickets begin, and whose they are."""

import pytest
from tests.builders import NOON, assert_sound, bodies, opened, types_of

from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, Invalid, NotFound


def test_a_ticket_with_everything(desk: Desk):
    done = desk.intake.open(
        kind="complaint",
        subject="  Broken ",
        body="It broke.",
        customer="Mara@Example.com",
        name="Mara",
        phone="+49 30 1234567",
        channel="mail",
        priority="high",
        language="de",
        order="55-1",
        product="ARC",
        tags=["#Dhl", "dhl", "vip"],
        nature="delivery",
        severity=2,
        department="logistics",
    )
    view = desk.tickets.show(done.ticket.id)
    assert (done.ticket.subject, done.ticket.stage, done.ticket.priority) == ("Broken", "received", "high")
    assert (done.ticket.waiting_since, done.ticket.customer_name) == (NOON, "Mara")
    assert (view.tags, view.order_text, view.product_text, view.recipient) == (
        ("dhl", "vip"),
        "55-1",
        "ARC",
        "Mara@Example.com",
    )
    assert (view.nature, view.severity, view.department, view.channel) == ("delivery", 2, "logistics", "mail")
    assert done.message_id == view.thread.messages[0].id
    assert_sound(desk)


def test_the_first_line_is_the_subject_where_there_is_none(lite: Desk):
    assert lite.intake.open(kind="inquiry", body="\n  Hello there\nmore").ticket.subject == "Hello there"
    assert len(lite.intake.open(kind="inquiry", body="x" * 500).ticket.subject) == 80


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"subject": " ", "body": "\n"}, "subject"),
        ({"kind": "wish"}, "kind"),
        ({"priority": "asap"}, "priority"),
        ({"channel": "pigeon"}, "channel"),
        ({"customer": "mara"}, "customer_email"),
        ({"phone": "12"}, "customer_phone"),
        ({"tags": ["two words"]}, "tag"),
        ({"severity": 9}, "severity"),
        ({"nature": "taste"}, "nature"),
        ({"team": "ghosts"}, "team"),
    ],
)
def test_what_can_not_be_a_ticket(lite: Desk, facts: dict, field: str):
    with pytest.raises(Invalid) as refused:
        lite.intake.open(**({"kind": "inquiry", "subject": "x"} | facts))
    assert refused.value.details["field"] == field
    assert lite.health().tickets == 0


def test_a_customer_nobody_knows(lite: Desk):
    with pytest.raises(NotFound):
        lite.intake.open(kind="inquiry", subject="x", customer_id=99)


def test_exact_matches_join_by_themselves(desk: Desk):
    first = opened(desk, customer="mara@example.com", phone="+49301234567")
    by_mail = opened(desk, customer="MARA@example.com ", name="M. Costa")
    by_phone = opened(desk, customer=None, phone="0049 30 123 45 67")
    other = opened(desk, customer="mara@example.org")
    numbers = [desk.queue.row(ticket).customer_id for ticket in (first, by_mail, by_phone, other)]
    assert len(set(numbers[:3])) == 1
    assert numbers[3] != numbers[0]
    customer = desk.tickets.customer(by_mail)
    assert customer is not None
    assert (customer.name, customer.ticket_count, customer.open_count) == ("Mara", 3, 3)
    assert {earlier.id for earlier in customer.tickets} == {first, by_phone}


def test_somebody_unnamed(lite: Desk):
    ticket = opened(lite, customer=None, name=None)
    assert lite.tickets.customer(ticket) is None
    assert lite.queue.row(ticket).customer_name == ""


def test_an_agent_first_ticket_waits_for_nobody(lite: Desk):
    done = lite.intake.open(kind="inquiry", subject="Call her", body="about the lamp", as_agent=True)
    assert (done.ticket.waiting_since, done.ticket.last_public_author) == (None, None)
    assert bodies(lite, done.ticket.id) == ["about the lamp"]


def test_numbers_begin_with_five_digits(desk: Desk):
    assert opened(desk) == 10_001


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
def test_who_may_not_open(lite: Desk, handle: str):
    with pytest.raises(Forbidden):
        opened(lite.acting_as(handle))


def test_events_hold_no_personal_text(lite: Desk):
    ticket = opened(lite, "Secret words", subject="Secret subject", name="Secret name", customer="secret@example.com",
                    phone="+49309999999", order="SECRET-1")  # fmt: skip
    lite.conversation.reply(ticket, "Secret answer")
    lite.handling.promise(ticket, "Secret promise", NOON.replace(year=2027))
    lite.conversation.attach(ticket, "secret.jpg", b"secret")
    lite.handling.subject(ticket, "Another secret")
    told = repr([event.payload for event in lite.tickets.events(ticket)]).casefold()
    assert "secret" not in told
    assert "9999999" not in told
    assert types_of(lite, ticket)[0] == "created"
