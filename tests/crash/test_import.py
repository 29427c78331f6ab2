"""``kill -9`` while a file is imported: whole batches are in, and the next run over the file takes in the rest."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import Stores
from tests.crash.child import PACE
from tests.crash.dumps import counts, dump
from tests.crash.story import open_story
from tests.crash.watching import Ended, run_child

from servicedesk.channels.files import read_tickets
from servicedesk.desk.desk import Desk
from servicedesk.desk.importing.summary import ImportSummary

Among = Callable[[int, int], int]
ROWS = 1_100
SEED = 6


@dataclass(frozen=True)
class Whole:
    """An import that came to its end: rows in each table, how often it answered, and how long the way was."""

    counts: dict[str, int]
    batches: list[int]
    statements: int
    log_bytes: int


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tickets of another help desk; every customer wrote several."""
    path = tmp_path_factory.mktemp("import") / "tickets.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("external_id", "subject", "body", "customer_email", "status", "tags", "created_at"))
        for n in range(ROWS):
            body = f"Order {n} did not arrive. 我的订单没有到。 " * 6
            status = ("open", "resolved")[n % 2]
            writer.writerow((n, f"Order {n}", body, f"c{n % 300}@example.com", status, "parcel", "2026-10-01 08:00"))
    return path


def import_and_die(url: str, file: Path, where: str, n: int) -> Ended:
    return run_child(job="import", url=url, seed=SEED, file=str(file), where=where, n=n)


@pytest.fixture(scope="module")
def wholes() -> dict[str, Whole]:
    return {}


@pytest.fixture
def whole(wholes: dict[str, Whole], stores: Stores, file: Path) -> Whole:
    if stores.engine not in wholes:
        url = stores.staffed()
        ended = import_and_die(url, file, "nowhere", 0)
        assert not ended.died
        batches = [report["done"] for report in ended.reports]
        wholes[stores.engine] = Whole(counts(dump(url)), batches, ended.last["seen"]["statement"], ended.last["log"])
    return wholes[stores.engine]


@pytest.fixture
def desk_of() -> Iterator[Callable[[str], Desk]]:
    opened: list[Desk] = []

    def open_it(url: str) -> Desk:
        opened.append(open_story(url, SEED + 1)[0])
        return opened[-1]

    yield open_it
    for desk in opened:
        desk.close()


def import_again(desk: Desk, file: Path) -> ImportSummary:
    tickets = read_tickets(file)
    return desk.imports.tickets(tickets, source="shop", fingerprint=tickets.fingerprint, pace=PACE)


def assert_whole_batches_and_the_rest_later(desk: Desk, url: str, file: Path, ended: Ended, whole: Whole) -> None:
    assert ended.died
    promised = ended.last["done"] if ended.reports else 0
    there = counts(dump(url))["imported_tickets"]
    following = [done for done in (0, *whole.batches) if done >= promised][:2]
    assert there in following
    assert desk.queue.total("") + desk.queue.total("is:closed") == there
    assert desk.proof.verify().problems == ()
    summary = import_again(desk, file)
    assert (summary.resumed, summary.created) == (there, ROWS)
    assert counts(dump(url)) == whole.counts
    assert import_again(desk, file).unchanged == ROWS
    assert desk.proof.verify().problems == ()


def test_before_a_statement(stores: Stores, whole: Whole, file: Path, among: Among, desk_of: Callable[[str], Desk]):
    url = stores.staffed()
    ended = import_and_die(url, file, "statement", among(1, whole.statements))
    assert_whole_batches_and_the_rest_later(desk_of(url), url, file, ended, whole)


def test_after_an_answer(stores: Stores, whole: Whole, file: Path, among: Among, desk_of: Callable[[str], Desk]):
    url = stores.staffed()
    ended = import_and_die(url, file, "report", among(1, len(whole.batches)))
    assert_whole_batches_and_the_rest_later(desk_of(url), url, file, ended, whole)


@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
def test_inside_a_write(stores: Stores, whole: Whole, file: Path, among: Among, desk_of: Callable[[str], Desk]):
    url = stores.staffed()
    ended = import_and_die(url, file, "byte", among(40_000, whole.log_bytes))
    assert_whole_batches_and_the_rest_later(desk_of(url), url, file, ended, whole)
