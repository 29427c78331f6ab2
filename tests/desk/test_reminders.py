"""Promises and follow-ups: written down with a reply, postponed, withdrawn, ended by the customer's next word."""

from datetime import timedelta

import pytest
from tests.builders import HOUR, assert_sound, bodies, opened, types_of

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Invalid, NotFound, Refused
from servicedesk.domain.meanwhile import Meanwhile, NewPromise


@pytest.fixture
def ticket(desk: Desk) -> int:
    return opened(desk)


def follow_up(desk: Desk, ticket: int) -> object:
    return desk.tickets.show(ticket).follow_up_at


def promises(desk: Desk, ticket: int) -> list[tuple[str, str]]:
    return [(promise.text, promise.state) for promise in desk.tickets.show(ticket).promises]


def test_a_reply_carries_a_follow_up_a_promise_and_what_it_keeps(desk: Desk, clock: ManualClock, ticket: int):
    desk.handling.promise(ticket, "an answer", clock.now() + HOUR)
    (made,) = desk.tickets.show(ticket).promises
    again, due = clock.now() + timedelta(days=2), clock.now() + timedelta(days=1)
    done = desk.conversation.reply(
        ticket,
        "You get the money by tomorrow.",
        then="waiting_customer",
        meanwhile=Meanwhile(again, NewPromise(" the money ", due), (made.id,)),
    )
    assert types_of(desk, ticket)[-5:] == ["message", "status", "promised", "promise_kept", "follow_up"]
    assert promises(desk, ticket) == [("an answer", "kept"), ("the money", "open")]
    assert follow_up(desk, ticket) == again
    assert desk.queue.row(ticket).remind_at == due
    assert_sound(desk)
    desk.history.undo(done.act_id)
    assert promises(desk, ticket) == [("an answer", "open")]
    assert (follow_up(desk, ticket), desk.queue.row(ticket).status) == (None, "open")
    assert_sound(desk)


def test_nothing_is_written_when_a_part_is_wrong(desk: Desk, clock: ManualClock, ticket: int):
    past = clock.now() - HOUR
    for wrong in (
        Meanwhile(past),
        Meanwhile(promise=NewPromise(" ", clock.now() + HOUR)),
        Meanwhile(promise=NewPromise("x", (clock.now() + HOUR).replace(tzinfo=None))),
        Meanwhile(kept=(77,)),
    ):
        with pytest.raises((Invalid, NotFound)):
            desk.conversation.reply(ticket, "Hello", then="waiting_customer", meanwhile=wrong)
    assert len(bodies(desk, ticket)) == 1
    assert_sound(desk)


def test_a_customers_message_ends_the_follow_up(desk: Desk, clock: ManualClock, ticket: int):
    desk.handling.status(ticket, "waiting_customer", meanwhile=Meanwhile(clock.now() + HOUR))
    assert desk.queue.page("is:remind", "remind").rows[0].id == ticket
    desk.conversation.message(ticket, "Here I am.")
    assert follow_up(desk, ticket) is None
    assert desk.queue.total("is:remind") == 0
    assert_sound(desk)


def test_a_follow_up_is_set_moved_and_ended(desk: Desk, clock: ManualClock, ticket: int):
    soon, later = clock.now() + HOUR, clock.now() + 2 * HOUR
    desk.reminders.follow_up(ticket, soon)
    desk.reminders.follow_up(ticket, later)
    with pytest.raises(Refused):
        desk.reminders.follow_up(ticket, later)
    desk.reminders.follow_up(ticket, None)
    assert follow_up(desk, ticket) is None
    desk.history.undo()
    assert follow_up(desk, ticket) == later
    with pytest.raises(Invalid):
        desk.reminders.follow_up(ticket, clock.now())
    desk.handling.status(ticket, "resolved")
    assert follow_up(desk, ticket) is None
    with pytest.raises(Refused):
        desk.reminders.follow_up(ticket, later)
    assert_sound(desk)


def test_a_promise_is_postponed_with_a_reason(desk: Desk, clock: ManualClock, ticket: int):
    first, later = clock.now() + HOUR, clock.now() + 5 * HOUR
    desk.handling.promise(ticket, "an answer", first)
    (made,) = desk.tickets.show(ticket).promises
    with pytest.raises(Invalid):
        desk.reminders.postpone(ticket, made.id, later, reason=" ")
    with pytest.raises(Refused):
        desk.reminders.postpone(ticket, made.id, first, reason="same time")
    desk.reminders.postpone(ticket, made.id, later, reason="the carrier sleeps")
    assert desk.tickets.show(ticket).promises[0].due_at == later
    assert bodies(desk, ticket)[-1] == "the carrier sleeps"
    assert desk.queue.row(ticket).remind_at == later
    assert_sound(desk)
    desk.history.undo()
    assert desk.tickets.show(ticket).promises[0].due_at == first
    assert bodies(desk, ticket)[-1] != "the carrier sleeps"
    assert_sound(desk)


def test_a_promise_is_withdrawn(desk: Desk, clock: ManualClock, ticket: int):
    desk.handling.promise(ticket, "an answer", clock.now() + HOUR)
    (made,) = desk.tickets.show(ticket).promises
    desk.reminders.withdraw(ticket, made.id)
    assert promises(desk, ticket) == []
    assert desk.queue.row(ticket).remind_at is None
    assert_sound(desk)
    with pytest.raises(Refused):
        desk.handling.settle_promise(ticket, made.id, kept=True)
    desk.history.undo()
    assert promises(desk, ticket) == [("an answer", "open")]
    assert_sound(desk)
