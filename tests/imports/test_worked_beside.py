"""A process beside works out what a load writes: the same rows, and nothing is lost when it ends."""

import itertools
import json
import math
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest
from tests.builders import NOON, assert_sound
from tests.imports.in_pieces import records, take_in
from tests.imports.test_beside import Meddling

from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.generation.season import Season
from servicedesk.desk.importing.plans import Plan
from servicedesk.desk.importing.writing import Run
from servicedesk.desk.work import SeededEntropy
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.importing import FieldRules, TicketRecord, normalise
from servicedesk.domain.tickets import Channel, Kind, Priority, Status
from servicedesk.store.bulk import beside
from servicedesk.store.bulk.beside import Beside
from servicedesk.store.bulk.pace import Pace
from servicedesk.store.bulk.rows import BulkRows
from servicedesk.store.database import Connection

PATIENCE = 60


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Beside]:
    """Waits for the process at the first ticket; lists who took rows from one, each time."""
    found: list[Beside] = []
    ready, take = Beside._ready, Beside.taken

    def waiting(self: Beside) -> bool:
        if not ready(self) and self._connection is not None:
            assert self._connection.poll(PATIENCE)
        return ready(self)

    def listed(self: Beside, number: int):
        worked = take(self, number)
        if worked is not None:
            found.append(self)
        return worked

    monkeypatch.setattr(beside, "MANY", 0)
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    monkeypatch.setattr(Beside, "_ready", waiting)
    monkeypatch.setattr(Beside, "taken", listed)
    return found


def test_an_import_is_worked_out_beside_and_sound(sup: Desk, taken: list[Beside]):
    assert take_in(sup, records(90), 10).created == 90
    assert len(taken) == 9
    whose = {sup.tickets.customer(row.id).id for row in sup.queue.page("is:all", limit=200).rows}
    assert len(whose) == 9
    assert_sound(sup)


def test_tickets_of_every_sort_are_worked_out_beside(sup: Desk, taken: list[Beside]):
    """A value that no row of another process can hold ends that process, and a load is half as quick."""
    spelled = itertools.product(Kind, (one for one in Status if one is not Status.MERGED), Priority)
    made = []
    for n, (kind, status, priority) in enumerate(spelled):
        message = {"author": ("customer", "agent", "system")[n % 3], "body": "你好 hello", "external_id": n}
        values = {
            "external_id": n,
            "kind": kind.value,
            "status": status.value,
            "priority": priority.value,
            "channel": list(Channel)[n % len(Channel)].value,
            "subject": f"ticket {n}",
            "customer_email": f"c{n}@example.com",
            "customer_name": "王小明",
            "customer_phone": f"+49 30 {1000000 + n}",
            "assignee": ("lin", "nobody we know", None)[n % 3],
            "order": "56-1",
            "product": "lamp",
            "language": "zh-CN",
            "tags": ["late", "加急"],
            "created_at": "2026-01-02T03:04:05Z",
            "updated_at": "2026-02-02T03:04:05Z",
            "messages": [message, {"author": "agent", "visibility": "internal", "body": "seen"}],
        }
        record = normalise(n + 2, values, FieldRules(), lambda external_id: f"id:{external_id}")
        assert isinstance(record, TicketRecord)
        made.append(record)
    assert take_in(sup, made, 10).created == len(made)
    assert len(taken) == math.ceil(len(made) / 10)
    assert {one.kind for one in made} == set(Kind)
    assert_sound(sup)


def test_a_process_that_can_not_answer_is_done_without(sup: Desk, taken: list[Beside], monkeypatch: pytest.MonkeyPatch):
    dumps = pickle.dumps

    def unreadable(what: object, protocol: int) -> bytes:
        return dumps(what, protocol) if len(taken) < 2 else b"no pickle"

    monkeypatch.setattr(beside.pickle, "dumps", unreadable)
    assert take_in(sup, records(90), 10).created == 90
    assert 2 <= len(taken) < 9
    assert taken[0]._process is None
    assert_sound(sup)


def test_a_record_told_again_while_it_is_on_its_way_is_no_second_ticket(sup: Desk, taken: list[Beside]):
    summary = take_in(sup, [*records(10), *records(10), *records(30), *records(50)], 10)
    assert (summary.created, summary.unchanged) == (50, 50)
    assert sup.queue.total("is:all") == 50
    assert taken
    assert_sound(sup)


