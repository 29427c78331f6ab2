"""The send strip by keys: ask again, promises written down and kept, what is still open, a newer message."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest
from tests.builders import bodies, opened, types_of
from tests.tui.driving import MIDDLE, NARROW, Console, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.conversation import Conversation
from servicedesk.desk.desk import Desk
from servicedesk.settings import Settings
from servicedesk.tui import key_lane

STAY = Settings(timezone="UTC", after_send="stay")


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    clock.advance(timedelta(minutes=1))
    return number


async def write(console: Console, text: str, key: str = "r") -> None:
    await console.press(key)
    await console.type(text)


def follow_up(desk: Desk, ticket: int) -> str:
    at = desk.tickets.show(ticket).follow_up_at
    return "" if at is None else f"{at:%a %d %H:%M}"


async def test_asked_and_set_waiting_in_three_keys(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=NARROW, settings=STAY) as console:
        await write(console, "Which lamp?")
        await console.press("ctrl+s")
        assert "waiting, ask again in 2 days" in console.text
        assert "you ask something; Tue 24 Nov 09:00" in console.text
        await console.press("1")
        assert lite.queue.row(ticket).status == "waiting_customer"
        assert follow_up(lite, ticket) == "Tue 24 09:00"
        clock.advance(timedelta(minutes=1))
        lite.upkeep.sweep()
        await console.press("ctrl+l")
        assert "ask again Tue 24 Nov 09:00" in console.text
        clock.advance(timedelta(days=4))
        await console.press("ctrl+l")
        await console.until(lambda: "ask Mara Costa again: no answer since Sat 21" in console.text)


async def test_the_days_are_moved_in_the_strip(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Which lamp?")
        await console.press("ctrl+s", "+", "+")
        assert "ask again in 4 days" in console.text
        await console.press("-", "enter")
        assert follow_up(lite, ticket) == "Wed 25 09:00"


async def test_nobody_is_asked_again_in_no_days(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=Settings(timezone="UTC", ask_again_days=1)) as console:
        await write(console, "Which lamp?")
        await console.press("ctrl+s", "-", "-")
        assert "ask again" not in console.text.replace("the day to ask again", "")
        await console.press("1")
        assert follow_up(lite, ticket) == ""


async def test_a_promise_is_written_down_with_the_reply(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Hello Mara,\nwe will refund EUR 89.00 by Friday.")
        await console.press("ctrl+s")
        assert "p [ ] promise: refund EUR 89.00, by Fri 27 Nov 18:00" in console.text
        await console.press("p")
        assert "p [x] promise" in console.text
        await console.press("3")
        (made,) = lite.tickets.show(ticket).promises
        assert (made.text, f"{made.due_at:%a %d %H:%M}") == ("refund EUR 89.00", "Fri 27 18:00")
        assert types_of(lite, ticket)[-2:] == ["message", "promised"]
        await console.press("u")
        assert lite.tickets.show(ticket).promises == ()
        assert "we will refund EUR 89.00 by Friday." in console.draft


async def test_without_p_nothing_is_promised(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await write(console, "We will refund EUR 89.00 by Friday.")
        await console.press("ctrl+s", "3")
        assert lite.tickets.show(ticket).promises == ()


async def test_times_are_the_consoles_where_the_customers_zone_is_unknown(sqlite_url, clock, lite, ticket):
    settings = Settings(timezone="Asia/Shanghai", after_send="stay")
    async with console_at(sqlite_url, clock, settings=settings) as console:
        await write(console, "I will call you by 5pm.")
        await console.press("ctrl+s", "p", "3")
        (made,) = lite.tickets.show(ticket).promises
        assert made.due_at.hour == 9


async def test_a_promise_is_kept_by_the_answer(sqlite_url, clock, lite, ticket):
    lite.handling.promise(ticket, "refund answer", clock.now() + timedelta(hours=3))
    async with console_at(sqlite_url, clock) as console:
        await write(console, "It is refunded.")
        await console.press("ctrl+s")
        assert "k [ ] kept: refund answer" in console.text
        await console.press("k", "2")
        assert lite.tickets.show(ticket).promises[0].state == "kept"
        assert lite.queue.row(ticket).status == "resolved"


async def test_resolving_with_something_open_is_asked_once(sqlite_url, clock, lite, ticket):
    lite.handling.promise(ticket, "refund answer", clock.now() + timedelta(hours=3))
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("s", "2")
        assert "Still open: refund answer (by 15:01 today). The same key again resolves it." in console.text
        assert lite.queue.row(ticket).status == "open"
        await console.press("2")
        assert lite.queue.row(ticket).status == "resolved"


async def test_resolved_in_two_keys(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("s", "2")
        assert lite.queue.row(ticket).status == "resolved"
        assert f"#{ticket} is resolved." in console.text


async def test_waiting_without_a_reply_asks_again_too(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("s", "1")
        assert follow_up(lite, ticket) == "Tue 24 09:00"
        assert "to be asked again Tue 24 Nov 09:00" in console.text


async def test_the_status_alone_keeps_the_draft(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await write(console, "Hello Mara,")
        await console.press("ctrl+s", "5")
        assert f"#{ticket} is open. Status only, the draft is kept, nothing is sent: make it" in console.text
        await console.press("4")
        assert lite.queue.row(ticket).status == "on_hold"
        assert console.draft == "Hello Mara,"
        assert len(bodies(lite, ticket)) == 1


async def test_s_sends_what_is_written(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await write(console, "Hello Mara,")
        await console.press("escape", "s")
        assert "Send to mara@example.com, then" in console.text
        await console.press("3")
        assert bodies(lite, ticket)[-1] == "Hello Mara,"


async def test_a_message_that_came_meanwhile_stops_once(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE, settings=STAY) as console:
        await write(console, "Please wait.")
        lite.acting_as("ana").conversation.message(ticket, "I found it!", name="Mara")
        await console.until(lambda: "Mara wrote 12:01: I found it!" in console.text)
        await console.press("ctrl+s")
        assert "A message came while you wrote" in console.text
        await console.press("enter")
        assert console.desk.writing.active
        assert "! Mara wrote" not in console.text
        assert "Mara  12:01" in console.text
        await console.press("ctrl+s")
        assert "Send to mara@example.com, then" in console.text
        await console.press("3")
        assert bodies(lite, ticket)[-1] == "Please wait."


async def test_ctrl_s_again_sends_on(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await write(console, "Please wait.")
        lite.acting_as("ana").conversation.reply(ticket, "Ana's answer", grace=0)
        await console.press("ctrl+s")
        assert "Ana's answer" in console.text
        await console.press("ctrl+s")
        assert "Send to mara@example.com, then" in console.text
        await console.press("3")
        assert bodies(lite, ticket)[-1] == "Please wait."


async def test_the_text_stays_where_it_is_when_a_message_comes(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await write(console, "Please wait.")
        before = next(n for n, line in enumerate(console.lines) if "Please wait." in line)
        lite.acting_as("ana").conversation.message(ticket, "I found it!", name="Mara")
        await console.until(lambda: "Mara wrote 12:01" in console.text)
        assert "Please wait." in console.lines[before]
        await console.type(" Now")
        assert "Please wait. Now" in console.lines[before]


async def test_ones_own_note_is_no_news(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Please wait.")
        lite.acting_as("ana").conversation.note(ticket, "between us")
        await console.press("ctrl+s")
        assert "Send to" in console.text


async def test_every_promise_of_a_reply_is_listed_and_p_goes_through_them(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "We will call you by Monday. We will send the lamp by Thursday.")
        await console.press("ctrl+s")
        assert console.text.count("[ ] promise:") == 2
        await console.press("p", "p")
        assert console.text.count("[x] promise:") == 1
        await console.press("1")
        assert [promise.due_at.day for promise in lite.tickets.show(ticket).promises] == [26]


async def test_one_asks_again_no_later_than_is_promised(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Which lamp? We will call you by Monday.")
        await console.press("ctrl+s", "+", "+", "p")
        assert "ask again by what is promised" in console.text
        await console.press("1")
        view = lite.tickets.show(ticket)
        assert view.follow_up_at == view.promises[0].due_at


async def gone_past(console: Console, keys: int) -> None:
    """Keys that came after an act have had their effect before it."""
    await console.until(lambda: console.app.lane.passed == keys)
    await console.app.lane.empty()


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The check of a reply takes until the event is set; keys go on after a moment."""
    monkeypatch.setattr(key_lane, "PATIENCE", 0.05)
    answers, check = Event(), Conversation.check

    def slow(self: Conversation, ticket_id: int, text: str) -> tuple[object, ...]:
        answers.wait(20)
        return check(self, ticket_id, text)

    monkeypatch.setattr(Conversation, "check", slow)
    yield answers
    answers.set()


