"""Merging, splitting, linking, and taking each of them back."""

from datetime import timedelta

import pytest
from tests.builders import HOUR, MINUTE, NOON, assert_sound, bodies, complaint_at, in_status, opened, resolved, types_of

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, NotFound, Refused, UndoRefused


def test_a_merge_makes_one_conversation_and_undo_two_again(desk: Desk, clock: ManualClock):
    first = opened(desk, "Where is it?")
    clock.advance(HOUR)
    second = opened(desk, "It is late")
    done = desk.joining.merge(first, second)
    assert (done.ticket.id, done.ticket.waiting_since) == (second, NOON)
    assert bodies(desk, second) == ["Where is it?", "It is late"]
    view = desk.tickets.show(first)
    assert (view.row.status, view.merged_into, view.row.waiting_since) == ("merged", second, None)
    assert_sound(desk)
    undone = desk.history.undo()
    assert set(undone.tickets) == {first, second}
    assert desk.queue.row(first).waiting_since == NOON
    assert desk.queue.row(second).waiting_since == NOON + HOUR
    assert bodies(desk, second) == ["It is late"]
    assert_sound(desk)


@pytest.mark.parametrize("status", ["resolved", "waiting_customer", "on_hold"])
def test_a_waiting_customer_opens_the_target(lite: Desk, clock: ManualClock, status: str):
    source, target = opened(lite), in_status(lite, clock, status)
    done = lite.joining.merge(source, target)
    assert (done.ticket.status, done.ticket.waiting_since) == ("open", NOON)
    assert target in [row.id for row in lite.queue.page().rows]
    lite.history.undo()
    assert lite.queue.row(target).status == status
    assert_sound(lite)


def test_merging_an_answered_ticket_leaves_the_target_as_it_is(lite: Desk):
    source, target = resolved(lite), resolved(lite)
    assert lite.joining.merge(source, target).ticket.status == "resolved"


def test_a_waiting_customer_sends_a_resolved_complaint_back(lite: Desk):
    target = complaint_at(lite, "closed")
    lite.handling.status(target, "resolved")
    assert lite.joining.merge(opened(lite), target).ticket.stage == "assessed"


def test_a_snoozed_ticket_that_is_merged_sleeps_no_more(lite: Desk, clock: ManualClock):
    source, target = opened(lite), opened(lite)
    lite.handling.snooze(source, NOON + HOUR)
    lite.joining.merge(source, target)
    assert lite.queue.total("is:snoozed") == 0
    clock.advance(2 * HOUR)
    assert lite.upkeep.sweep().woken == 0
    lite.history.undo()
    assert lite.upkeep.sweep().woken == 1
    assert_sound(lite)


@pytest.mark.parametrize("status", ["closed", "merged", "spam"])
def test_nothing_is_merged_into_an_ended_ticket(lite: Desk, clock: ManualClock, status: str):
    target = in_status(lite, clock, status)
    with pytest.raises(Refused):
        lite.joining.merge(opened(lite), target)


@pytest.mark.parametrize("status", ["closed", "merged", "spam"])
def test_an_ended_ticket_is_not_merged(lite: Desk, clock: ManualClock, status: str):
    source = in_status(lite, clock, status)
    with pytest.raises(IllegalMove) as refused:
        lite.joining.merge(source, opened(lite))
    assert refused.value.details["legal"] == []


def test_it_takes_two(lite: Desk):
    ticket = opened(lite)
    for act in (lite.joining.merge, lite.joining.link):
        with pytest.raises(Invalid):
            act(ticket, ticket)
        with pytest.raises(NotFound):
            act(ticket, 99_999)
        with pytest.raises(NotFound):
            act(99_999, ticket)


def test_both_orders_of_numbers(lite: Desk):
    first, second, third = opened(lite), opened(lite), opened(lite)
    assert lite.joining.merge(third, second).ticket.id == second
    assert lite.joining.merge(second, first).ticket.id == first
    assert len(bodies(lite, first)) == 3


def test_a_reply_pending_on_the_source_still_leaves(lite: Desk, clock: ManualClock):
    source, target = opened(lite), opened(lite)
    lite.conversation.reply(source, "On its way")
    lite.joining.merge(source, target)
    clock.advance(MINUTE)
    assert lite.upkeep.sweep().delivered == 1
    assert "On its way" in bodies(lite, target)
    assert_sound(lite)


def test_undo_of_a_merge_after_the_source_was_reached_by_nothing_else(lite: Desk):
    source, target = opened(lite), opened(lite)
    merge = lite.joining.merge(source, target)
    lite.conversation.note(target, "both are here")
    assert lite.history.undo(merge.act_id).tickets == (source, target)
    assert lite.queue.row(source).status == "new"
    assert_sound(lite)


