"""A load's commits don't wait for the disk: what a power cut may take is a tail, and what has ended is there."""

import os
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from stat import S_ISREG

import pytest
from tests.builders import assert_sound
from tests.imports.in_pieces import records, take_in

from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.bulk import loading
from servicedesk.store.bulk.loading import Loading
from servicedesk.store.database import Connection

COUNT, SIZE = 60, 10
NORMAL, FULL = 1, 2


def log_of(store: Path) -> Path:
    return store.with_name(f"{store.name}-wal")


def level(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())


def test_acts_wait_for_the_disk_and_loads_do_not(lite: Desk):
    store = lite._work.store
    with Loading(store) as load, load.transaction(1) as connection:
        assert level(connection) == NORMAL
    for transaction in (store.transaction, store.brief):
        with transaction() as connection:
            assert level(connection) == FULL


@pytest.mark.parametrize("left", [0.2, 0.5, 0.75, 0.999])
def test_a_power_cut_takes_a_tail_and_a_later_run_goes_on_behind_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: float
):
    store, kept = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "kept.sqlite"
    monkeypatch.setattr(Loading, "_checkpoint_behind", lambda _: None)  # all of it stays in the log

    def cut(done: int, _: int | None) -> None:
        if done > COUNT // 2 and not kept.exists():
            shutil.copyfile(store, kept)
            shutil.copyfile(log_of(store), log_of(kept))
            os.truncate(log_of(kept), int(log_of(kept).stat().st_size * left))

    with closing(open_desk(sqlite_url, handle="sup")) as desk:
        take_in(desk, records(COUNT), SIZE, fingerprint="file", progress=cut)
    with closing(open_desk(str(kept), handle="sup")) as desk:
        assert_sound(desk)
        before = desk.health().tickets
        again = take_in(desk, records(COUNT), SIZE, fingerprint="file")
        assert again.resumed == before
        assert desk.health().tickets == COUNT
        assert_sound(desk)


def test_at_its_end_all_of_it_is_on_the_disk(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    synced: list[str] = []
    fsync = os.fsync

    def listed(file: int) -> None:
        if S_ISREG(os.fstat(file).st_mode):
            synced.append(os.path.realpath(f"/dev/fd/{file}"))
        fsync(file)

    monkeypatch.setattr(loading.os, "fsync", listed)
    with closing(open_desk(sqlite_url, handle="sup")) as desk:
        take_in(desk, records(COUNT), SIZE)
        assert synced == [str(log_of(Path(sqlite_url.removeprefix("sqlite:///")).resolve()))]


def test_a_disk_that_fails_at_the_end_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    def failing(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(loading.os, "fsync", failing)
    with (
        closing(open_desk(sqlite_url, handle="sup")) as desk,
        pytest.raises(StoreUnavailable, match="can't be written"),
    ):
        take_in(desk, records(COUNT), SIZE)


def test_a_disk_that_failed_on_the_way_is_told_at_the_end(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    """The system tells of lost writing once: the sync at the end may know nothing of it."""
    connect = sqlite3.connect

    class Failing(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:
            if statement.startswith("PRAGMA wal_checkpoint"):
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
                raise error
            return super().execute(statement, *values)

    with closing(open_desk(sqlite_url, handle="sup")) as desk:
        with monkeypatch.context() as patched:
            patched.setattr(loading.sqlite3, "connect", partial(connect, factory=Failing))
            with pytest.raises(StoreUnavailable, match="disk I/O error"):
                take_in(desk, records(COUNT), SIZE)
        assert desk.health().tickets == COUNT