def test_progress_is_never_more_than_what_is_in_the_store(sup: Desk, taken: list[Beside]):
    seen = []
    take_in(sup, records(45), 10, progress=lambda done, _: seen.append((done, sup.queue.total("is:all"))))
    told = [done for done, _ in seen]
    assert told == sorted(set(told))
    assert told[-1] == 45
    assert all(done <= there for done, there in seen)
    assert taken


def test_a_source_that_breaks_off_leaves_what_was_on_its_way(sup: Desk, taken: list[Beside]):
    def breaking():
        yield from records(20)
        raise ValueError("the file ends here")

    with pytest.raises(ValueError, match="ends here"):
        take_in(sup, breaking(), 10)
    assert sup.queue.total("is:all") == 20
    assert_sound(sup)


def test_a_piece_that_fails_takes_those_behind_it_along(
    sup: Desk, taken: list[Beside], monkeypatch: pytest.MonkeyPatch
):
    write, left = BulkRows.write, [1, 1]

    def failing(self: BulkRows, connection: Connection) -> None:
        write(self, connection)
        if len(left) == 1:
            left.clear()
            raise StoreUnavailable("the disk is full", address="")
        if left:
            left.pop()

    with monkeypatch.context() as patched:
        patched.setattr(BulkRows, "write", failing)
        with pytest.raises(StoreUnavailable, match="full"):
            take_in(sup, records(90), 10, fingerprint="one")
    assert sup.queue.total("is:all") == 10
    summary = take_in(sup, records(90), 10, fingerprint="one")
    assert (summary.resumed, summary.created) == (10, 90)
    assert taken
    assert_sound(sup)


def test_unchanged_rows_behind_what_is_on_its_way_are_counted_once(sup: Desk, taken: list[Beside]):
    made = records(40)
    take_in(sup, made[20:], 10)
    seen = []
    summary = take_in(sup, made, 10, progress=lambda done, _: seen.append(done))
    assert (summary.created, summary.unchanged) == (20, 20)
    assert seen == sorted(set(seen))
    assert taken


def test_a_process_that_is_killed_is_done_without(sup: Desk, taken: list[Beside], monkeypatch: pytest.MonkeyPatch):
    write = BulkRows.write

    def killing(self: BulkRows, connection: Connection) -> None:
        write(self, connection)
        if len(taken) == 2 and taken[0]._process is not None:
            os.kill(taken[0]._process.pid, signal.SIGKILL)
            taken[0]._process.wait()

    monkeypatch.setattr(BulkRows, "write", killing)
    assert take_in(sup, records(90), 10).created == 90
    assert 2 <= len(taken) < 9
    assert_sound(sup)


LOADING = """
import os
import sys
from tests.imports.in_pieces import records, take_in
from servicedesk.desk.desk import open_desk
from servicedesk.store.bulk import beside
from servicedesk.store.bulk.beside import Beside
from servicedesk.store.bulk.pace import Pace

beside.MANY, beside._processors = 0, lambda: 2
taken = []
take = Beside.taken

def listed(self, number):
    worked = take(self, number)
    taken.append(self._process.pid)
    return worked

def told(done, _total):
    if len(taken) > 3:
        print(done, taken[-1], flush=True)
        os.kill(os.getpid(), 9)

Beside.taken = listed
sup = open_desk(sys.argv[1], handle="sup", via="test")
pace = Pace(exclusive=True, size=100)
sup.imports.tickets(records(20_000), source="shop", fingerprint="one", pace=pace, progress=told)
"""


