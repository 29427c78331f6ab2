"""A long load has a worker do a share: the rows are the same, in the same order, whatever becomes of the worker."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON, assert_sound
from tests.imports.test_beside import records

from servicedesk.desk.desk import Desk
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.tickets import Kind
from servicedesk.store import bulk_sharing, policies
from servicedesk.store.bulk_rows import COLUMNS, BulkRows
from servicedesk.store.bulk_sharing import Sharing, Worker
from servicedesk.store.bulk_tickets import Signature, Told, work_out
from servicedesk.store.new_tickets import NewMessage, NewTicket

SIGNATURE = Signature("act", NOON, "sup", "import")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def sharing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sharing]:
    """One whose worker is there and takes jobs."""
    monkeypatch.setattr(bulk_sharing, "LONG", 1)
    made = Sharing()
    made.work_out(BulkRows(), SIGNATURE, PolicyBook(), [told(1)])
    made.work_out(BulkRows(), SIGNATURE, PolicyBook(), [told(2)])
    while not worker_of(made).ready:
        pass
    yield made
    made.part()


def worker_of(sharing: Sharing) -> Worker:
    assert sharing._worker is not None
    return sharing._worker


def kill(sharing: Sharing) -> None:
    os.kill(worker_of(sharing)._process.pid, signal.SIGKILL)
    worker_of(sharing)._process.wait()


def told(number: int) -> Told:
    said = [NewMessage(NOON - timedelta(hours=n), "customer", f"我的灯坏了 {number} lamp {n}", "Mara") for n in (2, 1)]
    ticket = NewTicket(Kind.INQUIRY, f"Lamp {number}", NOON - timedelta(hours=3), tags=("late", "é"), steps=said)
    return Told(number, ticket, {"membership": "gold"}, [number * 2, number * 2 + 1], [bytes([number % 256] * 16)] * 3)


def written(rows: BulkRows) -> object:
    return [rows.of(table) for table, _ in COLUMNS], rows.facts, rows.said


def alone(book: PolicyBook, some: list[Told]) -> object:
    rows = BulkRows()
    work_out(rows, SIGNATURE, book, some)
    return written(rows)


def test_rows_are_the_same_whoever_works_them_out(sharing, lite_sup: Desk):
    with lite_sup._work.store.read() as connection:
        book = policies.book(lite_sup._work.store, connection)
    some, done = [told(n) for n in range(1, 41)], []
    rows = BulkRows()
    sharing.work_out(rows, SIGNATURE, book, some, lambda: done.append(len(rows.facts)))
    assert written(rows) == alone(book, some)
    assert done[0] < len(some), "the worker had a share"


def test_a_worker_that_is_killed_is_not_missed(sharing):
    some = [told(n) for n in range(1, 41)]
    rows = BulkRows()
    sharing.work_out(rows, SIGNATURE, PolicyBook(), some, lambda: kill(sharing))
    assert written(rows) == alone(PolicyBook(), some)


def test_a_worker_that_died_before_is_not_missed(sharing):
    kill(sharing)
    some = [told(n) for n in range(1, 41)]
    rows = BulkRows()
    sharing.work_out(rows, SIGNATURE, PolicyBook(), some)
    assert written(rows) == alone(PolicyBook(), some)


def test_what_a_worker_fails_at_is_raised_here(sharing):
    some = [told(n) for n in range(1, 41)]
    some[-1] = replace(some[-1], salts=())
    with pytest.raises(StopIteration):
        sharing.work_out(BulkRows(), SIGNATURE, PolicyBook(), some)


def test_a_load_that_shares_is_sound_and_leaves_no_worker(monkeypatch, sup: Desk):
    monkeypatch.setattr(bulk_sharing, "LONG", 1)
    begun: list[Worker] = []

    class Seen(Worker):
        def __init__(self) -> None:
            super().__init__()
            begun.append(self)
            while not self.ready:
                pass

    monkeypatch.setattr(bulk_sharing, "Worker", Seen)
    made = records(600)
    assert sup.imports.tickets(made, source="long").created == 600
    (worker,) = begun
    assert worker._process.poll() is not None
    assert [row.subject for row in sup.queue.page("is:all", "id", limit=50).rows[:3]] == [
        f"ticket {n}" for n in range(3)
    ]
    assert sup.imports.tickets(made, source="long").unchanged == 600
    assert_sound(sup)


def test_on_one_core_there_is_no_worker(monkeypatch):
    monkeypatch.setattr(bulk_sharing, "LONG", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    one = Sharing()
    for number in range(3):
        one.work_out(BulkRows(), SIGNATURE, PolicyBook(), [told(number)])
    assert one._worker is None
