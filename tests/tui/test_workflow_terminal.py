"""An escalation on two terminals over one store; what was typed is there after a kill."""

import signal
from collections.abc import Callable

import pytest
from tests.builders import opened
from tests.tui.on_pty import Terminal

from servicedesk.clock import SystemClock
from servicedesk.desk.desk import Desk


@pytest.fixture
def ticket(lite: Desk) -> int:
    """A ticket of ``ana``, opened by the real clock, as the consoles live by it."""
    ana = lite.acting_as("ana", clock=SystemClock())
    number = opened(ana, "Where is the red lamp?", subject="Red lamp")
    ana.assignment.take(number)
    ana.presence.let_go(number)
    return number


def test_killed_while_escalating_sent_by_the_next_console(terminal: Callable[..., Terminal], lite: Desk, ticket: int):
    ana, spec = terminal(handle="ana"), terminal(handle="spec")
    assert ana.shows("Red lamp")
    ana.press(b"\r")
    assert ana.shows("Where is the red lamp?")
    ana.press(b"e")
    assert ana.shows("what is wanted")
    ana.type("Find the red lamp")
    assert ana.shows("Find the red lamp")
    ana.press(b"\t4")
    assert ana.shows("to whom <spec>")
    lately = lite.acting_as("ana", clock=SystemClock())
    assert ana.shows("1 person is asked: spec")
    assert ana.until(lambda: any(kept.fields["to"] == "person:spec" for _name, kept in lately.forms.kept("escalate:")))
    ana.process.send_signal(signal.SIGKILL)
    ana.ends()
    again = terminal(handle="ana")
    assert again.shows("Red lamp")
    again.press(b"\r")
    assert again.shows("Where is the red lamp?")
    again.press(b"e")
    assert again.shows("Find the red lamp")
    again.press(b"\x13")
    assert again.shows("ESCALATED")
    assert spec.shows("1 more in Asked of me", 5)
    assert lately.escalations.of_ticket(ticket)[0].wanted == "Find the red lamp"
