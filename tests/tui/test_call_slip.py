"""The phone rings: the slip over the work in hand, by keys; what came of it is read from the screen and the store."""

from datetime import timedelta

import pytest
from tests.builders import assert_sound, bodies, closed, complaint_at, opened, resolved, types_of
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at
from textual import events

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.tui.terminal.reading import Burst

PHONE = "+351 912 345 678"


@pytest.fixture
def hers(lite: Desk) -> int:
    """Mara's open ticket; she has a phone."""
    return opened(lite, "Where is my lamp?", subject="Lamp is missing", phone=PHONE)


@pytest.fixture
def work(lite: Desk, clock: ManualClock, hers: int) -> int:
    """What ``lin`` is at when the phone rings."""
    number = opened(lite, "Hello?", subject="Kettle", customer="bo@example.com", name="Bo")
    lite.assignment.take(number)
    return number


def event_of_call(lite: Desk, ticket: int) -> dict:
    """The payload of the newest call on a ticket."""
    found = [event.payload for event in lite.tickets.events(ticket) if event.payload.get("medium") in CALLS]
    return dict(found[-1])


CALLS = ("call", "voicemail")


async def test_a_caller_with_an_open_ticket(sqlite_url, clock, lite, work, hers):
    """``+``, four digits, enter, text, ctrl+s, 1."""
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        assert "Call: who is it?" in console.text
        for key in ("5", "6", "7", "8", "enter", *"Asked again", "ctrl+s", "1"):
            console.send(key)
        await console.settle()
        assert bodies(lite, hers)[-1] == "Asked again"
        assert lite.queue.row(hers).status == "open"
        assert lite.queue.row(hers).waiting_since is None
        assert lite.forms.kept("") == ()
        assert f"#{hers} inquiry" in console.text
        assert "spoke" in console.footer
    assert_sound(lite)


