"""Everything about a customer, and the note about them; on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.builders import assert_sound, opened, verified

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, Invalid, NotFound, Refused
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store


def customer_of(desk: Desk, ticket: int) -> int:
    found = desk.queue.row(ticket).customer_id
    assert found is not None
    return found


def test_all_of_a_customer(desk: Desk, clock: ManualClock):
    first = opened(desk, subject="One")
    clock.advance(timedelta(minutes=1))
    second = opened(desk, subject="Two")
    stranger = opened(desk, customer="bo@example.com")
    desk.handling.promise(first, "by Friday", clock.now() + timedelta(days=2))
    desk.handling.promise(second, "today", clock.now() + timedelta(hours=2))
    desk.handling.promise(stranger, "not hers", clock.now() + timedelta(hours=1))
    kept = desk.tickets.show(second).promises[0]
    whole = desk.customers.whole(customer_of(desk, first))
    assert [(one.ticket_id, one.promise.text) for one in whole.promises] == [(second, "today"), (first, "by Friday")]
    assert {ticket.subject for ticket in whole.customer.tickets} == {"One", "Two"}
    assert (whole.customer.ticket_count, whole.customer.return_count, whole.returns) == (2, 0, ())
    desk.handling.settle_promise(second, kept.id, kept=True)
    assert len(desk.customers.whole(customer_of(desk, first)).promises) == 1


def test_nobody(lite: Desk):
    with pytest.raises(NotFound):
        lite.customers.whole(404)
    with pytest.raises(NotFound):
        lite.customers.note(404, "x")


def test_a_note_is_an_event(desk: Desk):
    customer = customer_of(desk, opened(desk))
    desk.customers.note(customer, " Writes early.\n")
    assert desk.customers.show(customer).note == "Writes early."
    desk.customers.note(customer, "Writes early.")
    desk.customers.note(customer, "她早上写信", seen="Writes early.")
    assert desk.customers.show(customer).note == "她早上写信"
    assert_sound(desk)
    desk.customers.note(customer, "")
    assert desk.customers.show(customer).note == ""
    assert_sound(desk)


def test_a_note_is_not_overwritten_unseen(desk: Desk):
    customer = customer_of(desk, opened(desk))
    desk.acting_as("ana").customers.note(customer, "Hers")
    with pytest.raises(Refused) as refused:
        desk.customers.note(customer, "Mine", seen="")
    assert refused.value.details["theirs"] == "Hers"
    assert desk.customers.show(customer).note == "Hers"


def test_an_altered_note_shows(desk: Desk, url: str):
    customer = customer_of(desk, opened(desk))
    desk.customers.note(customer, "Writes early.")
    store = Store(parse_address(url))
    with store.transaction() as connection:
        connection.execute(text("UPDATE customers SET note = 'Owes us money'"))
    store.close()
    assert [problem.problem for problem in verified(desk).problems] == ["the note is not the one recorded"]


def test_a_note_by_a_trainee_or_without_end(lite: Desk):
    customer = customer_of(lite, opened(lite))
    with pytest.raises(Forbidden):
        lite.acting_as("nova").customers.note(customer, "x")
    with pytest.raises(Invalid):
        lite.customers.note(customer, "x" * 10_001)
