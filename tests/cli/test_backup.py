"""``backup`` and ``restore`` as scripts and people use them."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.watched import painted

from servicedesk.cli.backup_progress import Pace, amount
from servicedesk.desk.backup_views import Stage


def test_a_backup_and_back_again(desk, call, conforms, tmp_path):
    ticket = desk.opened()
    told = desk.json("backup", tmp_path / "shop.bak")
    conforms("backup", told)
    assert (told["tickets"], told["file"]) == (1, str(tmp_path / "shop.bak"))
    assert told["checked"] == ["digest", "pages", "anchor"]
    desk.opened("Another")
    refused = desk.refused("restore", tmp_path / "shop.bak")
    assert (refused["code"], refused["details"]["tickets"]) == ("refused", 2)
    back = desk.json("restore", tmp_path / "shop.bak", "--replace")
    conforms("restore", back)
    assert (back["anchor"], back["store"]) == (told["anchor"], str(desk.store))
    assert [row["id"] for row in desk.json("queue", "list")["tickets"]] == [ticket]
    assert desk.json("verify", "--anchor", tmp_path / "shop.bak")["anchor"] == "compared"


def test_a_check(desk, call, conforms, tmp_path):
    desk.json("backup", tmp_path / "shop.bak")
    checked = call("backup", "--check", tmp_path / "shop.bak", "--verify", "--json")
    conforms("backup", checked.data)
    assert checked.data["checked"] == ["digest", "pages", "anchor", "streams"]
    content = (tmp_path / "shop.bak").read_bytes()
    (tmp_path / "shop.bak").write_bytes(content[:-5])
    cut = call("backup", "--check", tmp_path / "shop.bak", "--json")
    assert (cut.code, cut.error["code"]) == (1, "bad_file")
    assert call("backup", "--check", tmp_path / "shop.bak", "--replace").code == 2


def test_quickly(desk, call, tmp_path):
    made = desk.json("backup", tmp_path / "shop.bak", "--quick")
    assert made["checked"] == ["digest", "anchor"]
    assert call("backup", "--check", "--quick", tmp_path / "shop.bak", "--json").data["checked"] == ["digest", "anchor"]
    assert desk.json("restore", tmp_path / "shop.bak", "--quick")["checked"] == ["digest", "anchor"]


def test_for_people(desk, tmp_path):
    made = desk("backup", tmp_path / "shop.bak")
    assert made.code == 0
    assert "every page, every head against the anchor" in made.out
    assert made.err == ""
    back = desk("restore", tmp_path / "shop.bak", "--lang", "zh_CN")
    assert (back.code, str(desk.store) in back.out) == (0, True)


def test_a_backup_makes_no_store(call, tmp_path):
    nothing = call("--store", tmp_path / "none.sqlite", "backup", tmp_path / "shop.bak", "--json")
    assert (nothing.code, nothing.error["code"]) == (1, "store_unavailable")
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize("name", ["店铺的备份.bak", "a b';--.bak", "\x1b]2;PWNED\x07.bak", "100%s{n}.bak", "-dash.bak"])
def test_names_of_any_kind(desk, tmp_path, name):
    file = tmp_path / name
    made = desk("backup", file)
    assert made.code == 0, made.err
    assert "\x1b" not in made.out
    assert desk.json("restore", file)["file"] == str(file)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """ctrl+c counts, also where the tests themselves run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("stage", [Stage.COPYING, Stage.HEADS, Stage.CHECKING, Stage.SEALING])
def test_ctrl_c_leaves_nothing(desk, tmp_path, monkeypatch, stage):
    @contextmanager
    def impatient():
        yield lambda now, _done, _total: os.kill(os.getpid(), signal.SIGINT) if now is stage else None

    folder = tmp_path / "safe"
    folder.mkdir()
    monkeypatch.setattr("servicedesk.cli.backup.watched", impatient)
    assert desk.refused("backup", folder / "shop.bak")["code"] == "interrupted"
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("stage", [Stage.COPYING, Stage.CHECKING, Stage.MIGRATING, Stage.PROVING])
def test_ctrl_c_leaves_the_store(desk, tmp_path, monkeypatch, stage):
    @contextmanager
    def impatient():
        yield lambda now, _done, _total: os.kill(os.getpid(), signal.SIGINT) if now is stage else None

    desk.json("backup", tmp_path / "shop.bak")
    ticket = desk.opened()
    monkeypatch.setattr("servicedesk.cli.restore.watched", impatient)
    assert desk.refused("restore", tmp_path / "shop.bak", "--replace")["code"] == "interrupted"
    assert desk.json("ticket", "show", ticket)["id"] == ticket
    assert not [one.name for one in tmp_path.iterdir() if "making" in one.name or "kept" in one.name]


def pad(store: Path) -> None:
    """Make the store forty megabytes large."""
    with sqlite3.connect(store) as connection:
        connection.execute("CREATE TABLE padding (bytes BLOB)")
        connection.executemany("INSERT INTO padding VALUES (?)", [(os.urandom(1_000_000),) for _ in range(40)])
    connection.close()


def test_progress_is_painted_where_somebody_watches(desk, tmp_path):
    seen = painted("--store", desk.store, "backup", tmp_path / "shop.bak")
    assert b"copying" in seen
    assert b"MB" in seen


def test_a_line_a_stage_and_ten_paintings_a_second():
    begun, painted, now = [], [], [0.0]
    pace = Pace(begun.append, lambda done, _total, _said: painted.append(done), lambda: now[0])
    for done in range(1, 1001):
        now[0] += 0.01
        pace(Stage.COPYING, done, 1000)
    pace(Stage.PROVING, 5, None)
    assert begun == [Stage.COPYING, Stage.PROVING]
    assert 90 <= len(painted) <= 110
    assert painted[-2:] == [1000, 5]


def test_amounts():
    assert amount(Stage.COPYING, 0, 10, 1) == ""
    assert amount(Stage.COPYING, 500_000_000, 2_000_000_000, 2) == "500 MB of 2,000 MB (250 MB a second)"
    assert amount(Stage.COPYING, 2_500_000, None, 1) == "2.5 MB (2.5 MB a second)"
    assert amount(Stage.PROVING, 12_000, None, 2) == "12,000 (6,000 a second)"


def test_only_an_admin_may(desk, tmp_path):
    desk.json("people", "add", "lin", "--role", "agent")
    refused = desk.refused("--as", "lin", "backup", tmp_path / "shop.bak")
    assert (refused["code"], refused["details"]["needs"]) == ("forbidden", ["admin"])


def test_a_folder_that_takes_nothing(desk, tmp_path):
    refused = desk.refused("backup", "/proc/shop.bak")
    assert refused["code"] == "bad_file"
    assert desk.refused("backup", tmp_path)["code"] == "bad_file"
    assert desk.refused("restore", tmp_path)["code"] == "bad_file"
    assert desk.refused("restore", tmp_path / "none.bak")["code"] == "bad_file"
