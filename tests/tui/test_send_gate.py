"""The send gate by keys: what blocks, what may be sent anyway, and where the caret goes."""

import pytest
from tests.builders import bodies, opened
from tests.tui.driving import MIDDLE, NARROW, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk, clock: ManualClock) -> int:
    number = opened(lite, name="Mara Costa")
    lite.assignment.take(number)
    return number


def accepted(desk: Desk, ticket: int) -> object:
    """What was recorded with the last message."""
    payloads = [event.payload for event in desk.tickets.events(ticket) if event.type == "message"]
    return payloads[-1].get("accepted")


async def test_a_hard_finding_blocks_and_the_caret_goes_to_it(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("r")
        await console.type("Hello Declan,\nit leaves by [[date]] or so.")
        await console.press("ctrl+s")
        assert "Not sent: what is marked ! has to be mended first" in console.text
        assert "! line 2  [[date]]      fill this blank in" in console.text
        assert "~ line 1  Hello Declan  not this customer's name" in console.text
        assert "send anyway" not in console.text
        await console.press("a", "2", "1", "down", "escape")
        assert "Send to" not in console.text
        composer = console.desk.writing.composer
        assert composer.writing
        assert composer.area.selected_text == "[[date]]"
        assert len(bodies(lite, ticket)) == 1
        await console.type("Monday")
        await console.press("ctrl+s", "enter")
        assert composer.area.caret == 0


@pytest.mark.parametrize("text", ["It leaves by [[date]].", "Hello Declan, it left."])
async def test_a_status_alone_is_never_held_up(text, sqlite_url, clock, lite, ticket):
    """The gate stops sending. Its keys are those of the send strip, so that they can be typed ahead."""
    lite.drafts.save(ticket, "reply", text)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("r", "escape", "s")
        assert "status only  key 5; the draft stays" in " ".join(console.text.split("   "))
        await console.press("5")
        assert "Status only, the draft is kept" in console.text
        await console.press("1")
        assert lite.queue.row(ticket).status == "waiting_customer"
        assert console.draft == text
        assert len(bodies(lite, ticket)) == 1
        await console.press("escape", "s", "5", "3")
        assert lite.queue.row(ticket).status == "open"
        await console.press("escape", "s", "up", "enter", "escape")
        assert len(bodies(lite, ticket)) == 1


async def test_a_soft_finding_is_sent_anyway_by_its_own_key(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("r")
        await console.type("Hello Declan, it left.")
        await console.press("ctrl+s")
        assert "Look once more before this leaves" in console.text
        assert "~ line 1  Hello Declan  not this customer's name" in console.text
        await console.press("2", "1")
        assert len(bodies(lite, ticket)) == 1
        await console.press("a")
        assert "Send to mara@example.com, then" in console.text
        await console.press("2")
        assert bodies(lite, ticket)[-1] == "Hello Declan, it left."
        assert lite.queue.row(ticket).status == "resolved"
        assert accepted(lite, ticket) == ["other_customer"]


async def test_arrows_and_enter_suffice(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello Declan, it left.")
        await console.press("ctrl+s", "down", "enter", "enter")
        assert accepted(lite, ticket) == ["other_customer"]


async def test_enter_goes_back_to_the_text(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello Declan, it left.")
        await console.press("ctrl+s", "enter")
        assert console.draft == "Hello Declan, it left."
        assert console.desk.writing.active
        assert len(bodies(lite, ticket)) == 1


async def test_a_sound_reply_comes_straight_to_the_strip(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Hello Mara, it left.")
        await console.press("ctrl+s")
        assert "Send to mara@example.com, then" in console.text
        await console.press("1")
        assert accepted(lite, ticket) is None


async def test_a_note_is_not_looked_through(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock) as console:
        await console.press("n")
        await console.type("Hello Declan, [[date]]")
        await console.press("ctrl+s")
        assert bodies(lite, ticket)[-1] == "Hello Declan, [[date]]"


async def test_many_findings_are_counted(sqlite_url, clock, lite, ticket):
    lite.drafts.save(ticket, "reply", "[[a]] " * 9)
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("r", "ctrl+s")
        assert console.text.count("fill this blank in") == 6
        assert "and 3 more" in console.text


async def test_a_promise_above_one_s_limit_is_shown_with_the_limit_and_recorded(sqlite_url, clock, lite, ticket):
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("r")
        await console.type("Hello Mara, you get EUR 250.00 back to your card.")
        await console.press("ctrl+s")
        assert "~ line 1  EUR 250.00  above your limit of EUR 200.00" in console.text
        await console.press("a", "2")
        assert accepted(lite, ticket) == ["refund_limit"]
