"""Policies set while tickets end: whoever comes first, every row is what its events say."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.builders import HOUR, MINUTE, NOON, assert_sound, opened, resolved
from tests.desk.clocked import ALWAYS, promise, rule

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.open_ticket import open_ticket
from servicedesk.desk.service_levels.files import load_policies
from servicedesk.desk.service_levels.policies import set_policies
from servicedesk.desk.work import acting
from servicedesk.domain.tickets import Status

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def shop(desk: Desk, tmp_path: Path) -> Desk:
    promise(desk, tmp_path)
    return desk


@contextmanager
def elsewhere(url: str, clock: ManualClock) -> Iterator[Desk]:
    """A supervisor's desk on a connection and a machine of its own."""
    desk = open_desk(url, clock=clock, handle="sup", via="test")
    try:
        yield desk
    finally:
        desk.close()


def shorter(folder: Path) -> Path:
    file = folder / "shorter.yaml"
    file.write_text(ALWAYS + rule(first_response="5m", next_response="5m", resolution="10m"), encoding="utf-8")
    return file


def test_a_version_set_by_a_clock_that_lags_comes_after_what_has_ended(
    shop: Desk, clock: ManualClock, url: str, tmp_path: Path
):
    """Its own time would put it before the end of a ticket that was counted without it, and nobody counts again."""
    ticket = opened(shop)
    clock.advance(30 * MINUTE)
    shop.handling.status(ticket, "resolved")
    with elsewhere(url, ManualClock(NOON + 20 * MINUTE)) as other:
        change = other.policies.set([shorter(tmp_path)])
    assert change.version.set_at == NOON + 30 * MINUTE + MICROSECOND
    assert_sound(shop)


def test_a_version_never_comes_before_the_one_it_replaces(shop: Desk, clock: ManualClock, url: str, tmp_path: Path):
    ticket = opened(shop)
    with elsewhere(url, ManualClock(NOON - HOUR)) as other:
        assert other.policies.set([shorter(tmp_path)]).version.set_at == NOON
    shop.upkeep.sweep()
    assert shop.queue.row(ticket).due_at == NOON + 5 * MINUTE
    assert_sound(shop)


def test_a_ticket_of_the_far_future_holds_no_policies_up(shop: Desk, clock: ManualClock, tmp_path: Path):
    clock.advance(timedelta(days=3000))
    resolved(shop)
    clock.set(NOON + HOUR)
    assert shop.acting_as("sup").policies.set([shorter(tmp_path)]).version.set_at == NOON + HOUR


def test_resolved_with_a_reply_under_way_follows_a_version_set_meanwhile(
    shop: Desk, clock: ManualClock, tmp_path: Path
):
    """The customer waits until the reply leaves, so that clock is open yet."""
    ticket = opened(shop)
    clock.advance(10 * MINUTE)
    shop.conversation.reply(ticket, "It left today.", then="resolved", grace=60)
    shop.acting_as("sup").policies.set([shorter(tmp_path)])
    assert_sound(shop)
    shop.upkeep.sweep()
    assert_sound(shop)
    clock.advance(2 * MINUTE)
    shop.upkeep.sweep()
    assert_sound(shop)


# two connections at once


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
def test_policies_wait_for_a_ticket_that_is_just_ending(shop: Desk, clock: ManualClock, url: str, tmp_path: Path):
    """It was counted without them, and is not committed yet."""
    ticket = opened(shop)
    clock.advance(30 * MINUTE)
    with elsewhere(url, ManualClock(NOON + 20 * MINUTE)) as other, ThreadPoolExecutor(1) as pool:
        with acting(shop._work, "status") as context:
            ending = open_ticket(context, ticket)
            ending.move(Status.RESOLVED)
            ending.save()
            setting = pool.submit(other.policies.set, [shorter(tmp_path)])
            until_waiting(shop, setting)
        assert setting.result(30).version.set_at > clock.now()
    assert shop.queue.row(ticket).status == "resolved"
    assert_sound(shop)


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
def test_a_ticket_waits_with_its_end_for_policies_that_are_just_being_set(
    shop: Desk, clock: ManualClock, url: str, tmp_path: Path
):
    """Its end comes after them, so it is counted by them."""
    ticket, wanted = opened(shop), load_policies([shorter(tmp_path)]).policies
    clock.advance(30 * MINUTE)
    with elsewhere(url, ManualClock(NOON + 20 * MINUTE)) as other, ThreadPoolExecutor(1) as pool:
        with acting(other._work, "policies") as context:
            set_policies(context, wanted)
            ending = pool.submit(shop.handling.status, ticket, "resolved")
            until_waiting(other, ending)
        ending.result(30)
    assert_sound(shop)


def until_waiting(desk: Desk, work: Future[object]) -> None:
    """Until somebody waits for an advisory lock; fails when the work is done without."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while True:
        if work.done():
            work.result()
            raise AssertionError("it did not wait")
        with desk._work.store.read() as connection:
            if connection.scalar(waiting):
                return
