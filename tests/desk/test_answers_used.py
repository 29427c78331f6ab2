"""Answers in replies: what is remembered of them, what their macros do, and what a recall takes back."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.builders import MINUTE, assert_sound, complaint_at, opened, resolved, types_of

from servicedesk.answers.answer import Answer
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import IllegalMove, NotFound, Refused, UndoRefused
from servicedesk.domain.macros import ActionKind, MacroAction
from servicedesk.domain.used_answers import Inserted, UsedAnswer

TAG = MacroAction(ActionKind.TAG, "refund")
URGENT = MacroAction(ActionKind.PRIORITY, "urgent")
RESOLVE = MacroAction(ActionKind.STATUS, "resolved")


@pytest.fixture
def used(desk: Desk) -> UsedAnswer:
    """An answer in the store, in its second version."""
    answers = desk.acting_as("sup").answers
    first = answers.save(Answer("DMG", "Money back", "en", "You get it back.")).answer
    answers.restore(first.number, 1)
    second = answers.save(Answer("DMG", "Money back", "en", "All of it.", number=first.number)).answer
    return UsedAnswer(second.number, second.version)


def uses(desk: Desk) -> Sequence[tuple[object, ...]]:
    with desk._work.store.read() as connection:
        query = "SELECT ticket_id, answer_id, version, message_id, asked_id FROM answer_uses ORDER BY ticket_id, seq"
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_reply_remembers_its_answers(desk: Desk, used: UsedAnswer):
    ticket = opened(desk)
    asked = desk.tickets.everything_said(ticket)[0].id
    done = desk.conversation.reply(ticket, "All of it.", answers=[used, used])
    assert uses(desk) == [(ticket, used.number, used.version, done.message_id, asked)]
    assert_sound(desk)


def test_a_recalled_reply_used_nothing_and_its_draft_knows_what_was_in_it(desk: Desk, used: UsedAnswer):
    ticket = opened(desk)
    done = desk.conversation.reply(ticket, "All of it.", answers=[used], actions=[TAG])
    assert desk.tickets.show(ticket).tags == ("refund",)
    desk.history.undo(done.act_id)
    assert uses(desk) == []
    assert desk.tickets.show(ticket).tags == ()
    (draft,) = desk.drafts.load(ticket)
    assert draft.inserted == Inserted((used,), (TAG,))
    assert_sound(desk)


def test_an_unknown_answer_is_refused_and_nothing_is_said(desk: Desk):
    ticket = opened(desk)
    with pytest.raises(NotFound):
        desk.conversation.reply(ticket, "Hello", answers=[UsedAnswer(99, 1)])
    assert len(desk.tickets.everything_said(ticket)) == 1


def test_actions_are_done_in_the_reply_s_act_and_undone_with_it(desk: Desk, used: UsedAnswer):
    boss = desk.acting_as("boss")
    boss.people.add_team("care")
    ticket = opened(desk)
    before = desk.queue.row(ticket)
    everything = [RESOLVE, TAG, URGENT, MacroAction(ActionKind.TEAM, "care")]
    done = desk.conversation.reply(ticket, "All of it.", answers=[used], actions=everything)
    view = desk.tickets.show(ticket)
    assert (done.ticket.status, done.ticket.priority, view.tags, view.team) == (
        "resolved",
        "urgent",
        ("refund",),
        "care",
    )
    events = desk.tickets.events(ticket)
    assert {event.act_id for event in events[1:] if event.type != "message"} <= {done.act_id, events[0].act_id}
    assert_sound(desk)
    desk.history.undo()
    after = desk.queue.row(ticket)
    assert (after.status, after.priority) == (before.status, before.priority)
    assert desk.tickets.show(ticket).tags == ()
    assert_sound(desk)


def test_the_status_chosen_goes_before_the_macro_s(desk: Desk):
    ticket = opened(desk)
    done = desk.conversation.reply(ticket, "And?", then="waiting_customer", actions=[RESOLVE])
    assert done.ticket.status == "waiting_customer"


def test_an_action_that_may_not_be_done_is_named_and_nothing_is(desk: Desk, used: UsedAnswer):
    ticket = complaint_at(desk, "assessed")
    before = types_of(desk, ticket)
    decided = MacroAction(ActionKind.STAGE, "decided")
    with pytest.raises(IllegalMove) as caught:
        desk.conversation.reply(ticket, "Decided.", answers=[used], actions=[TAG, decided])
    assert caught.value.details["action"] == {"what": "stage", "value": "decided"}
    assert str(caught.value).startswith("stage decided: ")
    with pytest.raises(Refused):
        desk.handling.macro(ticket, [TAG, RESOLVE])
    assert types_of(desk, ticket) == before
    assert uses(desk) == []


def test_a_macro_that_resolves_tells_the_decision(desk: Desk):
    ticket = complaint_at(desk, "decided")
    done = desk.conversation.reply(ticket, "We decided: a new lamp.", grace=0, actions=[RESOLVE])
    assert (done.ticket.status, done.ticket.stage) == ("resolved", "communicated")


def test_a_macro_by_itself_is_one_act(desk: Desk, used: UsedAnswer):
    ticket = opened(desk)
    done = desk.handling.macro(ticket, [TAG, URGENT, TAG], answers=[used])
    assert (done.ticket.priority, desk.tickets.show(ticket).tags) == ("urgent", ("refund",))
    assert [row[:4] for row in uses(desk)] == [(ticket, used.number, used.version, None)]
    assert_sound(desk)
    undone = desk.history.undo()
    assert undone.name == "macro"
    assert (desk.queue.row(ticket).priority, desk.tickets.show(ticket).tags, uses(desk)) == ("normal", (), [])
    desk.history.undo(undone.act_id)
    assert desk.tickets.show(ticket).tags == ("refund",)
    assert len(uses(desk)) == 1
    assert_sound(desk)


def test_two_macros_are_undone_each_by_itself(desk: Desk):
    ticket = opened(desk)
    first = desk.handling.macro(ticket, [TAG])
    desk.handling.macro(ticket, [URGENT])
    desk.history.undo(first.act_id)
    assert desk.queue.row(ticket).priority == "urgent"
    assert_sound(desk)


def test_a_macro_that_changes_nothing_is_refused(desk: Desk):
    ticket = resolved(desk)
    with pytest.raises(Refused):
        desk.handling.macro(ticket, [RESOLVE])


def test_what_is_so_already_is_passed_over(desk: Desk):
    ticket = opened(desk, priority="urgent", tags=("refund",))
    desk.conversation.reply(ticket, "Hello", actions=[TAG, URGENT, MacroAction(ActionKind.UNTAG, "other")])
    assert "tagged" not in types_of(desk, ticket)
    assert "priority" not in types_of(desk, ticket)


def test_verify_sees_a_use_that_was_changed_taken_or_put_in(desk: Desk, used: UsedAnswer):
    ticket = opened(desk)
    desk.conversation.reply(ticket, "All of it.", answers=[used])
    verify = desk.acting_as("sup").proof.verify
    for change in ("UPDATE answer_uses SET version = 1", "DELETE FROM answer_uses"):
        with desk._work.store.transaction() as connection:
            connection.execute(text(change))
        (problem,) = verify().problems
        assert problem.problem == f"the use of answer {used.number} differs from its event"
    other = opened(desk)
    with desk._work.store.transaction() as connection:
        row = f"{other}, 1, {used.number}, 1, 0"
        connection.execute(
            text(f"INSERT INTO answer_uses (ticket_id, seq, answer_id, version, used_at) VALUES ({row})")
        )
    assert f"a use of answer {used.number} has no event" in [problem.problem for problem in verify().problems]


def test_a_split_leaves_the_uses_where_they_were(desk: Desk, used: UsedAnswer):
    ticket = opened(desk)
    desk.conversation.message(ticket, "And another thing.")
    done = desk.conversation.reply(ticket, "All of it.", grace=0, answers=[used])
    assert done.message_id is not None
    desk.joining.split(ticket, done.message_id)
    assert_sound(desk)


def test_a_draft_keeps_what_was_inserted(desk: Desk, used: UsedAnswer):
    ticket = opened(desk)
    what = Inserted((used,), (TAG,))
    desk.drafts.save(ticket, "reply", "All of it.", 3, what)
    assert [draft.inserted for draft in desk.drafts.load(ticket)] == [what]
    desk.drafts.save(ticket, "reply", "", inserted=Inserted((), (TAG,)))
    assert [draft.inserted.actions for draft in desk.drafts.load(ticket)] == [(TAG,)]
    desk.drafts.save(ticket, "reply", "")
    assert desk.drafts.load(ticket) == ()


STEPS = st.lists(st.sampled_from(("reply", "macro", "customer", "undo", "sweep")), min_size=1, max_size=8)


@settings(max_examples=20)
@given(STEPS)
def test_whatever_is_done_and_undone_uses_are_those_that_stand(lite: Desk, clock: ManualClock, steps: list[str]):
    answers = lite.acting_as("sup").answers
    answers.take([Answer("DMG", "Money back", "en", "You get it back.")])
    used = UsedAnswer(answers.pair("DMG")[0].number, 1)
    ticket = opened(lite)
    lite.handling.status(ticket, "on_hold")
    for number, step in enumerate(steps):
        clock.advance(MINUTE / 4)
        tag = MacroAction(ActionKind.TAG, f"tag{number}")
        with suppress(Refused, UndoRefused):
            match step:
                case "reply":
                    lite.conversation.reply(ticket, "All of it.", answers=[used], actions=[tag])
                case "macro":
                    lite.handling.macro(ticket, [tag], answers=[used])
                case "customer":
                    lite.conversation.message(ticket, "And?")
                case "sweep":
                    lite.upkeep.sweep()
                case _:
                    lite.history.undo()
        tags = lite.tickets.show(ticket).tags
        assert len([row for row in uses(lite) if row[0] == ticket]) == len(tags)
    assert_sound(lite)
