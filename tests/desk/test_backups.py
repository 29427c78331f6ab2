"""Backups of both engines, made while others write, and stores that come back from them."""

import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.builders import NOON, opened
from tests.conftest import Stores, make_bare
from tests.crash.dumps import counts, dump

from servicedesk.clock import ManualClock
from servicedesk.desk.backup_views import BackupView, RestoredView, Stage
from servicedesk.desk.backups import back_up, check
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.proof import prove
from servicedesk.desk.restoring import restore
from servicedesk.domain.errors import BadFile, Forbidden, NotFound, Refused, StoreTooNew, StoreUnavailable
from servicedesk.store import backup_tools
from servicedesk.store.address import Address, parse_address
from servicedesk.store.backup_anchor import HEADS
from servicedesk.store.backup_tools import Tool
from servicedesk.store.database import Store
from servicedesk.store.proof import AGGREGATES
from servicedesk.store.schema import HEAD

CLOCK = ManualClock(NOON)
OLD_STORE = Path(__file__).parents[1] / "data" / "store-0001.sql"
PHOTO = os.urandom(3_000_000)


def saved(url: str, file: Path, **options: object) -> BackupView:
    return back_up(url, file, clock=CLOCK, **options)  # type: ignore[arg-type]


def brought_back(url: str, file: Path, **options: object) -> RestoredView:
    return restore(url, file, clock=CLOCK, **options)  # type: ignore[arg-type]


def at(url: str, handle: str = "lin") -> Desk:
    return open_desk(url, clock=CLOCK, handle=handle, via="test")


def problems(url: str) -> list[str]:
    store = Store(parse_address(url))
    with store.read() as connection:
        found = [problem.problem for problem in prove(store, connection).problems]
    store.close()
    return found


def path_of(url: str) -> Path:
    path = parse_address(url).path
    assert path is not None
    return path


def used(stores: Stores) -> str:
    """A store with tickets, replies and an attachment in it."""
    url = stores.demo()
    desk = at(url)
    desk.conversation.attach(desk.queue.page("").rows[0].id, "照片.jpg", PHOTO)
    desk.close()
    return url


def old_store(stores: Stores) -> str:
    """A used store as servicedesk wrote it at schema 0001."""
    url = stores.empty()
    connection = sqlite3.connect(path_of(url))
    connection.executescript(OLD_STORE.read_text(encoding="utf-8"))
    connection.close()
    return url


def hidden_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_the_kinds_of_streams_are_those_of_verify():
    assert dict(HEADS) == {str(kind): table.name for kind, table in AGGREGATES.items()}
    assert [kind for kind, _ in HEADS] == sorted(str(kind) for kind in AGGREGATES)


@pytest.mark.parametrize("portable", [False, True])
def test_there_and_back(stores: Stores, tmp_path: Path, portable: bool):
    url, file = used(stores), tmp_path / "店铺 backup'; DROP.bak"
    before = dump(url)
    view = saved(url, file, portable=portable, verify=True)
    assert dump(url) == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert view.kind == ("sqlite" if portable or stores.engine == "sqlite" else "pg_dump")
    assert (view.file, view.bytes, view.schema) == (file, file.stat().st_size, HEAD)
    assert check(file).anchor == view.anchor
    new = stores.empty()
    restored = brought_back(new, file)
    assert (restored.kept, restored.migrated) == ("", False)
    back = dump(new)
    assert problems(new) == []
    same = [table for table in before if not table.startswith(("ticket_words", "message_words"))]
    assert {table: back[table] for table in same} == {table: before[table] for table in same}
    desk = at(new)
    assert desk.search.find("lamp")
    opened(desk)
    desk.close()
    assert hidden_in(tmp_path) == []


