"""What events add up to: above all since when the customer waits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.streams import CREATED, START, moved, said, ticket_stream

from servicedesk.domain.events import micros
from servicedesk.domain.ticket_replay import replay
from servicedesk.domain.ticket_state import FAR_FUTURE


def hour(n: int):
    return START + timedelta(hours=n)


def state(*happened):
    return replay(10_001, ticket_stream(CREATED, *happened))


def test_a_ticket_waits_from_its_oldest_unanswered_message():
    now = state(said(1, "customer"), said(2, "customer"))
    assert now.waiting_since == hour(1)
    assert now.queue_due == hour(1)
    assert now.last_customer_at == hour(2)


def test_a_pending_reply_answers_nothing_yet():
    now = state(said(1, "customer"), said(2, "agent"))
    assert now.waiting_since == hour(1)
    assert now.first_responded_at is None
    assert now.last_public_author == "agent"


def test_a_delivered_reply_ends_the_wait_at_the_instant_of_its_handing_over():
    now = state(said(1, "customer"), said(2, "agent"), ("delivered", {"message": 2}))
    assert now.waiting_since is None
    assert now.first_responded_at == hour(3)
    assert now.queue_due == FAR_FUTURE


def test_what_the_customer_wrote_in_the_grace_time_is_still_unanswered():
    now = state(said(1, "customer"), said(2, "agent"), said(3, "customer"), ("delivered", {"message": 2}))
    assert now.waiting_since == hour(3)


def test_at_the_same_instant_the_order_of_events_decides():
    at = {"at": micros(hour(5))}
    reply, question = said(2, "agent"), said(3, "customer")
    reply, question = (reply[0], reply[1] | at), (question[0], question[1] | at)
    assert state(reply, question, ("delivered", {"message": 2})).waiting_since == hour(5)
    assert state(question, reply, ("delivered", {"message": 2})).waiting_since is None


def test_a_failed_reply_answers_nothing():
    now = state(said(1, "customer"), said(2, "agent"), ("failed", {"message": 2}))
    assert now.waiting_since == hour(1)
    assert now.messages[2].delivery == "failed"


def test_an_automatic_reply_answers_nothing():
    now = state(said(1, "customer"), said(2, "system"))
    assert now.waiting_since == hour(1)
    assert now.first_responded_at is None
    assert now.last_public_author == "system"


@pytest.mark.parametrize("visibility", ["internal"])
def test_a_note_answers_nothing(visibility):
    now = state(said(1, "customer"), said(2, "agent", "internal", visibility))
    assert now.waiting_since == hour(1)
    assert now.last_public_author == "customer"


def test_a_spoken_call_answers_at_once():
    now = state(said(1, "customer"), said(2, "agent", "handed_over"))
    assert now.waiting_since is None
    assert now.first_responded_at == hour(2)


def test_no_reply_needed_ends_the_wait_but_is_no_response():
    now = state(said(1, "customer"), ("no_reply_needed", {}))
    assert now.waiting_since is None
    assert now.first_responded_at is None


def test_a_delivery_after_no_reply_needed_starts_no_wait():
    now = state(said(1, "customer"), said(2, "agent"), ("no_reply_needed", {}), ("delivered", {"message": 2}))
    assert now.waiting_since is None


@pytest.mark.parametrize("end", ["resolved", "spam"])
def test_ending_ends_the_wait_and_the_snooze(end):
    now = state(said(1, "customer"), ("snoozed", {"until": micros(hour(99))}), moved("new", end))
    assert now.waiting_since is None
    assert now.snoozed_until is None
    assert now.queue_due is None


def test_a_customers_message_ends_a_snooze():
    now = state(("snoozed", {"until": micros(hour(99))}), said(1, "customer"))
    assert now.snoozed_until is None
    assert now.queue_due == hour(2)


def test_a_reopening_message_waits():
    now = state(moved("new", "resolved"), said(1, "customer"), moved("resolved", "open", by_message=1))
    assert now.waiting_since == hour(2)
    assert now.reopened_by == 1


def test_a_later_status_makes_the_reopening_stand():
    now = state(
        moved("new", "resolved"),
        said(1, "customer"),
        moved("resolved", "open", by_message=1),
        moved("open", "on_hold"),
    )
    assert now.reopened_by is None


def test_a_voided_reopening_is_resolved_as_of_the_first_time():
    now = state(
        moved("new", "resolved"),
        said(1, "customer"),
        moved("resolved", "open", by_message=1),
        moved("open", "resolved", resolved_at=micros(hour(1))),
    )
    assert now.resolved_at == hour(1)


def test_a_merged_ticket_neither_waits_nor_snoozes():
    now = state(said(1, "customer"), ("snoozed", {"until": micros(hour(99))}), ("merged", {"into": 2, "from": "new"}))
    assert (now.status, now.merged_into) == ("merged", 2)
    assert now.waiting_since is None
    assert now.snoozed_until is None


def test_the_target_waits_since_the_older_of_two():
    earlier, later = micros(START - timedelta(days=1)), micros(hour(9))
    for since, expected in ((earlier, START - timedelta(days=1)), (later, hour(1)), (None, hour(1))):
        now = state(said(1, "customer"), ("absorbed", {"ticket": 7, "waiting_since": since}))
        assert now.waiting_since == expected


def test_what_came_with_a_merged_ticket_after_the_reply_was_written_still_waits():
    now = state(
        said(1, "customer"),
        said(2, "agent"),
        ("absorbed", {"ticket": 7, "waiting_since": micros(hour(2) + timedelta(minutes=1))}),
        ("delivered", {"message": 2}),
    )
    assert now.waiting_since == hour(2) + timedelta(minutes=1)


def test_after_a_split_only_what_is_left_waits():
    happened = (said(1, "customer"), said(2, "customer"))
    assert state(*happened, ("split_off", {"messages": [1], "ticket": 2})).waiting_since == hour(2)
    assert state(*happened, ("split_off", {"messages": [2], "ticket": 2})).waiting_since == hour(1)


def test_a_split_does_not_bring_back_a_wait_that_was_ended():
    now = state(said(1, "customer"), ("no_reply_needed", {}), said(2, "customer"), ("split_off", {"messages": [2]}))
    assert now.waiting_since is None


def test_a_split_off_message_is_not_the_last_word_any_more():
    now = state(
        said(1, "customer"), said(2, "agent", "handed_over"), said(3, "customer"), ("split_off", {"messages": [3]})
    )
    assert (now.last_public_author, now.last_customer_at, now.last_public_at) == ("agent", hour(1), hour(2))


def test_files_leave_with_their_message():
    def attached(number, message):
        return "attached", {"attachment": number, "message": message, "digest": "d"}

    now = state(said(1, "customer"), attached(1, 1), attached(2, None), ("split_off", {"messages": [1]}))
    assert set(now.attachments) == {2}


def test_undo_brings_the_state_before():
    happened = (CREATED, said(1, "customer"), said(2, "agent"), moved("new", "waiting_customer"))
    before = replay(1, ticket_stream(*happened[:2]))
    after = replay(1, ticket_stream(*happened, ("undone", {"events": [3, 4], "act": "x", "fields": []})))
    assert (after.status, after.waiting_since, after.last_public_author) == (
        before.status,
        before.waiting_since,
        before.last_public_author,
    )
    assert after.version == 5


def test_an_undone_opening_is_spam_and_an_undone_split_is_merged_back():
    alone = replay(1, ticket_stream(CREATED, ("undone", {"events": [1], "act": "x", "fields": ["*"]})))
    child = (CREATED[0], CREATED[1] | {"split_from": 7})
    back = replay(1, ticket_stream(child, ("undone", {"events": [1], "act": "x", "fields": ["*"]})))
    assert (alone.status, alone.created_at) == ("spam", START)
    assert (back.status, back.merged_into) == ("merged", 7)


def test_the_earliest_open_promise_counts():
    def promised(number, at):
        return "promised", {"promise": number, "due": micros(hour(at)), "digest": "d"}

    now = state(promised(1, 30), promised(2, 20), promised(3, 10), ("promise_kept", {"promise": 3}))
    assert now.promise_due == hour(20)


ACTS = st.sampled_from(
    [
        moved("new", "open"),
        moved("open", "on_hold"),
        moved("open", "waiting_customer"),
        moved("open", "resolved", resolved_at=None),
        moved("resolved", "open", by_message=1),
        ("assigned", {"from": None, "to": 2}),
        ("snoozed", {"until": micros(hour(90))}),
        ("no_reply_needed", {}),
        said(7, "customer"),
        said(8, "agent", "handed_over"),
        said(9, "agent", "internal", "internal"),
    ]
)


@given(st.lists(ACTS, max_size=5), st.lists(ACTS, min_size=1, max_size=3))
def test_an_act_and_its_undo_move_no_fact(before, act):
    history = [CREATED, said(1, "customer"), *before]
    mine = [*range(len(history) + 1, len(history) + len(act) + 1)]
    as_it_was = replay(10_001, ticket_stream(*history))
    undone = replay(10_001, ticket_stream(*history, *act, ("undone", {"events": mine, "act": "x", "fields": []})))
    assert undone.waiting_since == as_it_was.waiting_since
    assert undone.queue_due == as_it_was.queue_due
    seal = {"version": as_it_was.version, "head": as_it_was.head, "updated_at": as_it_was.updated_at}
    assert replace(undone, **seal) == as_it_was