@pytest.mark.parametrize("keys", [["escape"], ["escape", "escape"], ["escape", "escape", "j"]])
async def test_a_strip_that_comes_late_asks_nobody_who_went_on(sqlite_url, clock, lite, ticket, late, keys):
    lite.assignment.take(opened(lite, subject="Another one"))
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Which lamp?")
        for key in ["ctrl+s", *keys]:
            console.send(key)
        await gone_past(console, len(keys))
        late.set()
        await console.until(lambda: "what you asked for was dropped" in console.text)
        await console.settle()
        assert "Send to" not in console.text
        await console.press("1")
        assert bodies(lite, ticket)[1:] == []
        assert [draft.body for draft in lite.drafts.load(ticket)] == ["Which lamp?"]


async def test_a_strip_that_comes_late_asks_who_waits_for_it(sqlite_url, clock, lite, ticket, late):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Which lamp?")
        for key in ["ctrl+s", "f9", "f9"]:
            console.send(key)
        await gone_past(console, 2)
        late.set()
        await console.until(lambda: "Send to" in console.text)
        await console.press("1")
        assert bodies(lite, ticket)[1:] == ["Which lamp?"]


async def test_asked_twice_one_strip_comes(sqlite_url, clock, lite, ticket, late):
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Which lamp?")
        for _ in range(2):
            console.send("ctrl+s")
        await gone_past(console, 1)
        late.set()
        await console.until(lambda: "Send to" in console.text)
        await console.settle()
        await console.press("1")
        await console.settle()
        assert "Send to" not in console.text
        assert bodies(lite, ticket)[1:] == ["Which lamp?"]


async def test_a_reply_that_reaches_nobody_says_so(sqlite_url, clock, lite):
    number = lite.intake.open(kind="inquiry", body="My lamp is broken.", name="Mara Costa", channel="phone").ticket.id
    lite.assignment.take(number)
    async with console_at(sqlite_url, clock, settings=STAY) as console:
        await write(console, "Which lamp?")
        assert "PUBLIC: no address is known, it reaches nobody" in console.text
        await console.press("ctrl+s")
        assert "No address is known: it reaches nobody." in console.text
