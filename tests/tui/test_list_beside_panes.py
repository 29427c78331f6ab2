"""The list and the panes beside it: what is shown is what the keys act on."""

from datetime import timedelta

import pytest
from tests.builders import opened
from tests.tui.driving import MIDDLE, NARROW, WIDE, console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.tui.painting import paint_ticket


@pytest.fixture
def unassigned(lite: Desk, clock: ManualClock) -> list[int]:
    """Three tickets that nobody has, the one that waits longest first."""
    numbers = []
    for subject in ("First lamp", "Second lamp", "Third lamp"):
        numbers.append(opened(lite, f"Where is it? {subject}", subject=subject, customer=f"{subject[:5]}@example.com"))
        clock.advance(timedelta(minutes=10))
    return numbers


@pytest.fixture
def mine(lite: Desk, unassigned: list[int]) -> list[int]:
    """The same tickets, all ``lin``'s."""
    for number in unassigned:
        lite.assignment.take(number)
    return unassigned


@pytest.mark.parametrize("back", ["escape", "h", "left", "1"])
async def test_back_in_the_list_the_panes_show_its_cursor(sqlite_url, clock, unassigned, back):
    async with console_at(sqlite_url, clock) as console:
        await console.press("]", "t")
        assert "Where is it? First lamp" in console.text
        await console.press(back)
        assert console.desk.queue.cursor_row.id == unassigned[1]
        assert "Where is it? Second lamp" in console.text
        assert f"#{unassigned[1]} inquiry" in console.text
        await console.press("s")
        assert f"#{unassigned[1]} is" in console.text


async def test_a_click_into_the_list_shows_its_cursor(sqlite_url, clock, unassigned):
    async with console_at(sqlite_url, clock) as console:
        await console.press("]", "t")
        await console.pilot.click("#queue", offset=(10, 1))
        await console.until(lambda: "Where is it? Third lamp" in console.text)
        assert console.desk.queue.cursor_row.id == unassigned[2]


async def test_back_from_a_found_ticket_the_cursor_goes_to_it(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        await console.type(str(mine[2]))
        await console.press("enter", "escape")
        assert console.desk.queue.has_focus
        assert console.desk.queue.cursor_row.id == mine[2]
        assert "Where is it? Third lamp" in console.text


async def test_back_from_a_found_ticket_of_another_list(sqlite_url, clock, lite, mine):
    other = opened(lite, "Not mine at all", subject="Foreign lamp", customer="other@example.com")
    async with console_at(sqlite_url, clock) as console:
        await console.press("o")
        await console.type(str(other))
        await console.press("enter")
        assert "Not mine at all" in console.text
        await console.press("escape")
        assert "Not mine at all" not in console.text
        assert "Where is it? First lamp" in console.text


async def test_a_window_that_grows_shows_the_cursor_beside_the_list(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock, size=NARROW) as console:
        await console.press("enter", "escape", "j")
        await console.pilot.resize_terminal(*MIDDLE)
        await console.until(lambda: "Where is it? Second lamp" in console.text)


async def test_a_ticket_made_mine_stays_open_though_it_left_the_list(sqlite_url, clock, lite, unassigned):
    async with console_at(sqlite_url, clock) as console:
        await console.press("]", "a")
        assert lite.queue.row(unassigned[0]).assignee == "lin"
        assert f"#{unassigned[0]} is yours." in console.footer
        assert "Where is it? First lamp" in console.text
        await console.press("enter")
        assert f"What to do with #{unassigned[0]}?" in console.text


async def test_a_ticket_made_mine_in_a_list_that_keeps_it(sqlite_url, clock, lite, unassigned):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/", "ctrl+u")
        await console.type("lamp")
        await console.press("enter", "a")
        assert lite.queue.row(unassigned[0]).assignee == "lin"
        assert console.desk.queue.has_focus


async def test_after_sending_the_notice_names_the_ticket_gone_on_to(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("enter", "r")
        await console.type("Soon.")
        await console.press("ctrl+s", "1")
        assert f"Reply to #{mine[0]}" in console.footer
        assert f"Now: #{mine[1]}." in console.footer
        await console.press("full_stop")
        assert "Now:" not in console.footer


async def test_the_keys_come_back_to_the_text_when_the_window_grows(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Long")
        await console.pilot.resize_terminal(40, 10)
        await console.press("full_stop")
        assert lite.queue.row(mine[0]).waiting_since is not None
        await console.pilot.resize_terminal(*WIDE)
        await console.settle()
        assert "ctrl+s send" in console.footer
        await console.type(" text")
        assert console.draft == "Long text"


async def test_a_text_thrown_away_is_closed_and_stays_so(sqlite_url, clock, lite, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Never mind")
        await console.until(lambda: bool(lite.drafts.load(mine[0])))
        stale = await console.desk.link.read(lambda desk: desk.tickets.show(mine[0]))
        await console.press("ctrl+t", "2")
        paint_ticket(console.desk, stale, None)
        await console.settle()
        assert "PUBLIC" not in console.text
        assert console.desk.conversation.has_focus
        assert "ctrl+s" not in console.footer
        assert lite.drafts.load(mine[0]) == ()


async def test_a_text_that_is_kept_has_the_keys_again(sqlite_url, clock, mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("r")
        await console.type("Keep")
        await console.press("ctrl+t", "1")
        assert "ctrl+s send" in console.footer
        await console.type(" me")
        assert console.draft == "Keep me"


async def test_an_empty_list_fits_its_pane_and_says_what_next(sqlite_url, clock, lite, unassigned):
    async with console_at(sqlite_url, clock) as console:
        assert "Nothing here. ] next view, t take one." in console.text


async def test_an_empty_store_says_how_to_begin(sqlite_url, clock, lite):
    async with console_at(sqlite_url, clock) as console:
        assert "No tickets yet: + opens one." in console.text
        await console.press("+", "enter")
        await console.type("Glass is scratched")
        await console.press("ctrl+s", "1", "escape")
        assert "No tickets yet" not in console.text


async def test_with_two_panes_the_customer_covers_no_conversation(sqlite_url, clock, lite):
    said = "word " * 60 + "ENDOFIT"
    lite.assignment.take(opened(lite, said))
    async with console_at(sqlite_url, clock, size=MIDDLE) as console:
        await console.press("4")
        view, customer = console.desk.conversation, console.desk.customer
        assert view.region.right <= customer.region.x
        assert view.region.width > 60
        assert "ENDOFIT" in console.text
