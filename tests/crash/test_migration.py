"""``kill -9`` while a store is made or upgraded: it is as before or as after, and the next start goes on."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import Stores
from tests.crash.dumps import counts, dump
from tests.crash.story import open_story
from tests.crash.tale import State, assert_is_one_of, goes_on
from tests.crash.watching import Ended, run_child

from servicedesk.store.address import parse_address

Among = Callable[[int, int], int]
SEED = 5
OLD_STORE = Path(__file__).parents[1] / "data" / "store-0001.sql"


@dataclass(frozen=True)
class Passage:
    """A whole opening: the states a store may be found in, and how long the way was."""

    states: list[State]
    statements: int
    log_bytes: int


def open_and_die(url: str, where: str, n: int) -> Ended:
    return run_child(job="open", url=url, seed=SEED, where=where, n=n)


def passage(url: str, *between: State) -> Passage:
    """Open the store of ``url`` to the end; ``between`` are states on the way."""
    before = dump(url)
    ended = open_and_die(url, "nowhere", 0)
    assert not ended.died
    return Passage([before, *between, dump(url)], ended.last["seen"]["statement"], ended.last["log"])


def assert_goes_on_to_the_end(url: str, ended: Ended, way: Passage) -> None:
    assert ended.died
    assert ended.reports == []
    assert_is_one_of(dump(url), way.states)
    desk, _ = open_story(url, SEED)
    desk.close()
    assert counts(dump(url)) == counts(way.states[-1])
    goes_on(url)


@pytest.fixture(scope="module")
def new_stores() -> dict[str, Passage]:
    return {}


@pytest.fixture
def making(new_stores: dict[str, Passage], stores: Stores) -> Passage:
    """How a new store is made on the engine: a schema, then somebody in it."""
    if stores.engine not in new_stores:
        new_stores[stores.engine] = passage(stores.empty(), dump(stores.bare()))
    return new_stores[stores.engine]


@pytest.mark.parametrize("place", range(2))
def test_a_new_store(stores: Stores, making: Passage, among: Among, place: int):
    url = stores.empty()
    ended = open_and_die(url, "statement", among(1, making.statements))
    assert_goes_on_to_the_end(url, ended, making)


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
def test_a_new_store_inside_a_write(stores: Stores, making: Passage, among: Among):
    url = stores.empty()
    ended = open_and_die(url, "byte", among(40_000, making.log_bytes))
    assert_goes_on_to_the_end(url, ended, making)


def old_store(stores: Stores) -> str:
    """A used store as servicedesk wrote it at schema 0001."""
    url = stores.empty()
    path = parse_address(url).path
    assert path is not None
    connection = sqlite3.connect(path)
    connection.executescript(OLD_STORE.read_text(encoding="utf-8"))
    connection.close()
    return url


@pytest.fixture
def upgrading(new_stores: dict[str, Passage], sqlite_stores: Stores) -> Passage:
    if "old" not in new_stores:
        new_stores["old"] = passage(old_store(sqlite_stores))
    return new_stores["old"]


@pytest.mark.parametrize("place", range(2))
def test_an_older_store(sqlite_stores: Stores, upgrading: Passage, among: Among, place: int):
    url = old_store(sqlite_stores)
    ended = open_and_die(url, "statement", among(1, upgrading.statements))
    assert_goes_on_to_the_end(url, ended, upgrading)


def test_an_older_store_inside_a_write(sqlite_stores: Stores, upgrading: Passage, among: Among):
    url = old_store(sqlite_stores)
    ended = open_and_die(url, "byte", among(35_000, upgrading.log_bytes))
    assert_goes_on_to_the_end(url, ended, upgrading)
