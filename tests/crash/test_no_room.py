"""A full disk: one clear sentence, nothing half, and work goes on when there is room again."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from sqlite3 import Connection

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.conftest import Stores
from tests.crash.dumps import dump
from tests.crash.story import Story, open_story
from tests.crash.tale import ACTS, Tale, assert_is_one_of, goes_on

from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import StoreUnavailable

PAGE = 4_096


@contextmanager
def room_for(pages: int) -> Iterator[None]:
    """Connections made meanwhile may let the store grow to so many pages: what SQLite itself calls full."""

    def limit(connection: Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The kernel refuses every write past byte ``size`` of a file, in the middle of whatever is being written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def assert_one_sentence(error: StoreUnavailable, path: str) -> None:
    assert "\n" not in error.message
    assert path.removeprefix("sqlite:///") in error.message
    assert "nothing was changed" in error.message


def add_a_long_note(desk: Desk) -> None:
    desk.conversation.note(desk.queue.page("").rows[0].id, "No room for this. " * 40_000)


def add_a_photo(desk: Desk) -> None:
    desk.conversation.attach(desk.queue.page("").rows[0].id, "photo.jpg", b"\xff\xd8" * 400_000)


def generate(desk: Desk) -> None:
    desk.generation.generate(300)


@pytest.mark.parametrize("act", [add_a_long_note, add_a_photo, generate])
def test_an_act_that_finds_the_disk_full(sqlite_url: str, act: Callable[[Desk], None]):
    path = sqlite_url.removeprefix("sqlite:///")
    with room_for(Path(path).stat().st_size // PAGE + 20):
        desk = open_desk(sqlite_url)
        desk.intake.open(kind="inquiry", subject="Lamp", body="Where is it?", customer="mara@example.com")
        before = dump(sqlite_url)
        with pytest.raises(StoreUnavailable) as caught:
            act(desk)
        desk.conversation.note(desk.queue.page("").rows[0].id, "This still fits.")
        desk.close()
    assert_one_sentence(caught.value, path)
    assert "disk is full" in caught.value.message
    assert dump(sqlite_url).keys() == before.keys()
    again = open_desk(sqlite_url)
    act(again)
    again.close()
    goes_on(sqlite_url)


@pytest.mark.parametrize("place", range(3))
def test_a_disk_that_fills_up_during_work(
    sqlite_tale: Tale, sqlite_stores: Stores, among: Callable[[int, int], int], place: int
):
    url = sqlite_stores.staffed()
    desk, clock = open_story(url, sqlite_tale.seed)
    story = Story(desk, clock, Random(sqlite_tale.seed))
    answers: list[str] = []
    with no_file_beyond(among(60_000, sqlite_tale.log_bytes)):
        for name in story.play(ACTS):
            if name == "store_unavailable":
                break
            answers.append(name)
    assert len(answers) < ACTS
    assert_is_one_of(dump(url), sqlite_tale.may_follow(len(answers)))
    assert "store_unavailable" not in list(story.play(5))
    assert desk.proof.verify().problems == ()
    desk.close()
    goes_on(url)


def test_a_new_store_on_a_full_disk(sqlite_stores: Stores, among: Callable[[int, int], int]):
    url = sqlite_stores.empty()
    with no_file_beyond(among(8_000, 200_000)), pytest.raises(StoreUnavailable) as caught:
        open_desk(url)
    assert "\n" not in caught.value.message
    goes_on(url)
