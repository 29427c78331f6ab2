"""The schema: models and migrations agree, old stores upgrade, newer and foreign ones are left alone."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Timer

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlmodel import SQLModel
from tests.builders import DAY, NOON, assert_sound
from tests.conftest import Stores
from tests.store.crowd import crowd

import servicedesk.store.tables  # noqa: F401 - fills the metadata
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk
from servicedesk.desk.first_page import first_page
from servicedesk.desk.opening import FIRST_VIEWS
from servicedesk.domain.errors import StoreTooNew, StoreUnavailable, UndoRefused
from servicedesk.store import light, schema
from servicedesk.store.address import parse_address
from servicedesk.store.database import Store
from servicedesk.store.search import text_index
from servicedesk.store.tables.events import acts

OLD_STORE = Path(__file__).parents[1] / "data" / "store-0001.sql"
"""A used store as servicedesk wrote it when there were the first tables only."""


def opened(url: str) -> Store:
    return Store(parse_address(url))


def test_everybody_means_the_newest_migration():
    scripts = ScriptDirectory.from_config(schema.alembic_config())
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert scripts.get_heads() == [schema.HEAD]
    assert list(schema.KNOWN) == revisions[::-1]
    assert schema.HEAD == light.SCHEMA


def has_a_model(name: str | None, kind: str, _parents: object) -> bool:
    """The text index is the engine's own; no model stands behind it."""
    return kind != "table" or name is None or not name.startswith(text_index.TABLES)


def test_migrations_make_what_the_models_say(stores: Stores):
    store = opened(stores.bare())
    with store.read() as connection:
        options = {"compare_type": True, "compare_server_default": False, "include_name": has_a_model}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    store.close()


def test_preparing_twice_does_nothing(empty_url: str):
    store = opened(empty_url)
    assert schema.prepare(store) is True
    assert schema.prepare(store) is False
    store.close()


