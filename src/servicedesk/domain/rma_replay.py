"""An RMA as its events tell it.

Events written before returns knew of money hold fewer fields; what is absent keeps its default.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, Payload, skipped
from servicedesk.domain.returns import RmaStage

OPENED_WITH: Final = (
    "id",
    "order_line_id",
    "replacement_of",
    "product_id",
    "quantity",
    "reason",
    "condition",
    "remedy",
)
"""What of a line never changes."""
TEXTS: Final = ("standing", "rule", "found", "outcome", "disposition", "replacement")
NUMBERS: Final = ("received", "amount", "net", "tax", "fee", "worth", "difference")


@dataclass(slots=True)
class LineState:
    """``facts`` are what the line was opened with, ``rule_before`` the rule that decided then.

    ``worth``: what was paid for the pieces that an exchange took. ``note_seq``: the event with the inspection's note.
    """

    facts: Payload = field(default_factory=dict)
    rule_before: str | None = None
    standing: str | None = None
    rule: str | None = None
    received: int | None = None
    found: str | None = None
    outcome: str | None = None
    disposition: str | None = None
    amount: int | None = None
    net: int | None = None
    tax: int | None = None
    fee: int | None = None
    worth: int | None = None
    replacement: str | None = None
    difference: int | None = None
    note_seq: int | None = None

    @property
    def pieces(self) -> int:
        """Those that came, or that are to come."""
        return read.number(self.facts, "quantity") if self.received is None else self.received


@dataclass(slots=True)
class RmaState:
    """``lines`` are by id; ``version`` and ``head`` are the stream's last event's. ``void``: its opening was undone.

    ``asked_on`` (the shop's day), ``membership`` and ``policy`` (a version, 0: none) are what its rules go by.
    ``granted``: what may be paid back, by ``approval`` where one was needed. ``moved_by`` is the last stage's actor.
    ``declined_seq`` and ``tracking_seq`` are the events that hold the reason and the tracking number.
    """

    id: int
    ticket_id: int = 0
    order_id: int | None = None
    stage: RmaStage = RmaStage.REQUESTED
    lines: dict[int, LineState] = field(default_factory=dict)
    currency: str | None = None
    fee: int = 0
    shipping: int = 0
    refund_total: int = 0
    needs_approval: bool = False
    granted: int | None = None
    approval: int | None = None
    asked_on: date | None = None
    membership: str | None = None
    policy: int = 0
    attachments: tuple[int, ...] = ()
    moved_by: str = ""
    moved_at: datetime | None = None
    declined_seq: int | None = None
    tracking_seq: int | None = None
    void: bool = False
    version: int = 0
    head: str = ""


def replay_rma(rma_id: int, events: Iterable[Event]) -> RmaState:
    """Fold an RMA's events; one whose opening was undone is cancelled, with its lines kept."""
    history = list(events)
    state = RmaState(rma_id)
    left_out = skipped(history)
    for event in history:
        if event.seq not in left_out:
            apply(state, event)
        elif event.type == EventType.CREATED:
            apply(state, event)
            state.stage, state.void = RmaStage.CANCELLED, True
        state.version, state.head = event.seq, event.hash
    return state


def apply(state: RmaState, event: Event) -> None:
    """Fold one event in."""
    state.version, state.head = event.seq, event.hash
    match event.type:
        case EventType.CREATED:
            _created(state, event)
        case EventType.RMA_STAGE:
            _moved(state, event)
        case EventType.RMA_LINE:
            line = state.lines[read.number(event.payload, "line")]
            _fill(line, event.payload)
            if "note" in _texts(event.payload):
                line.note_seq = event.seq


def _created(state: RmaState, event: Event) -> None:
    payload = event.payload
    state.ticket_id = read.number(payload, "ticket")
    state.order_id = read.optional_number(payload, "order")
    day = read.optional_text(payload, "on")
    state.asked_on = None if day is None else date.fromisoformat(day)
    state.membership = read.optional_text(payload, "membership")
    state.policy = read.optional_number(payload, "policy") or 0
    state.attachments = tuple(read.numbers(payload, "attachments"))
    state.moved_by, state.moved_at = event.actor, event.at
    _settle(state, payload)
    for line in _lines(payload):
        opened = LineState({name: line[name] for name in OPENED_WITH if name in line})
        _fill(opened, line)
        opened.rule_before = opened.rule
        state.lines[read.number(line, "id")] = opened


def _moved(state: RmaState, event: Event) -> None:
    state.stage = RmaStage(read.text(event.payload, "to"))
    state.moved_by, state.moved_at = event.actor, event.at
    _settle(state, event.payload)
    texts = _texts(event.payload)
    if state.stage is RmaStage.DECLINED:
        state.declined_seq = event.seq
    if "tracking" in texts:
        state.tracking_seq = event.seq


def _settle(state: RmaState, payload: Payload) -> None:
    """What an event says of the whole return's money."""
    state.currency = read.optional_text(payload, "currency") or state.currency
    for name in ("fee", "shipping", "refund_total", "granted", "approval"):
        if (value := read.optional_number(payload, name)) is not None:
            setattr(state, name, value)
    state.needs_approval = bool(payload.get("needs_approval", state.needs_approval))


def _fill(line: LineState, payload: Payload) -> None:
    for name in TEXTS:
        if name in payload:
            setattr(line, name, read.optional_text(payload, name))
    for name in NUMBERS:
        if name in payload:
            setattr(line, name, read.optional_number(payload, name))


def _texts(payload: Payload) -> Payload:
    texts = payload.get("texts")
    return texts if isinstance(texts, dict) else {}


def _lines(payload: Payload) -> list[Payload]:
    lines = payload["lines"]
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
