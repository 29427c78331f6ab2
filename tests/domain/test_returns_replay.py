"""An RMA as its events tell it."""

from datetime import UTC, datetime

from servicedesk.domain.events import Event, Stream, StreamKind, chain
from servicedesk.domain.rma_replay import replay_rma

AT = datetime(2026, 11, 21, tzinfo=UTC)
LINE = {
    "id": 3,
    "order_line_id": 1,
    "product_id": 1,
    "quantity": 1,
    "reason": "late",
    "condition": "used",
    "remedy": "refund",
}
CREATED = ("created", {"ticket": 10_001, "order": 1, "lines": [LINE]})
APPROVED = ("rma_stage", {"from": "requested", "to": "approved"})
REFUNDED = ("rma_line", {"line": 3, "outcome": "refunded", "disposition": "scrap", "amount": 8_900})


def stream(*happened) -> list[Event]:
    events: list[Event] = []
    for seq, (kind, payload) in enumerate(happened, 1):
        prev = events[-1].hash if events else ""
        events.append(chain(Stream(StreamKind.RMA, 1), seq, kind, str(seq), "person:1", "cli", AT, payload, prev))
    return events


def undone(*events):
    return "undone", {"events": [*events], "act": "x", "fields": ["rma"]}


def test_a_return_follows_its_events():
    state = replay_rma(1, stream(CREATED, APPROVED, REFUNDED))
    assert (state.ticket_id, state.stage, state.version) == (10_001, "approved", 3)
    assert (state.lines[3].outcome, state.lines[3].disposition, state.lines[3].amount) == ("refunded", "scrap", 8_900)
    assert state.lines[3].facts == LINE


def test_an_undone_move_goes_back():
    state = replay_rma(1, stream(CREATED, APPROVED, REFUNDED, undone(2, 3)))
    assert state.stage == "requested"
    assert state.lines[3].outcome is None


def test_an_undone_opening_is_void_and_can_be_redone():
    gone = replay_rma(1, stream(CREATED, undone(1)))
    back = replay_rma(1, stream(CREATED, undone(1), undone(2)))
    assert (gone.stage, gone.void, set(gone.lines)) == ("cancelled", True, {3})
    assert (back.stage, back.void) == ("requested", False)
