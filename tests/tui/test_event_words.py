"""Events in words; whatever a payload holds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.desk.views import EventView
from servicedesk.domain.events import EventType
from servicedesk.tui.wording.event_words import actor, event_line, is_told, what

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NAMES = {"person:2": "Ana", "person:3": "Lin"}
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists)


def event(type_: str, **payload: object) -> EventView:
    return EventView(1, type_, NOON, "person:2", "console", "act", payload)


@pytest.mark.parametrize(
    ("type_", "payload", "words"),
    [
        ("created", {"kind": "complaint"}, "opened, complaint"),
        ("status", {"to": "waiting_customer"}, "status waiting"),
        ("stage", {"to": "decided"}, "stage decided"),
        ("kind", {"to": "return"}, "now a return"),
        ("priority", {"to": "high"}, "priority high"),
        ("assigned", {"to": 3}, "given to Lin"),
        ("assigned", {"to": 9}, "given to person 9"),
        ("assigned", {"to": None}, "given back to the queue"),
        ("tagged", {"add": ["vip"], "remove": ["old"]}, "tags +vip -old"),
        ("snoozed", {"until": 1_795_446_000_000_000}, "asleep until 23 Nov 15:00"),
        ("merged", {"into": 7}, "merged into #7"),
        ("complaint", {"severity": 2, "accepted": False}, "severity 2, remedy refused"),
        ("complaint", {"nature": "product_quality", "department": "quality"}, "product quality, department quality"),
        ("macro", {"actions": [["escalate", "skill:quality"]]}, "macro: escalated to quality"),
        ("complaint", {}, "complaint changed"),
        ("something_new", {}, "something new"),
    ],
)
def test_in_words(type_: str, payload: dict, words: str) -> None:
    assert what(event(type_, **payload), NAMES, UTC) == words


def test_the_line_says_who_and_when() -> None:
    assert event_line(event("woken"), NAMES, UTC) == "Ana 12:00: awake again"
    undone = EventView(1, "woken", NOON, "system", "console", "act", {}, undone=True)
    assert event_line(undone, NAMES, UTC, NOON.replace(day=21)) == "servicedesk yesterday 12:00: awake again (undone)"
    assert actor("customer:5", {}) == "the customer"


def test_messages_speak_for_themselves() -> None:
    assert not is_told(event("message"))
    assert is_told(event("status"))


@given(
    st.sampled_from([*EventType, "unheard_of"]),
    st.dictionaries(st.sampled_from(["to", "kind", "add", "remove", "until", "due", "into", "ticket", "nature"]), JSON),
)
def test_no_payload_raises(type_: str, payload: dict) -> None:
    line = event_line(event(str(type_), **payload), NAMES, UTC, NOON)
    assert "\x1b" not in line
    assert "\n" not in line
