"""``servicedesk run`` as a service: it works until it is stopped, and being stopped is its good end."""

import json
import signal
import subprocess
import sys

import pytest

from servicedesk.desk.desk import open_desk


def started(command: list[str]) -> subprocess.Popen[str]:
    """A program that ctrl+c ends, also where the suite itself was started in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_run_drains_the_outbox_until_it_is_stopped(home, blank_store, tmp_path, end):
    store = tmp_path / "desk.sqlite"
    store.write_bytes(blank_store.read_bytes())
    desk = open_desk(str(store))
    ticket = desk.intake.open(kind="inquiry", subject="Lamp", body="Where?", customer="mara@example.com").ticket.id
    desk.conversation.reply(ticket, "On its way.", grace=1)
    assert desk.tickets.show(ticket).thread.messages[-1].delivery == "pending"
    command = [sys.executable, "-m", "servicedesk", "--store", str(store), "--json", "run"]
    running = started(command)
    assert json.loads(running.stdout.readline())["delivered"] == 1
    running.send_signal(end)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (0, "", "")
    assert desk.tickets.show(ticket).thread.messages[-1].delivery == "handed_over"
    assert desk.health().swept_at is not None
    desk.close()
