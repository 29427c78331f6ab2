"""Undo again and again: pairs of done and undone, and replies that have left, are gone past."""

from datetime import timedelta

import pytest
from tests.builders import MINUTE, assert_sound, bodies, opened

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Refused


def test_many_pairs_of_done_and_undone_are_skipped(lite: Desk):
    ticket = opened(lite)
    lite.handling.priority(ticket, "high")
    for n in range(30):
        lite.conversation.note(ticket, f"note {n}")
        lite.history.undo()
    following = lite.history.next_undo()
    assert following is not None
    assert following.name == "priority"
    assert lite.history.undo().name == "priority"
    assert_sound(lite)


def test_a_reply_that_has_left_is_gone_past_and_told_once(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.handling.priority(ticket, "high")
    clock.advance(MINUTE)
    lite.conversation.note(ticket, "Mind the box.")
    clock.advance(MINUTE)
    reply = lite.conversation.reply(ticket, "It is on its way.", grace=0)
    assert next(act for act in lite.history.acts() if act.act_id == reply.act_id).has_left
    clock.advance(MINUTE)
    undone = lite.history.undo()
    assert undone.name == "note"
    assert undone.passed is not None
    assert undone.passed.act_id == reply.act_id
    clock.advance(MINUTE)
    again = lite.history.undo()
    assert (again.name, again.passed) == ("priority", None)
    assert bodies(lite, ticket)[-1] == "It is on its way."
    assert_sound(lite)


def test_a_reply_gone_past_is_told_again_after_a_newer_act(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.conversation.note(ticket, "Mind the box.")
    clock.advance(MINUTE)
    lite.conversation.reply(ticket, "It is on its way.", grace=0)
    clock.advance(MINUTE)
    lite.handling.priority(ticket, "high")
    clock.advance(MINUTE)
    assert lite.history.undo().passed is None
    clock.advance(MINUTE)
    undone = lite.history.undo()
    assert undone.name == "note"
    assert undone.passed is not None


def test_a_reply_in_its_grace_time_is_still_recalled(lite: Desk, clock: ManualClock):
    ticket = opened(lite)
    lite.conversation.reply(ticket, "It is on its way.", grace=20)
    clock.advance(timedelta(seconds=5))
    assert lite.history.undo().recalled == "It is on its way."


def test_nothing_but_a_reply_that_has_left_is_nothing_to_undo(lite: Desk):
    other = opened(lite)
    ana = lite.acting_as("ana")
    ana.conversation.reply(other, "Once more.", grace=0)
    assert ana.history.next_undo() is None
    with pytest.raises(Refused, match="nothing of yours"):
        ana.history.undo()
