"""Undo and redo: whose, of what, when refused, and what it leaves."""

from collections.abc import Callable

import pytest
from tests.builders import DAY, HOUR, MINUTE, NOON, assert_sound, bodies, complaint_at, opened, resolved, types_of
from tests.desk.test_machine import visible

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, NotFound, Refused, UndoRefused

Act = Callable[[Desk, int], object]

UNDOABLE: dict[str, Act] = {
    "status": lambda d, t: d.handling.status(t, "on_hold"),
    "resolve": lambda d, t: d.conversation.note(t, "x", then="waiting_customer"),
    "spam": lambda d, t: d.handling.status(t, "spam"),
    "priority": lambda d, t: d.handling.priority(t, "urgent"),
    "kind": lambda d, t: d.handling.kind(t, "return"),
    "stage": lambda d, t: d.handling.stage(t, "acknowledged"),
    "tag": lambda d, t: d.handling.tag(t, ["new"], ["old"]),
    "snooze": lambda d, t: d.handling.snooze(t, NOON + DAY),
    "promise": lambda d, t: d.handling.promise(t, "a call", NOON + DAY),
    "subject": lambda d, t: d.handling.subject(t, "Another subject"),
    "remedy": lambda d, t: d.handling.complaint(t, remedy="a lamp", nature="billing", severity=1, accepted=False),
    "assign": lambda d, t: d.assignment.assign(t, "ana"),
    "take_next": lambda d, t: d.assignment.take_next(),
    "note": lambda d, t: d.conversation.note(t, "x"),
    "call": lambda d, t: d.conversation.call(t, "x", outcome="spoke"),
    "message": lambda d, t: d.conversation.message(t, "And?"),
    "no_reply_needed": lambda d, t: d.conversation.no_reply_needed(t),
    "forward": lambda d, t: d.conversation.forward(t, "x", to="x", side="carrier"),
    "attach": lambda d, t: d.conversation.attach(t, "a.txt", b"a"),
}


@pytest.mark.parametrize("what", UNDOABLE)
def test_there_back_there_and_back(lite: Desk, what: str):
    ticket = opened(lite, kind="complaint", tags=["old"])
    before = visible(lite, ticket)
    UNDOABLE[what](lite, ticket)
    after = visible(lite, ticket)
    assert after != before
    undo = lite.history.undo()
    assert visible(lite, ticket) == before
    redo = lite.history.undo(undo.act_id)
    assert visible(lite, ticket) == after
    assert_sound(lite)
    assert lite.history.undo().undone == undo.undone
    assert visible(lite, ticket) == before
    assert redo.name == "undo"
    assert_sound(lite)


def test_undo_on_both_engines(desk: Desk):
    ticket = opened(desk, kind="complaint", tags=["old"])
    seen = [visible(desk, ticket)]
    for act in (UNDOABLE[name] for name in ("assign", "remedy", "tag", "note", "attach", "subject", "message")):
        act(desk, ticket)
        seen.append(visible(desk, ticket))
    for before in reversed(seen[:-1]):
        desk.history.undo()
        assert visible(desk, ticket) == before
    assert_sound(desk)


def test_an_undone_opening_stays_as_spam(lite: Desk):
    ticket = opened(lite)
    lite.history.undo()
    view = lite.tickets.show(ticket)
    assert (view.row.status, view.row.waiting_since, view.thread.messages) == ("spam", None, ())
    assert view.row.subject == "A lamp"
    assert lite.queue.total("") == 0
    assert_sound(lite)


def test_a_reply_is_recalled_into_a_draft(desk: Desk, clock: ManualClock):
    ticket = opened(desk)
    before = visible(desk, ticket)
    desk.conversation.reply(ticket, "Dear Mara", then="resolved")
    clock.advance(19 * MINUTE / 60)
    undone = desk.history.undo()
    assert (undone.recalled, undone.recalled_ticket, undone.recalled_mode) == ("Dear Mara", ticket, "reply")
    assert visible(desk, ticket) == before
    (draft,) = desk.drafts.load(ticket)
    assert (draft.mode, draft.body) == ("reply", "Dear Mara")
    clock.advance(HOUR)
    assert desk.upkeep.sweep().delivered == 0
    assert desk.health().pending_replies == 0
    with pytest.raises(UndoRefused, match="anew"):
        desk.history.undo(undone.act_id)
    assert_sound(desk)


