"""The way to the desk: order of acts, calls before it is open, and an end that loses nothing."""

import asyncio
import threading

import pytest
from tests.builders import opened
from tests.tui.driving import opener

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.tui.link import DeskLink


@pytest.fixture
def link(sqlite_url, clock):
    made = DeskLink(opener(sqlite_url, clock))
    yield made
    made.close()


async def test_calls_made_before_the_desk_is_open_wait_for_it(sqlite_url, clock):
    gate = threading.Event()

    def slowly():
        gate.wait()
        return opener(sqlite_url, clock)()

    link = DeskLink(slowly)
    asked = asyncio.create_task(link.read(lambda desk: desk.me.handle))
    assert not link.ready
    gate.set()
    assert await asked == "lin"
    assert link.ready
    link.close()


async def test_acts_keep_their_order(link):
    done: list[int] = []
    gate = threading.Event()
    first = asyncio.create_task(link.act(lambda desk: (gate.wait(), done.append(1))))
    second = asyncio.create_task(link.act(lambda desk: done.append(2)))
    assert await link.read(lambda desk: desk.me.handle) == "lin"
    gate.set()
    await asyncio.gather(first, second)
    assert done == [1, 2]


async def test_an_act_under_way_is_finished_at_the_end(sqlite_url, clock, lite):
    number = opened(lite)
    link = DeskLink(opener(sqlite_url, clock))
    await link.open()
    saving = asyncio.create_task(link.act(lambda desk: desk.drafts.save(number, "reply", "last words")))
    await asyncio.sleep(0)
    await asyncio.to_thread(link.close)
    await saving
    assert lite.drafts.load(number)[0].body == "last words"


async def test_a_store_that_does_not_open_is_tried_again(sqlite_url, clock):
    tries = []

    def at_the_second_time():
        tries.append(1)
        if len(tries) == 1:
            raise StoreUnavailable("gone")
        return opener(sqlite_url, clock)()

    link = DeskLink(at_the_second_time)
    with pytest.raises(StoreUnavailable):
        await link.open()
    assert not link.ready
    assert (await link.open()).me.handle == "lin"
    link.close()
