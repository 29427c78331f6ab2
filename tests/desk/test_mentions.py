"""Mentions: whom a note asks, until that person acts; and words that come back into the composer by an undo."""

import pytest
from tests.builders import assert_sound, bodies, opened

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import Forbidden, Refused

ME = "is:all mention:me"


@pytest.fixture
def ticket(desk: Desk) -> int:
    return opened(desk)


@pytest.fixture
def ana(desk: Desk) -> Desk:
    return desk.acting_as("ana")


def test_a_note_asks_for_those_it_names(desk: Desk, ana: Desk, ticket: int):
    desk.conversation.note(ticket, "@ana and @Sup: what do you say? @nobody, a@ana.example")
    (asked, other) = desk.tickets.show(ticket).mentions
    assert {(asked.handle, asked.by, asked.mine), (other.handle, other.by, other.mine)} == {
        ("ana", "lin", False),
        ("sup", "lin", False),
    }
    assert [mention.mine for mention in ana.tickets.show(ticket).mentions if mention.handle == "ana"] == [True]
    assert [mention.ticket_id for mention in ana.mentions.mine()] == [ticket]
    assert (ana.queue.total(ME), desk.queue.total(ME)) == (1, 0)
    assert_sound(desk)


def test_naming_oneself_asks_nobody(desk: Desk, ticket: int):
    desk.conversation.note(ticket, "@lin remembers")
    assert desk.tickets.show(ticket).mentions == ()


def test_any_act_settles_it_and_its_undo_brings_it_back(desk: Desk, ana: Desk, ticket: int):
    desk.conversation.note(ticket, "@ana look")
    ana.handling.priority(ticket, "high")
    assert ana.mentions.mine() == ()
    ana.history.undo()
    assert len(ana.mentions.mine()) == 1
    assert_sound(desk)


def test_seen_settles_it(desk: Desk, ana: Desk, ticket: int):
    desk.conversation.note(ticket, "@ana fyi")
    with pytest.raises(Refused):
        desk.mentions.seen(ticket)
    ana.mentions.seen(ticket)
    assert ana.mentions.mine() == ()
    assert ana.history.acts(1)[0].name == "mention_seen"
    ana.history.undo()
    assert len(ana.mentions.mine()) == 1
    desk.history.undo()
    assert ana.mentions.mine() == ()
    assert_sound(desk)


def test_a_trainee_may_say_so_and_an_admin_is_not_asked(desk: Desk, ticket: int):
    desk.conversation.note(ticket, "@nova @boss please look")
    assert [mention.handle for mention in desk.tickets.show(ticket).mentions] == ["nova"]
    desk.acting_as("nova").mentions.seen(ticket)
    with pytest.raises(Forbidden):
        desk.acting_as("boss").mentions.seen(ticket)
    assert_sound(desk)


def test_colleagues_have_keys_to_find_them_by(desk: Desk):
    desk.acting_as("boss").people.add("jing", name="陈静", roles=["agent"])
    found = {colleague.handle: colleague for colleague in desk.mentions.colleagues()}
    assert "lin" not in found
    assert {"chenjing", "cj", "jing"} <= set(found["jing"].keys)


def test_an_undone_note_comes_back_as_a_draft(desk: Desk, ticket: int):
    desk.conversation.note(ticket, "@ana look at this")
    undone = desk.history.undo()
    assert (undone.recalled, undone.recalled_ticket, undone.recalled_mode) == ("@ana look at this", ticket, "note")
    assert [(draft.mode, draft.body) for draft in desk.drafts.load(ticket)] == [("note", "@ana look at this")]
    assert len(bodies(desk, ticket)) == 1
    again = desk.history.undo(undone.act_id)
    assert again.recalled is None
    assert desk.drafts.load(ticket) == ()
    assert bodies(desk, ticket)[-1] == "@ana look at this"
    assert desk.history.undo(again.act_id).recalled == "@ana look at this"
    assert_sound(desk)


def test_an_undone_side_message_comes_back_for_the_same_side(desk: Desk, ticket: int):
    desk.drafts.save(ticket, "side:carrier:DHL: Bonn", "begun")
    desk.conversation.forward(ticket, "Where is it?\nto all: hello", to="DHL", side="carrier")
    undone = desk.history.undo()
    assert (undone.recalled, undone.recalled_mode) == ("Where is it?\nto all: hello", "side:carrier:DHL")
    desk.conversation.side_answer(ticket, "In Bonn.", sender="DHL", side="carrier")
    assert desk.history.undo().recalled_mode == "answer:carrier:DHL"
    assert_sound(desk)


def test_somebody_elses_note_is_not_put_into_my_composer(desk: Desk, ana: Desk, ticket: int):
    done = ana.conversation.note(ticket, "Ana's words")
    undone = desk.acting_as("sup").history.undo(done.act_id)
    assert undone.recalled is None
    assert desk.acting_as("sup").drafts.load(ticket) == ()


def test_since_tells_what_others_said_in_public(desk: Desk, ana: Desk, clock: ManualClock, ticket: int):
    seen = desk.queue.row(ticket).version
    assert desk.conversation.since(ticket, seen) == ()
    desk.conversation.reply(ticket, "mine", grace=0)
    ana.conversation.note(ticket, "a note")
    ana.conversation.reply(ticket, "Ana's", grace=0)
    desk.conversation.message(ticket, "Any news?")
    assert [message.body for message in desk.conversation.since(ticket, seen)] == ["Ana's", "Any news?"]
    desk.history.undo()
    assert [message.body for message in desk.conversation.since(ticket, seen)] == ["Ana's"]


def test_a_side_answer_may_end_the_hold(desk: Desk, ticket: int):
    desk.conversation.forward(ticket, "Where is it?", to="DHL", side="carrier")
    desk.handling.status(ticket, "on_hold")
    desk.drafts.save(ticket, "answer:carrier:DHL", "half")
    desk.conversation.side_answer(ticket, "In Bonn.", sender="DHL", side="carrier", then="open")
    assert desk.queue.row(ticket).status == "open"
    assert desk.drafts.load(ticket) == ()
    assert desk.tickets.show(ticket).thread.messages[-1].author_name == "DHL"
    assert_sound(desk)
