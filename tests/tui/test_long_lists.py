"""Lists longer than what is held: their rows come before their count, and only to the list they were asked for."""

from asyncio import gather

import pytest
from tests.builders import opened
from tests.tui.driving import console_at

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.store import queue_pages

TICKETS = 180
"""More than two pages of the list."""


@pytest.fixture
def many_mine(lite: Desk, clock: ManualClock) -> list[int]:
    del clock
    numbers = [opened(lite, subject=f"Lamp {n}", language="zh" if n == 3 else "en") for n in range(TICKETS)]
    for number in numbers:
        lite.assignment.take(number)
    return numbers


async def test_the_end_and_home_of_a_long_list(sqlite_url, clock, many_mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("end")
        assert console.desk.queue.cursor_row.id == many_mine[-1]
        await console.until(lambda: f"{TICKETS}/{TICKETS}" in console.text)
        await console.press("home")
        assert console.desk.queue.cursor_row.id == many_mine[0]
        await console.until(lambda: f"1/{TICKETS}" in console.text)


async def test_the_scrollbar_stands_where_the_list_does(sqlite_url, clock, many_mine):
    async with console_at(sqlite_url, clock) as console:
        queue = console.desk.queue
        await console.until(lambda: f"1/{TICKETS}" in console.text)
        for keys in (["end"], ["home"], ["end", "pageup"], ["home", "pagedown"], ["end", "]", "["]):
            await console.press(*keys)
            await console.until(lambda: queue.show_vertical_scrollbar)
            assert queue.vertical_scrollbar.position == queue.scroll_y, keys


async def test_another_part_of_a_list_is_no_reason_to_count(sqlite_url, clock, many_mine, lite):
    async with console_at(sqlite_url, clock) as console:
        await console.until(lambda: f"1/{TICKETS}" in console.text)
        counted: list[str] = []
        desk = console.desk.link.desk
        total = desk.queue.total
        desk.queue.total = lambda text="": counted.append(text) or total(text)
        await console.press("end", "home", "end")
        assert console.desk.queue.cursor_row.id == many_mine[-1]
        assert counted == []
        mine = opened(lite, subject="One more")
        lite.assignment.take(mine)
        await console.until(lambda: f"/{TICKETS + 1}" in console.text)
        assert counted


async def test_what_a_jump_overtakes_is_counted_with_it(sqlite_url, clock, many_mine):
    async with console_at(sqlite_url, clock) as console:
        await console.until(lambda: f"1/{TICKETS}" in console.text)
        counted: list[str] = []
        console.desk.link.desk.queue.total = lambda text="": counted.append(text) or TICKETS
        loader = console.desk.loader
        await gather(loader.again(), loader.more(None, False, True))
        await console.until(lambda: bool(counted))


async def test_rows_that_another_list_asked_for_are_left_out(sqlite_url, clock, many_mine):
    """A page may be wished for while another view is on its way: joined to that one, it would seem to be its end."""
    async with console_at(sqlite_url, clock) as console:
        queue, other = console.desk.queue, many_mine[-1]
        before, total = queue.rows, queue.total
        row = await console.desk.link.read(lambda desk: desk.queue.row(other))
        await console.desk.loader.more(row, False, False)
        assert (queue.rows, queue.total) == (before, total)


async def test_a_rare_ticket_of_a_long_list_is_looked_for_step_by_step(sqlite_url, clock, many_mine, monkeypatch):
    monkeypatch.setattr(queue_pages, "STEPS", (10, 20))
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        await console.type("is:all language:zh")
        await console.press("enter")
        await console.until(lambda: "1/1" in console.text)
        assert [row.id for row in console.desk.queue.rows] == [many_mine[3]]


def test_a_brief_page_says_how_far_it_looked(lite: Desk, many_mine: list[int], monkeypatch):
    monkeypatch.setattr(queue_pages, "STEPS", (10, 20))
    page = lite.queue.page("is:all language:zh", "-id", brief=True)
    assert (page.rows, page.next) == ((), None)
    looks = 1
    while page.looked is not None:
        page = lite.queue.page("is:all language:zh", "-id", after=page.looked, brief=True)
        looks += 1
        if page.rows:
            break
    assert [row.id for row in page.rows] == [many_mine[3]]
    assert looks == -(-(TICKETS - 3) // 30)
    assert [row.id for row in lite.queue.page("is:all language:zh", "-id").rows] == [many_mine[3]]


async def test_a_filter_that_nothing_passes_says_how_to_be_rid_of_it(sqlite_url, clock, many_mine):
    async with console_at(sqlite_url, clock) as console:
        await console.press("/")
        await console.type("zebra")
        await console.press("enter")
        await console.until(lambda: "Nothing passes the filter. esc puts it away." in console.text)
        await console.press("escape")
        await console.until(lambda: f"1/{TICKETS}" in console.text)
