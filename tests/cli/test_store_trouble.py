"""A store that can't be used: one clear sentence, exit code 1, nothing lost, no traceback."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


def refused(call, store: object) -> str:
    """The sentence that people get; with --json it is the same error."""
    result = call("--store", store, "queue", "list")
    assert result.code == 1
    assert result.out == ""
    assert result.err.startswith("servicedesk: ")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    as_json = call("--store", store, "queue", "list", "--json")
    assert as_json.code == 1
    assert as_json.error["code"] in ("store_unavailable", "store_too_new")
    return result.err


def test_an_unknown_url(call):
    assert "mysql" in refused(call, "mysql://root@localhost/desk")


def test_a_server_that_does_not_answer(call):
    sentence = refused(call, "postgresql+psycopg://lin:secret@127.0.0.1:1/desk")
    assert "127.0.0.1" in sentence
    assert "secret" not in sentence


def test_a_file_that_is_no_database(call, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam\n" * 1000)
    refused(call, letter)
    assert letter.read_text().startswith("Dear Sir")


def test_the_database_of_another_program(call, tmp_path):
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    assert "another program" in refused(call, other)
    with sqlite3.connect(other) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_master")] == ["songs"]


def test_a_newer_store_is_left_as_it_is(call, blank_store, tmp_path):
    store = tmp_path / "newer.sqlite"
    shutil.copy(blank_store, store)
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "newer" in refused(call, store)


def test_a_folder_in_the_file_s_place(call, tmp_path):
    refused(call, tmp_path)


def test_a_folder_below_a_file(call, tmp_path):
    (tmp_path / "file").write_text("")
    refused(call, tmp_path / "file" / "desk.sqlite")


def test_a_data_folder_that_can_t_be_made(call, home):
    (home / "data").write_text("a file in the folder's place")
    result = call("queue", "list")
    assert result.code == 1
    assert str(home / "data") in result.err


def test_a_full_disk_keeps_what_was_there(desk):
    ticket = desk.opened()
    # A limit on the size of files stops writing as a full disk does.
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        "from servicedesk.__main__ import main; sys.exit(main())"
    )
    words = ("--store", str(desk.store), "ticket", "note", str(ticket), "--text", "-")
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, input="y" * 900_000, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("servicedesk: ")
    assert done.stderr.count("\n") == 1
    assert len(desk.json("ticket", "show", ticket)["messages"]) == 1
    assert desk.json("verify")["problems"] == []


@pytest.fixture
def loaded(desk):
    """Every module an act needs, read while this process may still read them all; and one error's words."""
    desk("ticket", "show", desk.opened() + 1)


@pytest.fixture
def shut(blank_store, home, monkeypatch):
    """A folder with a store that this process may read and not write. Root loses its right to write everywhere."""
    folder = Path(tempfile.mkdtemp())
    store = folder / "desk.sqlite"
    shutil.copy(blank_store, store)
    store.chmod(0o444)
    folder.chmod(0o555)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_without_the_right_to_write(call, loaded, shut):
    sentence = refused(call, shut / "other.sqlite")
    assert str(shut) in sentence


def test_a_store_without_the_right_to_write(call, loaded, shut):
    result = call(
        "--store", shut / "desk.sqlite", "ticket", "open", "--kind", "inquiry", "--subject", "x", "--body", "y"
    )
    assert result.code == 1
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    assert str(shut) in result.err


LOGGING = """
import logging, sys
from servicedesk.cli import health
from servicedesk.cli.app import run as call
from servicedesk.domain.errors import StoreUnavailable

def failing(session, arguments):
    logging.getLogger("psycopg").warning("error ignored in rollback")
    raise StoreUnavailable("the store does not answer", address="")

health.run = failing
sys.exit(call(sys.argv[1:]))
"""


def test_what_a_driver_logs_stands_in_the_log_and_not_beside_the_error(home, tmp_path):
    command = [sys.executable, "-c", LOGGING, "--store", tmp_path / "shop.sqlite", "--json", "health"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(run.stderr)["error"]["code"] == "store_unavailable"
    log = home / "state" / "servicedesk" / "log" / "servicedesk.log"
    assert "psycopg: error ignored in rollback" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_log_that_can_t_be_written_stays_silent(home, tmp_path):
    (home / "state").write_text("a file in the folder's place")
    command = [sys.executable, "-c", LOGGING, "--store", tmp_path / "shop.sqlite", "--json", "health"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(run.stderr)["error"]["code"] == "store_unavailable"