def test_undo_of_a_merge_is_refused_when_the_opened_target_moved_on(lite: Desk):
    source, target = opened(lite), resolved(lite)
    merge = lite.joining.merge(source, target)
    lite.acting_as("ana").handling.status(target, "on_hold")
    with pytest.raises(UndoRefused) as refused:
        lite.history.undo(merge.act_id)
    assert [event["type"] for event in refused.value.details["theirs"]] == ["status"]
    assert [event["actor"] for event in refused.value.details["theirs"]] == ["ana"]
    assert "absorbed" in [event["type"] for event in refused.value.details["mine"]]


def two_matters(desk: Desk, clock: ManualClock) -> tuple[int, int]:
    """A ticket whose second message, with a file, is another matter."""
    ticket = opened(desk, "Where is my lamp?")
    clock.advance(HOUR)
    message = desk.conversation.message(ticket, "\nAlso, wrong invoice\nSee file").message_id
    assert message is not None
    desk.conversation.attach(ticket, "invoice.pdf", b"%PDF", message_id=message)
    return ticket, message


def test_a_split_moves_a_message_with_its_files(desk: Desk, clock: ManualClock):
    ticket, message = two_matters(desk, clock)
    clock.advance(HOUR)
    child = desk.joining.split(ticket, message).ticket
    view = desk.tickets.show(child.id)
    assert (child.subject, child.status, child.customer_name) == ("Also, wrong invoice", "new", "Mara")
    assert (child.waiting_since, view.split_from, view.links) == (NOON + HOUR, ticket, (ticket,))
    assert [file.name for file in view.attachments] == ["invoice.pdf"]
    assert [file.name for file in view.thread.messages[0].attachments] == ["invoice.pdf"]
    parent = desk.tickets.show(ticket)
    assert (bodies(desk, ticket), parent.attachments, parent.links) == (["Where is my lamp?"], (), (child.id,))
    assert parent.row.waiting_since == NOON
    assert_sound(desk)


def test_a_split_taken_back(desk: Desk, clock: ManualClock):
    ticket, message = two_matters(desk, clock)
    before = desk.tickets.show(ticket)
    split = desk.joining.split(ticket, message)
    undo = desk.history.undo()
    after = desk.tickets.show(ticket)
    assert (after.thread.messages, after.attachments, after.links) == (before.thread.messages, before.attachments, ())
    assert after.row.waiting_since == NOON
    gone = desk.tickets.show(split.ticket.id)
    assert (gone.row.status, gone.merged_into, bodies(desk, gone.row.id)) == ("merged", ticket, [])
    assert_sound(desk)
    desk.history.undo(undo.act_id)
    assert [file.name for file in desk.tickets.show(split.ticket.id).attachments] == ["invoice.pdf"]
    assert desk.tickets.show(ticket).attachments == ()
    assert_sound(desk)


def test_a_split_is_not_taken_back_once_somebody_worked_on_the_child(lite: Desk, clock: ManualClock):
    ticket, message = two_matters(lite, clock)
    split = lite.joining.split(ticket, message)
    lite.acting_as("ana").conversation.note(split.ticket.id, "I have it")
    with pytest.raises(UndoRefused) as refused:
        lite.history.undo(split.act_id)
    assert "message" in [event["type"] for event in refused.value.details["theirs"]]
    assert_sound(lite)


def test_splits_that_make_no_sense(lite: Desk, clock: ManualClock):
    ticket, message = two_matters(lite, clock)
    with pytest.raises(NotFound):
        lite.joining.split(ticket, 99_999)
    alone = opened(lite)
    with pytest.raises(Refused):
        lite.joining.split(alone, lite.tickets.show(alone).thread.messages[0].id)
    reply = lite.conversation.reply(ticket, "Yes").message_id
    assert reply is not None
    with pytest.raises(Refused, match="not left"):
        lite.joining.split(ticket, reply)
    clock.advance(timedelta(minutes=1))
    lite.upkeep.sweep()
    lite.joining.split(ticket, message)
    assert_sound(lite)


def test_links_go_both_ways_and_back(desk: Desk):
    one, two = opened(desk), opened(desk)
    desk.joining.link(two, one)
    assert (desk.tickets.show(one).links, desk.tickets.show(two).links) == ((two,), (one,))
    with pytest.raises(Refused):
        desk.joining.link(one, two)
    desk.history.undo()
    assert (desk.tickets.show(one).links, desk.tickets.show(two).links) == ((), ())
    assert_sound(desk)


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
def test_who_may_not_join(lite: Desk, handle: str):
    one, two = opened(lite), opened(lite)
    person = lite.acting_as(handle)
    message = lite.tickets.show(one).thread.messages[0].id
    for act in (lambda: person.joining.merge(one, two), lambda: person.joining.merge(two, one),
                lambda: person.joining.link(one, two), lambda: person.joining.split(one, message)):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    assert types_of(lite, one) == ["created", "message"]
