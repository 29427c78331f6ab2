"""A store that can't be opened or written: one clear sentence, and what was there is as it was."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import Stores

from servicedesk.desk.desk import open_desk
from servicedesk.desk.first_page import first_page
from servicedesk.domain.errors import StoreTooNew, StoreUnavailable

NOBODY = 65_534


@contextmanager
def without_root() -> Iterator[None]:
    """Root may write everywhere, so the right to write only counts for somebody else."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


@pytest.fixture
def folder(sqlite_stores: Stores) -> Iterator[Path]:
    """A folder that everybody may enter, with ``desk.sqlite`` in it that belongs to somebody else."""
    path = Path(tempfile.mkdtemp(prefix="servicedesk-"))
    shutil.copy(sqlite_stores.staffed().removeprefix("sqlite:///"), path / "desk.sqlite")
    path.chmod(0o755)
    (path / "desk.sqlite").chmod(0o644)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


def refusal(address: object) -> str:
    """The one sentence; the light first page stays silent and leaves the word to it."""
    assert first_page(str(address), None) is None
    with pytest.raises(StoreUnavailable) as caught:
        open_desk(str(address))
    assert "\n" not in caught.value.message
    return caught.value.message


def assert_can_be_read_or_is_refused_but_not_written(path: Path) -> None:
    first_page(str(path), None)
    with pytest.raises(StoreUnavailable) as caught:
        open_desk(str(path)).intake.open(kind="inquiry", subject="Lamp", body="Where is it?", customer="a@example.com")
    assert "\n" not in caught.value.message
    assert str(path) in caught.value.message
    assert "written" in caught.value.message


@pytest.mark.parametrize("mode", [0o555, 0o755], ids=["folder read-only", "folder and file of somebody else"])
def test_a_file_without_the_right_to_write(folder: Path, mode: int):
    (folder / "desk.sqlite").chmod(0o444)
    folder.chmod(mode if os.geteuid() == 0 else 0o555)
    before = (folder / "desk.sqlite").read_bytes()
    with without_root():
        assert_can_be_read_or_is_refused_but_not_written(folder / "desk.sqlite")
    assert (folder / "desk.sqlite").read_bytes() == before


def test_a_writable_folder_with_a_read_only_file(folder: Path):
    folder.chmod(0o777)
    (folder / "desk.sqlite").chmod(0o444)
    with without_root():
        assert_can_be_read_or_is_refused_but_not_written(folder / "desk.sqlite")


def test_a_writable_file_in_a_read_only_folder(folder: Path):
    (folder / "desk.sqlite").chmod(0o666)
    folder.chmod(0o555)
    with without_root():
        assert_can_be_read_or_is_refused_but_not_written(folder / "desk.sqlite")


def test_a_new_store_in_a_read_only_folder(folder: Path):
    folder.chmod(0o555)
    with without_root():
        assert "written" in refusal(folder / "new.sqlite")
        assert "written" in refusal(folder / "below" / "new.sqlite")
    assert [path.name for path in folder.iterdir()] == ["desk.sqlite"]


def test_a_folder_nobody_may_enter(folder: Path):
    folder.chmod(0o000)
    with without_root():
        refusal(folder / "desk.sqlite")


@pytest.mark.parametrize("address", ["mysql://root@localhost/desk", "sqlite:///", "", "http://example.com/desk.sqlite"])
def test_an_address_that_is_none(address: str):
    refusal(address)


def test_a_server_that_does_not_answer():
    said = refusal("postgresql+psycopg://lin:secret@127.0.0.1:1/desk")
    assert "127.0.0.1" in said
    assert "secret" not in said


def test_a_file_that_is_no_database(tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam\n" * 1_000)
    assert "not a servicedesk store" in refusal(letter)
    assert letter.read_text() == "Dear Sir or Madam\n" * 1_000
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_store_cut_short(sqlite_url: str):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with path.open("r+b") as file:
        file.truncate(50_000)
    assert str(path) in refusal(path)


def test_a_folder_in_the_file_s_place(tmp_path: Path):
    refusal(tmp_path)


def test_the_database_of_another_program(tmp_path: Path):
    other = tmp_path / "songs.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    before = other.read_bytes()
    assert "another program" in refusal(other)
    assert other.read_bytes() == before


def test_a_newer_store(sqlite_url: str):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    assert "newer" in refusal(path)
    with pytest.raises(StoreTooNew):
        open_desk(str(path))
    assert path.read_bytes() == before