def test_a_recalled_reply_does_not_overwrite_what_was_begun_since(lite: Desk):
    ticket = opened(lite)
    lite.conversation.reply(ticket, "Dear Mara")
    lite.drafts.save(ticket, "reply", "P.S. the shade")
    assert lite.history.undo().recalled == "Dear Mara\n\nP.S. the shade"
    assert lite.drafts.load(ticket)[0].body == "Dear Mara\n\nP.S. the shade"


def test_a_note_that_was_undone_can_be_redone(lite: Desk):
    ticket = opened(lite)
    lite.conversation.note(ticket, "a long note")
    undo = lite.history.undo()
    assert bodies(lite, ticket) == ["Where is my lamp?"]
    lite.history.undo(undo.act_id)
    assert bodies(lite, ticket) == ["Where is my lamp?", "a long note"]
    assert_sound(lite)


@pytest.mark.parametrize("grace", [0, None])
def test_a_reply_that_left_is_not_recalled(lite: Desk, clock: ManualClock, grace: int | None):
    ticket = opened(lite)
    reply = lite.conversation.reply(ticket, "Yes", grace=grace, then="waiting_customer")
    clock.advance(MINUTE)
    lite.upkeep.sweep()
    with pytest.raises(UndoRefused, match="handed over") as refused:
        lite.history.undo(reply.act_id)
    assert "message" in [event["type"] for event in refused.value.details["mine"]]
    assert [event["type"] for event in refused.value.details["theirs"]] == (["delivered"] if grace is None else [])
    assert lite.queue.row(ticket).status == "waiting_customer"
    assert lite.drafts.load(ticket) == ()
    assert_sound(lite)


def test_both_sides_are_shown(lite: Desk):
    ticket = opened(lite)
    mine = lite.handling.priority(ticket, "high")
    lite.acting_as("ana").handling.priority(ticket, "low")
    with pytest.raises(UndoRefused) as refused:
        lite.history.undo(mine.act_id)
    details = refused.value.details
    assert [event["type"] for event in details["mine"]] == ["status", "priority"]
    assert [(event["actor"], event["payload"]["to"]) for event in details["theirs"]] == [("ana", "low")]
    assert lite.queue.row(ticket).priority == "low"


def test_what_another_undid_again_is_no_obstacle(lite: Desk):
    ticket = opened(lite)
    mine = lite.handling.priority(ticket, "high")
    ana = lite.acting_as("ana")
    ana.handling.priority(ticket, "low")
    ana.history.undo()
    lite.history.undo(mine.act_id)
    assert lite.queue.row(ticket).priority == "normal"
    assert_sound(lite)


def test_undo_walks_back_through_ones_own_acts(lite: Desk):
    ticket = opened(lite)
    lite.handling.tag(ticket, ["a"])
    lite.acting_as("ana").handling.tag(ticket, ["b"])
    lite.handling.tag(ticket, ["c"])
    names = [lite.history.undo().name, lite.history.undo().name]
    assert names == ["tag", "tag"]
    assert lite.tickets.show(ticket).tags == ("b",)
    assert [(act.name, act.undone_by is None) for act in lite.history.acts()] == [
        ("undo", True), ("undo", True), ("tag", False), ("tag", False), ("open", True),
    ]  # fmt: skip


def test_somebody_elses_act(lite: Desk):
    ticket = opened(lite)
    mine = lite.handling.priority(ticket, "high")
    with pytest.raises(Forbidden):
        lite.acting_as("ana").history.undo(mine.act_id)
    assert lite.acting_as("sup").history.undo(mine.act_id).undone == mine.act_id
    assert lite.queue.row(ticket).priority == "normal"
    with pytest.raises(UndoRefused, match="already"):
        lite.history.undo(mine.act_id)