async def test_its_length_is_recorded(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nShe asked")
        clock.advance(timedelta(minutes=2, seconds=5))
        await console.until(lambda: "2:05" in console.text)
        await console.press("ctrl+s", "1")
        assert event_of_call(lite, hers)["seconds"] == 125
        assert "call, 2m" in console.text


async def test_voicemail_is_no_answer(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nNobody there")
        await console.press("ctrl+s", "2")
        assert event_of_call(lite, hers)["medium"] == "voicemail"
        assert lite.queue.row(hers).waiting_since is not None
        assert "voicemail" in console.footer


async def test_the_draft_in_hand_and_its_caret_stay(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello Bo, your kettle")
        await console.press("left", "left", "left")
        await console.press("ctrl+g")
        await console.type("5678\nShe asked")
        await console.press("ctrl+s", "1")
        assert bodies(lite, hers)[-1] == "She asked"
        assert f"#{work} inquiry" in console.text
        await console.type("XY")
        assert console.draft == "Hello Bo, your ketXYtle"


async def test_escape_then_plus_from_the_draft_comes_back_too(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello")
        await console.press("left", "escape", "+")
        await console.type("5678\nShe asked")
        await console.press("ctrl+s", "1")
        await console.type("p")
        assert console.draft == "Hellpo"


async def test_a_half_filled_slip_is_kept_and_gone_on_with(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nShe says th")
        await console.until(lambda: [kept.fields["text"] for _n, kept in lite.forms.kept("call:")] == ["She says th"])
    clock.advance(timedelta(minutes=1))
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        assert "go on: call with Mara" in console.text
        await console.press("enter")
        assert "#" + str(hers) in console.text
        await console.type("at it broke")
        await console.press("ctrl+s", "1")
        assert bodies(lite, hers)[-1] == "She says that it broke"
        assert event_of_call(lite, hers)["seconds"] == 60
        assert lite.forms.kept("") == ()


async def test_escape_keeps_it_and_another_caller_can_ring(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nShe waits")
        await console.press("escape")
        assert "Kept unfinished; + goes on with it" in console.footer
        await console.press("+")
        await console.type("bo@example.com\nHe rang too")
        await console.press("ctrl+s", "1")
        assert bodies(lite, work)[-1] == "He rang too"
        assert [kept.fields["text"] for _name, kept in lite.forms.kept("call:")] == ["She waits"]


async def test_thrown_away(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nWrong number")
        await console.press("ctrl+o", "end")
        await console.press(*["j"] * 9, "enter")
        assert lite.forms.kept("") == ()
        assert len(bodies(lite, hers)) == 1


async def test_nothing_is_kept_of_an_empty_slip(sqlite_url, clock, lite, work):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+", "escape")
        assert lite.forms.kept("") == ()
        assert "Kept" not in console.footer
        assert console.desk.queue.has_focus


async def test_somebody_new_with_a_new_ticket(sqlite_url, clock, lite, work):
    clock.advance(timedelta(minutes=1))
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("０８９９８７６５４３")
        await console.settle()
        await console.press("enter")
        await console.type("The box arrived broken, I am furious")
        await console.until(lambda: "new complaint (your words:" in console.text)
        await console.press("ctrl+s", "1")
        (customer,) = lite.customers.lookup("0899876543")
        (ticket,) = lite.customers.tickets(customer.id)
        row = lite.queue.row(ticket.id)
        assert (row.kind, row.status, row.subject) == ("complaint", "open", "The box arrived broken, I am furious")
        assert lite.tickets.show(ticket.id).channel == "phone"
        assert types_of(lite, ticket.id) == ["created", "status", "message", "stage", "assigned"], "acknowledged"
        assert lite.customers.show(customer.id).identities[0].value == "0899876543"
        assert len({event.act_id for event in lite.tickets.events(ticket.id)}) == 1
        await console.press("u")
        assert lite.queue.row(ticket.id).status == "spam"
    assert_sound(lite)


async def test_an_unnamed_caller(sqlite_url, clock, lite, work):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+", "enter")
        await console.type("Wanted to know when we open")
        await console.press("ctrl+s", "4")
        (row,) = [row for row in lite.queue.page("is:closed").rows if row.customer_id is None]
        assert (row.status, row.kind) == ("resolved", "inquiry")


async def test_which_of_several_open_tickets(sqlite_url, clock, lite, work, hers):
    clock.advance(timedelta(minutes=1))
    other = opened(lite, "And my chair?", subject="Chair", phone=PHONE)
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\n")
        assert "which ticket?" in console.text
        await console.press("2")
        await console.type("About the lamp")
        await console.press("ctrl+o", "4")
        assert "new inquiry" in console.text
        assert "About the lamp" in console.text
        await console.press("ctrl+o", "1", "ctrl+s", "1")
        assert bodies(lite, other)[-1] == "About the lamp"
        assert len(bodies(lite, hers)) == 1


async def test_a_ticket_by_its_number(sqlite_url, clock, lite, work, hers):
    done = resolved(lite, subject="Old lamp", phone=PHONE)
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type(f"{done}\nHer thanks")
        assert "Old lamp" in console.text
        await console.press("ctrl+s", "2")
        assert bodies(lite, done)[-1] == "Her thanks"
        assert lite.queue.row(done).status == "resolved"


async def test_a_closed_ticket_takes_no_call(sqlite_url, clock, lite, work):
    old = closed(lite, clock, customer="old@example.com", subject="Long ago")
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type(f"{old}\nShe is back")
        assert "new inquiry" in console.text
        await console.press("ctrl+s", "1")
        assert len(lite.customers.tickets(lite.queue.row(old).customer_id)) == 2


async def test_a_complaint_is_not_resolved_by_a_call_before_its_decision_was_told(sqlite_url, clock, lite, work):
    number = complaint_at(lite, "assessed", customer="cy@example.com", name="Cy")
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("cy@example.com\nIt is refunded")
        await console.press("ctrl+s")
        assert "spoke, then open" in console.text
        await console.press("4")
        assert "decision has to be told" in console.text
        await console.press("1")
        assert lite.queue.row(number).status == "open"


async def test_what_somebody_wrote(sqlite_url, clock, lite, work, hers):
    """The same slip for a letter: the customer's own words, on their ticket."""
    async with console_at(sqlite_url, clock) as console:
        await console.press("+", "left")
        assert "[wrote a letter]" in console.text
        await console.type("5678\nDear all,\nwhere is it?")
        await console.press("ctrl+s")
        message = lite.tickets.show(hers).thread.messages[-1]
        assert (message.author, message.body, message.channel) == ("customer", "Dear all,\nwhere is it?", "local")
        assert lite.forms.kept("") == ()


async def test_a_new_contact_from_the_palette(sqlite_url, clock, lite, work):
    async with console_at(sqlite_url, clock) as console:
        await console.press(":")
        await console.type("new contact\n")
        assert "[wrote a mail]" in console.text
        await console.type("nora@example.com\nIt came scratched.")
        await console.press("shift+tab", "shift+tab")
        await console.type("Glass is scratched")
        await console.press("ctrl+s")
        (hit,) = lite.search.find("nora@example.com")
        assert hit.label == "Glass is scratched"
        assert bodies(lite, hit.id) == ["It came scratched."]
        assert lite.tickets.show(hit.id).channel == "mail"


async def test_what_is_wrong_is_said_and_stays(sqlite_url, clock, lite, work):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+", "enter", "ctrl+s")
        assert "say in a few words" in console.text
        await console.type("A note")
        await console.press("tab", "tab")
        await console.type("12")
        await console.press("ctrl+s")
        await console.until(lambda: [kept.fields["address"] for _n, kept in lite.forms.kept("")] == ["12"])
        await console.settle()
        assert "is not a phone number" in console.text
        assert "A note" in console.text


async def test_a_scanned_order_finds_whose_it_is(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        console.app.post_message(Burst("mara@example.com", entered=True))
        await console.settle()
        assert "Lamp is missing" in console.text


async def test_pasted_notes_are_text(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\n")
        console.app.post_message(events.Paste("one\ntwo\n" * 50))
        await console.settle()
        await console.press("ctrl+s", "1")
        assert bodies(lite, hers)[-1] == "one\ntwo\n" * 50


async def test_a_store_that_refuses_loses_nothing(sqlite_url, clock, lite, work, hers, monkeypatch):
    from servicedesk.desk.forms import Forms

    save, broken = Forms.save, [True]

    def saved(self, form, fields):
        if broken:
            raise StoreUnavailable("disk is full")
        save(self, form, fields)

    monkeypatch.setattr(Forms, "save", saved)
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nShe says")
        await console.until(lambda: "not stored yet" in console.text)
        assert "She says" in console.text
        broken.clear()
        await console.until(lambda: bool(lite.forms.kept("call:")))


async def test_somebody_elses_change_meanwhile_is_shown(sqlite_url, clock, lite, work, hers):
    async with console_at(sqlite_url, clock) as console:
        await console.press("+")
        await console.type("5678\nShe asked")
        lite.acting_as("ana").handling.priority(hers, "urgent")
        await console.press("ctrl+s", "1")
        assert "was changed while you worked" in console.text
        assert len(bodies(lite, hers)) == 1
        await console.press("2")
        assert bodies(lite, hers)[-1] == "She asked"


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
async def test_it_fits(size, sqlite_url, clock, lite, work):
    name = "陈晓雨" * 20
    opened(lite, "灯坏了", subject="很长的主题" * 30, customer="chen@example.com", name=name)
    async with console_at(sqlite_url, clock, size=size) as console:
        await console.press("+")
        await console.type("chen@example.com")
        assert "陈晓雨" in console.text
        await console.press("enter")
        await console.type("她说灯坏了")
        assert "esc keeps it" in console.text
        await console.press("ctrl+s")
        assert "spoke, then" in console.text
