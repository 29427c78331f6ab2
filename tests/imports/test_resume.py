"""An import killed anywhere: nothing half, nothing doubled, and the next run goes on where it was."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders import NOON, assert_sound

from servicedesk.channels.files import read_tickets
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import open_desk

BATCH = 500
ROWS = 3 * BATCH + 200

KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from servicedesk.channels.files import read_tickets
from servicedesk.desk.desk import open_desk
from servicedesk.store.bulk.pace import Pace

url, path, where, count = sys.argv[1:]
seen = 0

def reach(*_):
    global seen
    seen += 1
    if seen == int(count):
        os.kill(os.getpid(), signal.SIGKILL)

desk = open_desk(url, handle="sup")
file = read_tickets(path)
if where != "batch":
    event.listen(Engine, {"statement": "before_cursor_execute", "commit": "commit"}[where], reach)
desk.imports.tickets(
    file, source="test", file_name=file.name, fingerprint=file.fingerprint,
    progress=reach if where == "batch" else None, pace=Pace(exclusive=True, size=500),
)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.jsonl"
    rows = [
        {"subject": f"ticket {n}", "external_id": n, "customer_email": f"c{n % 90}@example.com", "tags": ["t"]}
        for n in range(ROWS)
    ]
    rows[700] = {"external_id": 700}
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def killed(url: str, file: Path, where: str, count: int) -> None:
    command = [sys.executable, "-c", KILLED, url, str(file), where, str(count)]
    assert subprocess.run(command, check=False).returncode == -9


def opened(url: str):
    return open_desk(url, handle="sup", clock=ManualClock(NOON), via="test")


def run(url: str, file: Path):
    desk = opened(url)
    source = read_tickets(file)
    summary = desk.imports.tickets(source, source="test", file_name=source.name, fingerprint=source.fingerprint)
    assert_sound(desk)
    total = desk.queue.total("is:all")
    desk.close()
    return summary, total


@pytest.mark.parametrize(
    ("where", "count", "kept"), [("batch", 1, 500), ("batch", 2, 1000), ("statement", 40, None), ("commit", 9, None)]
)
def test_a_killed_run_is_gone_on_with(url, file, where, count, kept):
    killed(url, file, where, count)
    desk = opened(url)
    assert_sound(desk)
    there = desk.queue.total("is:all")
    desk.close()
    assert there in (0, 500, 1000, 1500)
    assert kept in (None, there)
    summary, total = run(url, file)
    assert total == summary.created == ROWS - 1
    assert (summary.read, summary.updated, summary.unchanged) == (ROWS, 0, 0)
    assert [row.line for row in summary.rejected] == [701]
    assert (summary.resumed > 0) == (there > 0)
    again, total = run(url, file)
    assert (again.created, again.unchanged, again.resumed, total) == (0, ROWS - 1, 0, ROWS - 1)


def test_changed_tickets_are_resumed_too(sqlite_url, file):
    run(sqlite_url, file)
    file.write_text(file.read_text().replace('["t"]', '["u"]'))
    killed(sqlite_url, file, "batch", 1)
    summary, total = run(sqlite_url, file)
    assert (summary.created, summary.updated, summary.unchanged, total) == (0, ROWS - 1, 0, ROWS - 1)


def test_another_file_starts_anew(sqlite_url, file):
    killed(sqlite_url, file, "batch", 1)
    file.write_text(file.read_text() + '{"subject":"one more"}\n')
    summary, total = run(sqlite_url, file)
    assert (summary.resumed, summary.created, summary.unchanged) == (0, ROWS - 500, 500)
    assert total == ROWS
