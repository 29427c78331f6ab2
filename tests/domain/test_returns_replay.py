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


def test_what_returns_know_of_money_is_replayed():
    line = LINE | {
        "standing": "eligible",
        "rule": "thirty days",
        "net": 90,
        "tax": 10,
        "fee": 0,
        "replacement_of": None,
    }
    created = ("created", CREATED[1] | {"lines": [line], "on": "2026-11-20", "membership": "gold", "policy": 2,
               "currency": "EUR", "fee": 0, "shipping": 5, "refund_total": 105, "needs_approval": True,
               "attachments": [7]})  # fmt: skip
    approved = ("rma_stage", APPROVED[1] | {"granted": 80, "approval": 4})
    shipped = ("rma_stage", {"from": "approved", "to": "in_transit", "texts": {"tracking": "digest"}})
    came = ("rma_line", {"line": 3, "received": 0})
    found = ("rma_line", {"line": 3, "found": "used", "rule": "worn", "fee": 20, "texts": {"note": "digest"}})
    ended = ("rma_stage", {"from": "inspected", "to": "completed", "refund_total": 0})
    state = replay_rma(1, stream(created, approved, shipped, came, found, ended))
    assert (state.order_id, state.membership, state.policy, state.attachments) == (1, "gold", 2, (7,))
    assert (state.currency, state.shipping, state.refund_total, state.needs_approval) == ("EUR", 5, 0, True)
    assert (state.granted, state.approval, state.tracking_seq, state.declined_seq) == (80, 4, 3, None)
    one = state.lines[3]
    assert (one.received, one.pieces, one.found, one.rule, one.rule_before, one.fee, one.net, one.note_seq) == (
        0, 0, "used", "worn", "thirty days", 20, 90, 5)  # fmt: skip
    back = replay_rma(1, stream(created, approved, shipped, came, found, undone(3, 4, 5)))
    assert (back.tracking_seq, back.lines[3].received, back.lines[3].rule, back.lines[3].note_seq) == (
        None, None, "thirty days", None)  # fmt: skip


def test_a_declined_return_knows_where_its_reason_stands():
    declined = ("rma_stage", {"from": "requested", "to": "declined", "texts": {"reason": "digest"}})
    assert replay_rma(1, stream(CREATED, declined)).declined_seq == 2
    assert replay_rma(1, stream(CREATED, declined, undone(2))).declined_seq is None
