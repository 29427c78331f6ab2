"""Calls in the store: one act, a length, an answer or none; kept forms go with what they became."""

from datetime import timedelta

import pytest
from tests.builders import assert_sound, bodies, opened, types_of

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.calls import PhoneCall
from servicedesk.domain.errors import Forbidden, IllegalMove, Invalid, Refused


def payload_of(desk: Desk, ticket: int, kind: str = "message") -> dict:
    return dict([event.payload for event in desk.tickets.events(ticket) if event.type == kind][-1])


def test_a_call_opens_a_ticket_in_one_act(desk: Desk):
    done = desk.intake.open(
        kind="inquiry",
        body="She asked when we open",
        phone="+351 912 345 678",
        name="Mara",
        channel="phone",
        call=PhoneCall("spoke", 95),
        then="resolved",
    )
    assert done.ticket.status == "resolved"
    assert types_of(desk, done.ticket.id) == ["created", "status", "message", "status"]
    assert {event.act_id for event in desk.tickets.events(done.ticket.id)} == {done.act_id}
    message = payload_of(desk, done.ticket.id)
    assert (message["medium"], message["visibility"], message["seconds"]) == ("call", "public", 95)
    view = desk.tickets.show(done.ticket.id)
    assert view.first_responded_at is None or view.first_responded_at == desk.clock.now()
    assert view.row.waiting_since is None
    desk.history.undo()
    assert desk.queue.row(done.ticket.id).status == "spam"
    assert_sound(desk)


def test_voicemail_opens_a_ticket_and_answers_nothing(desk: Desk):
    done = desk.intake.open(kind="inquiry", body="Asked for a call back", call=PhoneCall("voicemail"))
    message = payload_of(desk, done.ticket.id)
    assert (message["medium"], message["visibility"], message["delivery"]) == ("voicemail", "internal", "internal")
    assert "seconds" not in message
    assert (done.ticket.status, done.ticket.assignee) == ("open", None)
    assert_sound(desk)


def test_whoever_spoke_and_keeps_it_open_has_it(desk: Desk):
    spoke = desk.intake.open(
        kind="inquiry", body="Will look it up", name="张三丰", call=PhoneCall("spoke"), then="open"
    )
    assert spoke.ticket.assignee == desk.me.handle
    assert spoke.ticket.customer_name == "张三丰"
    ended = desk.intake.open(kind="inquiry", body="Told her", call=PhoneCall("spoke"), then="resolved")
    assert ended.ticket.assignee is None
    desk.history.undo(spoke.act_id)
    assert desk.queue.row(spoke.ticket.id).status == "spam"
    assert_sound(desk)


def test_the_length_of_a_call_on_a_ticket(desk: Desk):
    ticket = opened(desk)
    desk.conversation.call(ticket, "Told her", outcome="spoke", seconds=61)
    assert payload_of(desk, ticket)["seconds"] == 61
    assert_sound(desk)


@pytest.mark.parametrize("seconds", [-1, 86_401])
def test_a_length_that_cant_be(lite: Desk, seconds: int):
    ticket = opened(lite)
    with pytest.raises(Invalid):
        lite.conversation.call(ticket, "Told her", outcome="spoke", seconds=seconds)
    with pytest.raises(Invalid):
        lite.intake.open(kind="inquiry", body="x", call=PhoneCall("spoke", seconds))


def test_a_call_needs_words_and_an_outcome(lite: Desk):
    with pytest.raises(Invalid):
        lite.intake.open(kind="inquiry", subject="A call", call=PhoneCall("spoke"))
    with pytest.raises(Invalid):
        lite.intake.open(kind="inquiry", body="A call", call=PhoneCall("shouted"))


def test_what_is_refused_leaves_the_form(lite: Desk):
    lite.forms.save("call:1", {"text": "She complains"})
    with pytest.raises(Refused):
        lite.intake.open(
            kind="complaint", body="She complains", call=PhoneCall("spoke"), then="resolved", form="call:1"
        )
    with pytest.raises(IllegalMove):
        lite.intake.open(kind="inquiry", body="She asks", then="closed", form="call:1")
    assert lite.queue.total("is:live") == 0
    assert lite.forms.load("call:1") is not None


@pytest.mark.parametrize("how", ["open", "call", "message"])
def test_a_form_goes_with_the_act(desk: Desk, how: str):
    ticket = opened(desk)
    desk.forms.save("call:1", {"text": "Told her"})
    desk.forms.save("call:2", {"text": "Another"})
    match how:
        case "open":
            desk.intake.open(kind="inquiry", body="Told her", call=PhoneCall("spoke"), form="call:1")
        case "call":
            desk.conversation.call(ticket, "Told her", outcome="spoke", form="call:1")
        case "message":
            desk.conversation.message(ticket, "She wrote", form="call:1")
            assert bodies(desk, ticket)[-1] == "She wrote"
    assert [name for name, _kept in desk.forms.kept("call:")] == ["call:2"]


def test_forms_are_ones_own_and_the_newest_comes_first(desk: Desk, clock: ManualClock):
    desk.forms.save("call:1", {"text": "Half a sen", "who": "56\0"})
    clock.advance(timedelta(seconds=1))
    desk.forms.save("call:2", {"text": "她说"})
    desk.acting_as("ana").forms.save("call:1", {"text": "Hers"})
    assert [(name, kept.fields["text"]) for name, kept in desk.forms.kept("call:")] == [
        ("call:2", "她说"),
        ("call:1", "Half a sen"),
    ]
    kept = desk.forms.load("call:1")
    assert kept is not None
    assert kept.updated_at == clock.now() - timedelta(seconds=1)
    assert kept.fields["who"] == "56\N{REPLACEMENT CHARACTER}"
    desk.forms.save("call:1", {"text": "Half a sentence"})
    assert desk.forms.load("call:1").fields == {"text": "Half a sentence"}
    desk.forms.save("call:1", {"text": ""})
    desk.forms.discard("call:2")
    assert desk.forms.kept("") == ()
    assert desk.acting_as("ana").forms.load("call:1") is not None


def test_a_form_is_not_endless(lite: Desk):
    with pytest.raises(Invalid):
        lite.forms.save("call:1", {"text": "x" * 2_000_001})


def test_who_may_keep_forms(lite: Desk):
    with pytest.raises(Forbidden):
        lite.acting_as("boss").forms.save("call:1", {"text": "x"})