def test_a_load_that_is_killed_leaves_no_process_and_is_gone_on_with(sqlite_url: str, clock):
    command = [sys.executable, "-c", LOADING, sqlite_url]
    root = Path(__file__).parents[2]
    killed = subprocess.run(command, check=False, capture_output=True, text=True, cwd=root, timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    done, left = map(int, killed.stdout.split())
    end = monotonic() + PATIENCE
    while Path(f"/proc/{left}").exists() and "zombie" not in Path(f"/proc/{left}/status").read_text():
        assert monotonic() < end, "the process beside lives on without its load"
    sup = open_desk(sqlite_url, clock=clock, handle="sup", via="test")
    there = sup.queue.total("is:all")
    assert done <= there < 20_000
    summary = sup.imports.tickets(records(there + 50), source="shop", fingerprint="one")
    assert (summary.resumed, summary.created) == (there, there + 50)
    assert_sound(sup)
    sup.close()


def test_who_acts_while_pieces_are_on_their_way_is_let_in(sqlite_url: str, clock, taken: list[Beside]):
    entropy = Meddling(2)
    with_it = open_desk(sqlite_url, clock=clock, handle="sup", entropy=entropy, via="test")
    other = open_desk(sqlite_url, clock=clock, handle="sup", entropy=SeededEntropy(4), via="test")
    entropy.meddle = lambda: other.intake.open(kind="inquiry", subject="beside", customer="c1@example.com")
    summary = take_in(with_it, records(200), 40)
    assert summary.created == 200
    assert entropy.left == 0
    assert other.queue.total("is:all") == 202
    assert taken
    assert_sound(other)
    for one in (with_it, other):
        one.close()


def test_a_membership_that_changes_meanwhile_is_the_one_that_counts(
    sqlite_url: str, clock, taken: list[Beside], monkeypatch: pytest.MonkeyPatch
):
    """Nothing of the piece before is touched by it: its own check alone would not notice."""
    sup = open_desk(sqlite_url, clock=clock, handle="sup", via="test")
    made = records(40)
    take_in(sup, made[:9], 100)
    with sup.imports._work.store.read() as connection:
        (whose,) = connection.exec_driver_sql("SELECT customer_id FROM tickets WHERE subject = 'ticket 8'").one()
    written, left = Run._written, [1]

    def changing(self: Run, plan: Plan) -> bool:
        if left:
            left.pop()
            with sqlite3.connect(sup.imports._work.store.address.path) as other:
                other.execute("UPDATE customers SET membership = 'vip' WHERE id = ?", (whose,))
        return written(self, plan)

    monkeypatch.setattr(Run, "_written", changing)
    take_in(sup, made[9:], 8)  # the first piece is of customers 0 to 7
    with sup.imports._work.store.read() as connection:
        told = connection.exec_driver_sql(
            "SELECT payload FROM events JOIN tickets ON stream_kind = 'ticket' AND stream_id = tickets.id AND seq = 1 "
            "WHERE customer_id = ? AND subject != 'ticket 8'",
            (whose,),
        ).scalars()
        memberships = [json.loads(payload)["membership"] for payload in told]
    assert memberships == ["vip"] * 3
    sup.close()


def test_made_up_tickets_are_the_same_beside(tmp_path, clock, monkeypatch: pytest.MonkeyPatch, taken: list[Beside]):
    def made(name: str) -> list[tuple[object, ...]]:
        opened = open_desk(str(tmp_path / name), clock=clock, via="test")
        opened.generation.generate(120, seed=5, now=NOON, messages=5, pace=Pace(exclusive=True, size=40))
        with opened.imports._work.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT stream_kind, stream_id, seq, hash FROM events ORDER BY 1, 2, 3")
            found = [tuple(row) for row in rows if row.stream_kind in ("ticket", "customer")]
        assert opened.proof.verify().problems == ()
        opened.close()
        return found

    there = made("beside.sqlite")
    assert len(taken) == 3
    monkeypatch.setattr(Beside, "hand", lambda *_: None)
    assert made("here.sqlite") == there
    assert len(there) > 600


def test_a_season_on_its_way_is_told_anew_where_somebody_took_its_numbers(
    sqlite_url: str, clock, taken: list[Beside], monkeypatch: pytest.MonkeyPatch
):
    loading = open_desk(sqlite_url, clock=clock, handle="sup", via="test")
    other = open_desk(sqlite_url, clock=clock, handle="sup", entropy=SeededEntropy(4), via="test")
    read, left = Season.conditions, [None, None]

    def conditions(season, connection):
        if left:
            left.pop()
            other.intake.open(kind="inquiry", subject="beside", customer="c1@example.com")
        return read(season, connection)

    monkeypatch.setattr(Season, "conditions", conditions)
    assert loading.generation.generate(300, seed=5, pace=Pace(exclusive=True, size=60)) == 300
    assert taken
    assert other.queue.total("is:all") == 302
    assert_sound(other)
    for one in (loading, other):
        one.close()


def test_few_tickets_start_no_process(sup: Desk, monkeypatch: pytest.MonkeyPatch):
    started: list[Beside] = []

    def starting(self: Beside) -> None:
        started.append(self)

    monkeypatch.setattr(beside, "_processors", lambda: 2)
    monkeypatch.setattr(Beside, "_start", starting)
    take_in(sup, records(beside.MANY - 1), 20)
    assert not started
    take_in(sup, records(2 * beside.MANY)[beside.MANY :], 20)
    assert started


def test_one_processor_has_no_room_for_another_process(sup: Desk, taken: list[Beside], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(beside, "_processors", lambda: 1)
    assert take_in(sup, records(40), 10).created == 40
    assert not taken
