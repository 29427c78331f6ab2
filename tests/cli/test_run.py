"""``servicedesk run`` as a service: it works until it is stopped, and being stopped is its good end."""

import json
import signal
import subprocess
import sys

import pytest


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_run_drains_the_outbox_until_it_is_stopped(home, blank_store, tmp_path, end):
    store = tmp_path / "desk.sqlite"
    store.write_bytes(blank_store.read_bytes())
    command = [sys.executable, "-m", "servicedesk", "--store", str(store), "--json"]

    def told(*words: str) -> dict:
        return json.loads(subprocess.run([*command, *words], capture_output=True, check=True).stdout)

    words = ("--kind", "inquiry", "--subject", "Lamp", "--body", "Where?", "--customer", "mara@example.com")
    ticket = str(told("ticket", "open", *words)["id"])
    assert (
        told("ticket", "reply", ticket, "--text", "On its way.", "--grace", "1")["messages"][-1]["delivered"] is False
    )
    running = subprocess.Popen([*command, "run"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert json.loads(running.stdout.readline())["delivered"] == 1
    running.send_signal(end)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (0, "", "")
    assert told("ticket", "show", ticket)["messages"][-1]["delivered"] is True
    assert told("health")["sweep_age"] is not None