def test_the_anchor_is_the_one_that_verify_writes(stores: Stores, tmp_path: Path):
    url, file, anchor = stores.demo(), tmp_path / "shop.bak", tmp_path / "anchor.json"
    desk = open_desk(url, clock=CLOCK)
    desk.people.add("guest", name="Guest", roles=("agent",))
    view = saved(url, file)
    assert desk.proof.write_anchor(anchor) == view.streams
    assert f'"{view.anchor}"' in anchor.read_text()
    assert desk.proof.compare_anchor(file).problems == ()
    clean = desk.proof.verify()
    opened(desk)
    assert desk.proof.compare_anchor(file).problems == ()
    desk.close()
    cut(url)
    desk = open_desk(url, clock=CLOCK)
    assert (view.streams, view.events) == (clean.streams, clean.events)
    assert "vanished" in "".join(problem.problem for problem in desk.proof.compare_anchor(file).problems)
    desk.close()


def cut(url: str) -> None:
    """Make a person vanish with all that speaks of them."""
    store = Store(parse_address(url))
    with store.transaction() as connection:
        number = connection.exec_driver_sql("SELECT id FROM people WHERE handle = 'guest'").scalar_one()
        connection.exec_driver_sql(f"DELETE FROM events WHERE stream_kind = 'person' AND stream_id = {number}")
        connection.exec_driver_sql(f"DELETE FROM people WHERE id = {number}")
    store.close()


WRITER = """
import sys
from tests.builders import opened
from servicedesk.desk.desk import open_desk
desk = open_desk(sys.argv[1], handle="lin")
print("ready", flush=True)
n = 0
while True:
    ticket = opened(desk, "Hello " * 50, customer=f"c{n % 9}@example.com")
    desk.conversation.reply(ticket, "Yes.", grace=0)
    n += 1
    print(n, flush=True)
"""


