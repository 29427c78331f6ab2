"""``kill -9`` while somebody works: what was answered is there, what was under way is there whole or not at all."""

from collections.abc import Callable

import pytest
from tests.conftest import Stores
from tests.crash.dumps import dump
from tests.crash.tale import ACTS, Tale, assert_is_one_of, goes_on
from tests.crash.watching import Ended

Among = Callable[[int, int], int]


def assert_nothing_lost_nothing_half(tale: Tale, url: str, ended: Ended) -> None:
    assert ended.died
    assert_is_one_of(dump(url), tale.may_follow(len(ended.reports)))
    goes_on(url)


@pytest.mark.parametrize("place", range(3))
def test_before_a_statement(tale: Tale, stores: Stores, among: Among, place: int):
    url = stores.staffed()
    ended = tale.start(url, "statement", among(1, tale.seen["statement"]))
    assert_nothing_lost_nothing_half(tale, url, ended)


def test_before_a_commit(tale: Tale, stores: Stores, among: Among):
    url = stores.staffed()
    ended = tale.start(url, "commit", among(1, tale.seen["commit"]))
    assert_nothing_lost_nothing_half(tale, url, ended)


def test_committed_and_not_yet_answered(tale: Tale, stores: Stores, among: Among):
    url = stores.staffed()
    ended = tale.start(url, "answer", among(1, ACTS))
    assert dump(url) == tale.may_follow(len(ended.reports))[-1]
    assert_nothing_lost_nothing_half(tale, url, ended)


def test_answered(tale: Tale, stores: Stores, among: Among):
    url = stores.staffed()
    answers = among(1, ACTS)
    ended = tale.start(url, "report", answers)
    assert len(ended.reports) == answers
    assert dump(url) == tale.may_follow(answers)[0]
    assert_nothing_lost_nothing_half(tale, url, ended)


@pytest.mark.parametrize("place", range(3))
def test_inside_a_write_of_a_commit(sqlite_tale: Tale, sqlite_stores: Stores, among: Among, place: int):
    url = sqlite_stores.staffed()
    ended = sqlite_tale.start(url, "byte", among(40_000, sqlite_tale.log_bytes))
    assert_nothing_lost_nothing_half(sqlite_tale, url, ended)


def test_while_the_log_is_carried_into_the_store(sqlite_tale: Tale, sqlite_stores: Stores, among: Among):
    url = sqlite_stores.staffed()
    ended = sqlite_tale.start(url, "checkpoint", among(250_000, 400_000))
    assert_nothing_lost_nothing_half(sqlite_tale, url, ended)
