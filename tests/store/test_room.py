"""A room that takes and works at once: nothing doubled, nothing lost, nobody passed over."""

import sqlite3

import pytest
from tests.builders import MINUTE, assert_sound, opened, types_of
from tests.store.crowd import crowd

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk
from servicedesk.store.write_turns import AGED, LONGEST, SHORTEST, _pause, begin_writing

PROCESSES = 8
WAITING = 160


def test_everybody_who_takes_gets_some_and_no_two_the_same(desk: Desk, url: str, clock: ManualClock):
    waiting = set()
    for n in range(WAITING):
        waiting.add(opened(desk, priority=("low", "normal", "high", "urgent")[n % 4], customer=f"c{n % 9}@example.com"))
        clock.advance(MINUTE)
    taken = crowd("take_next", PROCESSES, url, WAITING)
    promised = [ticket for mine in taken for ticket in mine]
    assert len(promised) == WAITING
    assert set(promised) == waiting
    assert min(map(len, taken)) > 0
    assert all(types_of(desk, ticket).count("assigned") == 1 for ticket in waiting)
    assert desk.assignment.take_next() is None
    assert_sound(desk)


def test_a_room_at_work_loses_nothing(desk: Desk, url: str):
    waiting = {opened(desk) for _ in range(5 * PROCESSES)}
    told = [act for acts in crowd("work", PROCESSES, url, 4) for act in acts]
    taken = [ticket for name, ticket in told if name == "take"]
    assert len(taken) == len(set(taken)) == 4 * PROCESSES
    assert set(taken) <= waiting
    for ticket in taken:
        kinds = types_of(desk, ticket)
        assert (kinds.count("assigned"), kinds.count("message"), kinds.count("tagged")) == (1, 3, 1)
        assert desk.queue.row(ticket).status == "waiting_customer"
    assert_sound(desk)


def test_who_has_waited_longer_tries_more_often():
    fresh = [_pause(0.0, tries) for tries in range(1, 50)]
    aged = [_pause(AGED * 2, tries) for tries in range(1, 50)]
    assert all(LONGEST / 2 <= pause <= LONGEST * 1.5 for pause in fresh)
    assert all(SHORTEST / 2 <= pause <= SHORTEST * 1.5 for pause in aged)
    assert len(set(fresh)) > 1


def test_a_writer_waits_for_its_turn_and_no_longer_than_it_may(tmp_path):
    first, second = (sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None) for _ in range(2))
    begin_writing(first, 0, 10)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        begin_writing(second, 0.02, 10)
    assert second.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
    first.execute("ROLLBACK")
    begin_writing(second, 0, 10)
    assert second.in_transaction
    first.close()
    second.close()


def test_what_is_no_wait_is_told_at_once(tmp_path):
    (tmp_path / "store.sqlite").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    connection = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    with pytest.raises(sqlite3.DatabaseError):
        begin_writing(connection, 60, 10)
    connection.close()