@contextmanager
def busy(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that opens tickets and answers them all the time."""
    command = [sys.executable, "-c", WRITER, url]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.stdout.readline()
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.parametrize("portable", [False, True])
def test_while_another_process_writes(stores: Stores, tmp_path: Path, portable: bool):
    url, file = stores.demo(), tmp_path / "shop.bak"
    copied: list[int] = []

    def progress(stage: Stage, done: int, _total: int | None) -> None:
        if stage in (Stage.COPYING, Stage.ROWS):
            copied.append(done)
            running.stdout.readline()  # type: ignore[union-attr]

    with busy(url) as running:
        view = saved(url, file, portable=portable, progress=progress)
        running.stdout.readline()  # type: ignore[union-attr]
    assert copied == sorted(copied)
    new = stores.empty()
    brought_back(new, file)
    assert problems(new) == []
    desk = open_desk(url, clock=CLOCK)
    assert desk.health().tickets > view.tickets
    assert desk.proof.compare_anchor(file).problems == ()
    desk.close()


def test_a_writer_never_waits_for_a_backup(sqlite_stores: Stores, tmp_path: Path):
    url = sqlite_stores.demo()
    writer = sqlite3.connect(path_of(url), timeout=0, isolation_level=None)

    def progress(stage: Stage, _done: int, _total: int | None) -> None:
        writer.execute("UPDATE heartbeats SET at = at + 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("ROLLBACK")

    saved(url, tmp_path / "shop.bak", progress=progress)
    writer.close()


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
def test_from_postgresql_into_sqlite_and_back(stores: Stores, sqlite_stores: Stores, tmp_path: Path):
    url, first, second = used(stores), tmp_path / "server.bak", tmp_path / "file.bak"
    saved(url, first, portable=True)
    file_url = sqlite_stores.empty()
    brought_back(file_url, first)
    assert problems(file_url) == []
    desk = at(file_url)
    assert desk.search.find("lamp")
    desk.close()
    view = saved(file_url, second)
    team = stores.empty()
    brought_back(team, second)
    assert problems(team) == []
    mine = {t: n for t, n in counts(dump(url)).items() if not t.endswith("_words")}
    theirs = {t: n for t, n in counts(dump(team)).items() if not t.endswith("_words")}
    assert theirs == mine
    assert check(second).anchor == check(first).anchor == view.anchor
    desk = at(team)
    assert desk.search.find("lamp")
    opened(desk)
    desk.close()


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
def test_what_pg_dump_wrote_goes_into_postgresql_only(stores: Stores, sqlite_stores: Stores, tmp_path: Path):
    saved(stores.staffed(), tmp_path / "shop.bak")
    with pytest.raises(Refused, match="--portable"):
        brought_back(sqlite_stores.empty(), tmp_path / "shop.bak")


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
@pytest.mark.parametrize("there", [None, Tool(Path("/usr/bin/pg_dump"), 9)])
def test_without_a_pg_dump_that_is_new_enough_the_rows_are_copied(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: Tool | None
):
    monkeypatch.setattr("servicedesk.desk.backups.newest", lambda _name: there)
    url = stores.demo()
    view = saved(url, tmp_path / "shop.bak")
    assert view.kind == "sqlite"
    assert view.missing_tool.startswith("pg_dump ")
    brought_back(stores.empty(), tmp_path / "shop.bak")


def test_the_newest_tool_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for version in ("9.6.1", "17.2 (Debian 17.2-1)", "16.4"):
        folder = tmp_path / version.split()[0] / "bin"
        folder.mkdir(parents=True)
        (folder / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
        (folder / "pg_dump").chmod(0o755)
    (tmp_path / "broken" / "bin").mkdir(parents=True)
    (tmp_path / "broken" / "bin" / "pg_dump").write_text("no program")
    (tmp_path / "broken" / "bin" / "pg_dump").chmod(0o755)
    monkeypatch.setattr(backup_tools, "PLACES", (f"{tmp_path}/*/bin",))
    monkeypatch.setattr(backup_tools.sysconfig, "get_path", lambda _name: str(tmp_path))
    monkeypatch.setenv("PATH", "")
    found = backup_tools.newest("pg_dump")
    assert found is not None
    assert (found.version, found.path.parent.parent.name) == (17, "17.2")
    assert backup_tools.newest("pg_restore") is None


def test_a_tool_is_given_no_password_that_others_could_see():
    address = parse_address("postgresql+psycopg://lin:s3cret@db.example/shop")
    conninfo, environment = backup_tools.reaching(address)
    assert "s3cret" not in conninfo
    assert environment["PGPASSWORD"] == "s3cret"
    assert "db.example" in conninfo


def test_a_store_with_tickets_is_kept_aside(stores: Stores, tmp_path: Path):
    url, file = stores.demo(), tmp_path / "shop.bak"
    saved(url, file)
    desk = at(url)
    late = opened(desk)
    desk.close()
    before = dump(url)
    with pytest.raises(Refused, match="--replace"):
        brought_back(url, file)
    assert dump(url) == before
    restored = brought_back(url, file, replace=True)
    assert restored.kept
    desk = at(url)
    with pytest.raises(NotFound):
        desk.queue.row(late)
    desk.close()
    assert problems(url) == []
    if stores.engine == "sqlite":
        assert dump(restored.kept) == before
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            sqlite3.connect(restored.kept).execute("DELETE FROM heartbeats")
        saved(restored.kept, tmp_path / "old.bak")
        brought_back(url, tmp_path / "old.bak", replace=True)
        assert dump(url) == before
        assert len(list(path_of(url).parent.glob("*.kept-*"))) == 2
    else:
        store = Store(parse_address(url))
        with store.read() as connection:
            query = f"SELECT count(*) FROM {restored.kept}.tickets WHERE id = {late}"
            assert connection.exec_driver_sql(query).scalar_one() == 1
        store.close()


def test_a_store_that_somebody_works_on_is_left_alone(stores: Stores, tmp_path: Path):
    url, file = stores.staffed(), tmp_path / "shop.bak"
    saved(url, file)
    command = [sys.executable, "-c", WRITER.replace("n = 0", "desk.feed().changed(); sys.stdin.read(); n = 0"), url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as console:
        assert console.stdout is not None
        assert console.stdout.readline() == "ready\n"
        before = dump(url)
        with pytest.raises(Refused, match="in use"):
            brought_back(url, file, replace=True)
        assert dump(url) == before
        console.kill()
    brought_back(url, file, replace=True)
    assert problems(url) == []


def test_an_older_backup_is_migrated(sqlite_stores: Stores, tmp_path: Path):
    url, file = old_store(sqlite_stores), tmp_path / "old.bak"
    before = dump(url)
    view = saved(url, file)
    assert (view.schema, dump(url)) == ("0001", before)
    assert check(file, verify=True).checked[-1] == "streams"
    new = sqlite_stores.empty()
    assert brought_back(new, file).migrated
    assert problems(new) == []
    with pytest.raises(Refused, match="present schema"):
        saved(url, tmp_path / "other.bak", verify=True)


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
def test_an_older_backup_is_migrated_on_a_server(stores: Stores, sqlite_stores: Stores, tmp_path: Path):
    saved(old_store(sqlite_stores), tmp_path / "old.bak")
    new = stores.empty()
    assert brought_back(new, tmp_path / "old.bak").migrated
    assert problems(new) == []


def test_a_newer_store_and_a_newer_backup_are_refused(sqlite_stores: Stores, tmp_path: Path, monkeypatch):
    url, file = sqlite_stores.staffed(), tmp_path / "shop.bak"
    saved(url, file)
    for place in ("servicedesk.desk.backups.KNOWN", "servicedesk.desk.restoring.KNOWN"):
        monkeypatch.setattr(place, ("0001", "0002"))
    for attempt in (
        lambda: saved(url, tmp_path / "other.bak"),
        lambda: check(file),
        lambda: brought_back(sqlite_stores.empty(), file),
    ):
        with pytest.raises(StoreTooNew, match="newer servicedesk"):
            attempt()
    assert not (tmp_path / "other.bak").exists()


def spoil(file: Path, how: str) -> None:
    content = bytearray(file.read_bytes())
    match how:
        case "cut":
            content = content[: len(content) // 2]
        case "cut by a byte":
            content = content[:-1]
        case "longer":
            content += b"\n"
        case "a byte of the store":
            content[len(content) // 3] ^= 1
        case "a byte of the anchor":
            content[-900] ^= 1
        case "the manifest":
            content = bytearray(bytes(content).replace(b'"tickets": ', b'"tickets":9'))
        case "empty":
            content.clear()
        case "something else":
            content = bytearray(b"%PDF-1.7" * 500)
    file.write_bytes(content)


@pytest.mark.parametrize(
    "how",
    [
        "cut",
        "cut by a byte",
        "longer",
        "a byte of the store",
        "a byte of the anchor",
        "the manifest",
        "empty",
        "something else",
    ],
)
def test_a_spoiled_backup_is_refused_and_the_store_stays(sqlite_stores: Stores, tmp_path: Path, how: str):
    url, file = sqlite_stores.demo(), tmp_path / "shop.bak"
    saved(url, file)
    spoil(file, how)
    before = dump(url)
    with pytest.raises(BadFile):
        check(file)
    with pytest.raises(BadFile):
        brought_back(url, file, replace=True)
    assert dump(url) == before
    assert hidden_in(tmp_path) == []
    assert list(path_of(url).parent.glob("*.kept-*")) == []


@pytest.mark.parametrize("stores", ["postgresql"], indirect=True)
@pytest.mark.parametrize("portable", [False, True])
def test_a_spoiled_backup_leaves_a_server_as_it_was(stores: Stores, tmp_path: Path, portable: bool):
    url, file = stores.demo(), tmp_path / "shop.bak"
    saved(url, file, portable=portable)
    spoil(file, "a byte of the store")
    before = dump(url)
    with pytest.raises(BadFile):
        brought_back(url, file, replace=True)
    assert dump(url) == before


def test_rows_that_are_not_what_their_events_say_are_refused(stores: Stores, tmp_path: Path):
    url, file = stores.demo(), tmp_path / "shop.bak"
    store = Store(parse_address(url))
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE tickets SET subject = 'forged' WHERE id = 10005")
    store.close()
    with pytest.raises(Refused, match="verify finds"):
        saved(url, file, verify=True)
    assert not file.exists()
    saved(url, file)
    other = stores.staffed()
    before = dump(other)
    with pytest.raises(Refused, match="verify finds"):
        brought_back(other, file, replace=True)
    assert dump(other) == before
    brought_back(other, file, replace=True, quick=True)


def test_places_that_are_no_place_for_a_backup(sqlite_stores: Stores, tmp_path: Path):
    url = sqlite_stores.staffed()
    path = path_of(url)
    other = path_of(sqlite_stores.staffed())
    (tmp_path / "link").symlink_to(path)
    for place in (path, path.with_name(path.name + "-wal"), other, tmp_path / "link"):
        with pytest.raises(Refused):
            saved(url, place, replace=True)
    for place in (tmp_path, tmp_path / "none" / "shop.bak"):
        with pytest.raises(BadFile):
            saved(url, place, replace=True)
    before = dump(url)
    saved(url, tmp_path / "shop.bak")
    with pytest.raises(Refused, match="--replace"):
        saved(url, tmp_path / "shop.bak")
    saved(url, tmp_path / "shop.bak", replace=True)
    assert dump(url) == before


@pytest.mark.parametrize("missing", ["none.sqlite", "folder", "text"])
def test_what_is_no_store_is_not_backed_up(tmp_path: Path, missing: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("not a store" * 500)
    with pytest.raises(StoreUnavailable):
        saved(str(tmp_path / missing), tmp_path / "shop.bak")
    assert not (tmp_path / "none.sqlite").exists()
    assert not (tmp_path / "shop.bak").exists()


def test_only_admins_may(stores: Stores, tmp_path: Path):
    url, file = stores.staffed(), tmp_path / "shop.bak"
    with pytest.raises(Forbidden):
        saved(url, file, handle="lin")
    with pytest.raises(NotFound):
        saved(url, file, handle="nobody")
    saved(url, file, handle="boss")
    with pytest.raises(Forbidden):
        brought_back(url, file, handle="sup", replace=True)
    brought_back(url, file, handle="boss", replace=True)


def test_a_damaged_store_makes_room(sqlite_stores: Stores, tmp_path: Path):
    url, file = sqlite_stores.demo(), tmp_path / "shop.bak"
    saved(url, file)
    path = path_of(url)
    content = bytearray(path.read_bytes())
    content[:200] = b"\xff" * 200
    path.write_bytes(content)
    path.with_name(path.name + "-wal").write_bytes(b"old log")
    with pytest.raises(Refused, match="can't be read"):
        brought_back(url, file)
    restored = brought_back(url, file, replace=True)
    assert Path(restored.kept).read_bytes() == content
    assert Path(restored.kept + "-wal").read_bytes() == b"old log"
    assert problems(url) == []


def test_a_log_without_its_store_is_not_read_into_the_restored_one(sqlite_stores: Stores, tmp_path: Path):
    url, file = sqlite_stores.demo(), tmp_path / "shop.bak"
    saved(url, file)
    expected = dump(url)
    path = path_of(url)
    held = sqlite3.connect(path)
    held.execute("UPDATE heartbeats SET at = 1")
    held.execute("UPDATE tickets SET subject = 'from the log'")
    held.commit()
    log = path.with_name(path.name + "-wal").read_bytes()
    held.close()
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(log)
    brought_back(url, file)
    assert dump(url) == expected


def test_somebody_elses_database_is_left_alone(sqlite_stores: Stores, tmp_path: Path):
    saved(sqlite_stores.staffed(), tmp_path / "shop.bak")
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    with pytest.raises(StoreUnavailable, match="another program"):
        brought_back(str(tmp_path / "other.sqlite"), tmp_path / "shop.bak", replace=True)
    with pytest.raises(StoreUnavailable):
        saved(str(tmp_path / "other.sqlite"), tmp_path / "songs.bak")


def test_a_restored_store_has_the_rights_of_the_one_before(sqlite_stores: Stores, tmp_path: Path):
    url, file = sqlite_stores.staffed(), tmp_path / "shop.bak"
    saved(url, file)
    path_of(url).chmod(0o664)
    brought_back(url, file)
    assert stat.S_IMODE(path_of(url).stat().st_mode) == 0o664
    new = sqlite_stores.empty()
    brought_back(new, file)
    assert stat.S_IMODE(path_of(new).stat().st_mode) == 0o600


def test_a_store_behind_a_link_is_replaced_where_it_is(sqlite_stores: Stores, tmp_path: Path):
    url, file, link = sqlite_stores.staffed(), tmp_path / "shop.bak", tmp_path / "link.sqlite"
    link.symlink_to(path_of(url))
    saved(str(link), file)
    brought_back(str(link), file)
    assert link.is_symlink()
    assert problems(str(link)) == []


def test_an_empty_file_becomes_the_store(sqlite_stores: Stores, tmp_path: Path):
    saved(sqlite_stores.staffed(), tmp_path / "shop.bak")
    (tmp_path / "new.sqlite").touch()
    brought_back(str(tmp_path / "new.sqlite"), tmp_path / "shop.bak")
    assert problems(str(tmp_path / "new.sqlite")) == []


def test_a_backup_stops_where_there_is_no_room(sqlite_stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url, file = sqlite_stores.demo(), tmp_path / "shop.bak"
    saved(url, file)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=1_000))
    with pytest.raises(BadFile, match="MB left"):
        saved(url, tmp_path / "other.bak")
    with pytest.raises(BadFile, match="MB left"):
        brought_back(url, file, replace=True)
    assert hidden_in(tmp_path) == []


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The kernel refuses every write past byte ``size`` of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_meanwhile(stores: Stores, tmp_path: Path):
    url, file = stores.demo(), tmp_path / "shop.bak"
    for portable in (False, True):
        with no_file_beyond(60_000), pytest.raises((BadFile, StoreUnavailable)):
            saved(url, file, portable=portable)
        assert list(tmp_path.glob("*shop.bak*")) == []
    if stores.engine == "sqlite":
        saved(url, file)
        before = dump(url)
        with no_file_beyond(60_000), pytest.raises(BadFile):
            brought_back(url, file, replace=True)
        assert dump(url) == before


def test_replies_on_their_way_are_told(sqlite_stores: Stores, tmp_path: Path):
    url = sqlite_stores.staffed()
    desk = at(url)
    desk.conversation.reply(opened(desk), "On its way.", grace=20)
    desk.close()
    saved(url, tmp_path / "shop.bak")
    assert brought_back(sqlite_stores.empty(), tmp_path / "shop.bak").pending_replies == 1


def test_a_store_of_its_own_kind_uses_its_log_again(sqlite_stores: Stores, tmp_path: Path):
    url = sqlite_stores.copy_of("bare", make_bare)
    saved(url, tmp_path / "shop.bak")
    new = sqlite_stores.empty()
    brought_back(new, tmp_path / "shop.bak")
    with sqlite3.connect(path_of(new)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_store_itself_is_not_restored_from(sqlite_stores: Stores):
    address: Address = parse_address(sqlite_stores.staffed())
    assert address.path is not None
    with pytest.raises(BadFile):
        brought_back(str(address.path), address.path)