def test_a_supervisor_who_takes_back_a_reply_gets_its_words(lite: Desk):
    ticket = opened(lite)
    reply = lite.conversation.reply(ticket, "No!")
    sup = lite.acting_as("sup")
    assert sup.history.undo(reply.act_id).recalled == "No!"
    assert [draft.body for draft in sup.drafts.load(ticket)] == ["No!"]


def test_nothing_to_undo(lite: Desk):
    with pytest.raises(Refused):
        lite.history.undo()
    with pytest.raises(NotFound):
        lite.history.undo("no-such-act")


@pytest.mark.parametrize("handle", ["nova", "coach", "boss"])
def test_who_may_not_work_undoes_nothing(lite: Desk, handle: str):
    mine = lite.handling.priority(opened(lite), "high")
    with pytest.raises(Forbidden):
        lite.acting_as(handle).history.undo(mine.act_id)


def test_the_last_public_word_after_undo(lite: Desk):
    ticket = opened(lite)
    lite.conversation.call(ticket, "Told her", outcome="spoke")
    assert lite.queue.row(ticket).last_public_author == "agent"
    lite.history.undo()
    row = lite.queue.row(ticket)
    assert (row.last_public_author, row.waiting_since) == ("customer", NOON)


def test_a_resolution_the_customer_contradicted_stays_reopened(lite: Desk):
    ticket = opened(lite)
    done = lite.handling.status(ticket, "resolved")
    lite.acting_as("ana").conversation.message(ticket, "No!")
    with pytest.raises(UndoRefused):
        lite.history.undo(done.act_id)


def test_a_resolved_complaint_keeps_what_allowed_it(lite: Desk):
    ticket = complaint_at(lite, "decided")
    reply = lite.conversation.reply(ticket, "We decided")
    stage = lite.handling.stage(ticket, "communicated")
    with pytest.raises(UndoRefused):
        lite.history.undo(reply.act_id)
    lite.handling.status(ticket, "resolved")
    with pytest.raises(UndoRefused) as refused:
        lite.history.undo(stage.act_id)
    assert [event["type"] for event in refused.value.details["theirs"]] == ["status"]
    lite.history.undo()
    lite.history.undo(stage.act_id)
    assert lite.history.undo(reply.act_id).recalled == "We decided"
    assert_sound(lite)


def test_an_undone_thanks_reopens(lite: Desk):
    ticket = resolved(lite)
    lite.conversation.message(ticket, "thanks!")
    before = visible(lite, ticket)
    lite.conversation.no_reply_needed(ticket)
    lite.history.undo()
    assert visible(lite, ticket) == before
    assert_sound(lite)


def test_what_the_sweep_did_is_nobodys_to_undo(lite: Desk, clock: ManualClock):
    ticket = opened(lite, None)
    lite.handling.snooze(ticket, NOON + HOUR)
    snooze = lite.history.acts()[0].act_id
    clock.advance(HOUR)
    lite.upkeep.sweep()
    with pytest.raises(UndoRefused):
        lite.history.undo(snooze)
    woken = lite.tickets.events(ticket)[-1]
    with pytest.raises(NotFound):
        lite.acting_as("sup").history.undo(woken.act_id)


def test_earlier_texts_come_back_in_any_order(lite: Desk):
    ticket = opened(lite, kind="complaint")
    lite.handling.subject(ticket, "Second")
    lite.handling.complaint(ticket, remedy="a lamp")
    lite.handling.subject(ticket, "Third")
    lite.history.undo()
    lite.history.undo()
    view = lite.tickets.show(ticket)
    assert (view.row.subject, view.remedy) == ("Second", "")
    lite.handling.subject(ticket, "Fourth")
    lite.history.undo()
    assert lite.tickets.show(ticket).row.subject == "Second"
    assert_sound(lite)


def test_events_of_an_undo_are_marked(lite: Desk):
    ticket = opened(lite)
    lite.handling.tag(ticket, ["a"])
    lite.history.undo()
    assert types_of(lite, ticket) == ["created", "message", "tagged", "undone"]
    assert [event.undone for event in lite.tickets.events(ticket)] == [False, False, True, False]