def old_rows() -> dict[str, list[dict[str, object]]]:
    """The old store's rows by table."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(OLD_STORE.read_text(encoding="utf-8"))
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}
    connection.close()
    return {name: found for name, found in rows.items() if found and name != "alembic_version"}


def make_old(url: str) -> dict[str, list[dict[str, object]]]:
    """A store at revision 0001 with the old rows in it, by plain SQL."""
    store = opened(url)
    schema.prepare(store, "0001")
    rows = old_rows()
    with store.transaction() as connection:
        # Rows refer to each other in both directions: checked when all are there, or not at all.
        connection.execute(
            text(
                "PRAGMA defer_foreign_keys = ON" if store.is_sqlite else "SET LOCAL session_replication_role = replica"
            )
        )
        for table, found in rows.items():
            columns = sorted(found[0])
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(':' + c for c in columns)})"
            for row in found:
                connection.execute(text(statement), row if store.is_sqlite else _typed(table, row))
        if not store.is_sqlite:
            for table in rows:
                if "id" in rows[table][0] and isinstance(rows[table][0]["id"], int):
                    connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
    store.close()
    return rows


BOOLEANS = {"people": ["active"], "tickets": ["accepted", "generated"], "attachments": ["removed"]}


def _typed(table: str, row: dict[str, object]) -> dict[str, object]:
    """SQLite keeps truth values as numbers."""
    truths = {name: None if row[name] is None else bool(row[name]) for name in BOOLEANS.get(table, [])}
    return row | truths


def expected(old: dict[str, list[dict[str, object]]]) -> dict[str, int]:
    """Every row is still there; migration 0005 adds three views, 0006 two, 0008 one."""
    return {table: len(rows) + 6 * (table == "saved_views") for table, rows in old.items()}


def counted(url: str, tables: list[str]) -> dict[str, int]:
    store = opened(url)
    with store.read() as connection:
        found = {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables}
    store.close()
    return found


def test_an_old_store_upgrades_without_loss_and_works(empty_url: str):
    old = make_old(empty_url)
    assert first_page(empty_url, None) is None
    later = ManualClock(NOON + 365 * DAY)
    desk = open_desk(empty_url, clock=later)
    assert desk.health().schema == schema.HEAD
    assert counted(empty_url, list(old)) == expected(old)
    assert desk.proof.verify().problems == ()
    for row in old["tickets"]:
        view = desk.tickets.show(row["id"])
        assert (view.row.subject, view.row.status, view.row.version) == (row["subject"], row["status"], row["version"])
    ticket = desk.intake.open(kind="inquiry", subject="After the upgrade", body="Works?").ticket.id
    assert ticket > max(row["id"] for row in old["tickets"])
    desk.conversation.reply(ticket, "It does.", grace=0, then="resolved")
    desk.upkeep.sweep()
    assert desk.proof.verify().problems == ()
    desk.close()
    assert first_page(empty_url, None) is not None


def test_acts_before_the_upgrade_can_be_undone(empty_url: str):
    make_old(empty_url)
    desk = open_desk(empty_url, clock=ManualClock(NOON + 365 * DAY))
    store = opened(empty_url)
    with store.read() as connection:
        rows = list(connection.execute(select(acts)).mappings())
    store.close()
    people = {person.id: person.handle for person in desk.people.all()}
    undoable = 0
    for row in sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True):
        agent = desk.acting_as(people[row["person_id"]])
        with suppress(UndoRefused):
            agent.history.undo(row["id"])
            undoable += 1
    assert undoable > 0
    assert desk.proof.verify().problems == ()
    desk.close()


def test_a_newer_store_is_refused_and_untouched(stores: Stores):
    url = stores.staffed()
    store = opened(url)
    with store.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    path = parse_address(url).path
    before = None if path is None else (path.read_bytes(), sorted(p.name for p in path.parent.iterdir()))
    with pytest.raises(StoreTooNew) as refused:
        open_desk(url)
    assert refused.value.details["schema"] == "9999"
    assert first_page(url, None) is None
    if path is not None:
        assert (path.read_bytes(), sorted(p.name for p in path.parent.iterdir())) == before


def test_somebody_elses_database_is_left_alone(stores: Stores):
    url = stores.empty()
    store = opened(url)
    with store.transaction() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER PRIMARY KEY)"))
    store.close()
    path = parse_address(url).path
    before = None if path is None else path.read_bytes()
    with pytest.raises(StoreUnavailable, match="another program"):
        open_desk(url)
    if path is not None:
        assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear shop, " * 200)
    with pytest.raises(StoreUnavailable, match="not a servicedesk store"):
        open_desk(str(path))
    assert path.read_text() == "Dear shop, " * 200


def test_a_new_store_is_its_owners_alone_with_what_stands_beside_it(tmp_path: Path):
    was = os.umask(0o022)
    try:
        with closing(open_desk(str(tmp_path / "shop.sqlite"))) as desk:
            desk.queue.total("is:all")
            beside = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    finally:
        os.umask(was)
    assert beside == {"shop.sqlite": 0o600, "shop.sqlite-wal": 0o600, "shop.sqlite-shm": 0o600}


def test_who_may_read_a_store_stays_as_somebody_chose(tmp_path: Path):
    store = tmp_path / "shop.sqlite"
    store.touch(mode=0o600)
    store.chmod(0o660)
    open_desk(str(store)).close()
    assert store.stat().st_mode & 0o777 == 0o660


def test_no_folder_is_made_for_a_store_that_is_spelled_wrong(tmp_path: Path):
    with pytest.raises(StoreUnavailable, match="folder"):
        open_desk(str(tmp_path / "typo" / "shop.db"), clock=ManualClock(NOON))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b", "a#b", "a?b=c", "100%41", "灯具", "it's"])
def test_a_path_may_have_any_character(tmp_path: Path, name: str):
    folder = tmp_path / name
    folder.mkdir()
    url = str(folder / f"{name}.db")
    desk = open_desk(url, clock=ManualClock(NOON))
    feed = desk.feed()
    desk.intake.open(kind="inquiry", subject="A lamp")
    assert feed.changed()
    feed.close()
    desk.close()
    assert (folder / f"{name}.db").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    assert first_page(url, None) is not None


def test_several_processes_make_a_store_at_once(empty_url: str):
    results = crowd("open_and_look", 4, empty_url)
    assert {result["people"] for result in results} == {1}
    assert {result["schema"] for result in results} == {schema.HEAD}
    desk = open_desk(empty_url, clock=ManualClock(NOON))
    assert len(desk.people.all()) == 1
    assert len(desk.queue.views()) == len(FIRST_VIEWS)
    assert desk.proof.verify().problems == ()
    desk.close()


def test_a_store_that_somebody_else_is_making_is_waited_for(tmp_path: Path):
    path = tmp_path / "new.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("BEGIN IMMEDIATE")
        ending = Timer(0.2, other.rollback)
        ending.start()
        store = opened(str(path))
        store.use_log()
        ending.join()
        store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_several_processes_upgrade_an_old_store_at_once(empty_url: str):
    old = make_old(empty_url)
    crowd("open_and_look", 4, empty_url)
    assert counted(empty_url, list(old)) == expected(old)
    desk = open_desk(empty_url, clock=ManualClock(NOON + 365 * DAY))
    assert desk.proof.verify().problems == ()
    desk.close()


def test_ids_stay_unique_after_a_rollback(url: str):
    store = opened(url)
    table = SQLModel.metadata.tables["tickets"]

    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        store.reserve_ids(connection, table, 3 // 0)
    with store.transaction() as connection:
        ids = list(store.reserve_ids(connection, table, 3))
    assert len(set(ids)) == 3
    assert min(ids) >= 10_001
    store.close()


def test_reserved_ids_are_above_what_is_there(url: str):
    desk = open_desk(url, handle="lin", clock=ManualClock(NOON))
    tickets = [desk.intake.open(kind="inquiry", subject=str(n)).ticket.id for n in range(3)]
    store = opened(url)
    with store.transaction() as connection:
        ids = list(store.reserve_ids(connection, SQLModel.metadata.tables["tickets"], 5))
    assert len(set(ids)) == 5
    assert min(ids) > max(tickets)
    assert tickets[0] == 10_001 or not store.is_sqlite
    store.close()
    assert_sound(desk)
    desk.close()
