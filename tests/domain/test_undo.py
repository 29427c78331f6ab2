"""What an undo may take back, and what stands in its way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.streams import CREATED, moved, said, ticket_stream

from servicedesk.domain.undo import conflicts, touches, undo_fields

HIGH = ("priority", {"from": "normal", "to": "high"})
LOW = ("priority", {"from": "high", "to": "low"})
TAGGED = ("tagged", {"add": ["a"], "remove": ["b"]})


def undone(events, history):
    mine = [event for event in history if event.seq in events]
    return "undone", {"events": [*events], "act": "x", "fields": undo_fields(mine)}


def refusing(happened, *mine: int) -> list[int]:
    history = ticket_stream(*happened)
    return [event.seq for event in conflicts(history, [e for e in history if e.seq in mine])]


def with_undo(happened, *taken_back: tuple[int, ...]):
    happened = list(happened)
    for events in taken_back:
        happened.append(undone(events, ticket_stream(*happened)))
    return happened


def test_an_act_nobody_touched_since_can_be_undone():
    assert refusing([CREATED, HIGH, TAGGED], 2) == []


def test_a_later_event_on_the_same_field_refuses():
    assert refusing([CREATED, HIGH, TAGGED, LOW], 2) == [4]


def test_tags_conflict_one_by_one():
    other = ("tagged", {"add": ["c"], "remove": []})
    same = ("tagged", {"add": ["b"], "remove": []})
    assert refusing([CREATED, TAGGED, other, same], 2) == [4]


def test_anything_of_another_act_refuses_the_undo_of_an_opening():
    assert refusing([CREATED, HIGH], 1) == [2]


def test_an_opening_and_what_came_with_it_go_together():
    history = ticket_stream(CREATED, said(1, "customer"), acts="aa")
    assert conflicts(history, history) == []


def test_what_was_undone_since_is_no_obstacle():
    assert refusing(with_undo([CREATED, HIGH, LOW], (3,)), 2) == []


def test_a_redo_is_an_obstacle_again():
    assert refusing(with_undo([CREATED, HIGH, LOW], (3,), (4,)), 2) == [3]


def test_an_act_can_be_undone_again_after_its_redo():
    assert refusing(with_undo([CREATED, HIGH], (2,), (3,)), 2) == []


def test_a_redo_can_be_undone():
    assert refusing(with_undo([CREATED, HIGH], (2,), (3,)), 4) == []


def test_a_redo_is_refused_when_the_field_changed_since_the_undo():
    happened = [*with_undo([CREATED, HIGH], (2,)), LOW]
    assert refusing(happened, 3) == [4]


def test_a_redo_is_refused_when_what_it_stood_on_was_taken_away():
    happened = with_undo([CREATED, HIGH, LOW], (3,), (2,))
    assert refusing(happened, 4) == [5]


def test_status_and_merging_are_one_field():
    assert refusing([CREATED, moved("new", "open"), ("merged", {"into": 2, "from": "open"})], 2) == [3]


def test_a_delivered_reply_refuses():
    assert refusing([CREATED, said(1, "agent"), ("delivered", {"message": 1})], 2) == [3]


def test_a_resolution_stands_on_the_stage():
    stage = ("stage", {"from": "decided", "to": "communicated", "stands_on": ["message:1"]})
    resolved = moved("open", "resolved", stands_on=["kind", "stage"])
    happened = [CREATED, said(1, "agent"), stage, resolved]
    assert refusing(happened, 3) == [4]
    assert refusing(happened, 2) == [3]
    assert refusing(happened, 4) == []


def test_a_delivery_does_not_hold_the_stage_that_stands_on_its_message():
    stage = ("stage", {"from": "decided", "to": "communicated", "stands_on": ["message:1"]})
    assert refusing([CREATED, said(1, "agent"), stage, ("delivered", {"message": 1})], 3) == []


def test_a_file_stands_on_its_message():
    attached = ("attached", {"attachment": 5, "message": 1, "digest": "d"})
    assert refusing([CREATED, said(1, "customer"), attached], 2) == [3]


def test_a_split_touches_its_messages_and_their_files():
    (event,) = ticket_stream(("split_off", {"messages": [1], "attachments": [5], "ticket": 2}))
    assert touches(event) == {"message:1", "attachment:5"}


def test_texts_share_one_digest_and_so_one_field():
    remedy = ("complaint", {"facts": "e"})
    assert refusing([CREATED, ("subject", {"facts": "d"}), remedy], 2) == [3]


acts = st.lists(
    st.sampled_from(
        [HIGH, TAGGED, moved("new", "open"), ("assigned", {"from": None, "to": 1}), ("no_reply_needed", {})]
    ),
    min_size=1,
    max_size=6,
)


@given(acts)
def test_the_last_act_can_always_be_undone_and_redone_and_undone(happened):
    happened = [CREATED, *happened]
    last = len(happened)
    assert refusing(happened, last) == []
    once = with_undo(happened, (last,))
    assert refusing(once, last + 1) == []
    twice = with_undo(once, (last + 1,))
    assert refusing(twice, last) == []


@pytest.mark.parametrize("count", [2, 5])
@given(acts)
def test_undoing_backwards_is_never_refused(count, happened):
    happened = [CREATED, *happened]
    for seq in range(len(happened), 1, -1):
        assert refusing(happened, seq) == []
        happened = with_undo(happened, (seq,))


POSTPONED = ("promise_postponed", {"promise": 4, "from": 1, "to": 2})
FOLLOW_UP = ("follow_up", {"at": 1})


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (POSTPONED, {"promise:4"}),
        (("promise_withdrawn", {"promise": 4}), {"promise:4"}),
        (FOLLOW_UP, {"follow_up"}),
        (("mention_seen", {}), {"mention:person:1"}),
    ],
)
def test_what_reminders_touch(event, fields):
    assert touches(ticket_stream(CREATED, event)[1]) == fields


def test_a_later_follow_up_and_a_later_end_of_the_promise_refuse():
    assert refusing([CREATED, FOLLOW_UP, HIGH, ("follow_up", {"at": None})], 2) == [4]
    assert refusing([CREATED, POSTPONED, ("promise_kept", {"promise": 4})], 2) == [3]
    assert refusing([CREATED, POSTPONED, ("promise_kept", {"promise": 5})], 2) == []
