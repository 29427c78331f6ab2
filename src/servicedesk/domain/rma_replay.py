"""An RMA as its events tell it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, Payload, skipped
from servicedesk.domain.returns import RmaStage


@dataclass(slots=True)
class LineState:
    """``facts`` are what the line was opened with."""

    facts: Payload = field(default_factory=dict)
    outcome: str | None = None
    disposition: str | None = None
    amount: int | None = None


@dataclass(slots=True)
class RmaState:
    """``lines`` are by id; ``version`` and ``head`` are the stream's last event's. ``void``: its opening was undone."""

    id: int
    ticket_id: int = 0
    stage: RmaStage = RmaStage.REQUESTED
    lines: dict[int, LineState] = field(default_factory=dict)
    void: bool = False
    version: int = 0
    head: str = ""


def replay_rma(rma_id: int, events: Iterable[Event]) -> RmaState:
    """Fold an RMA's events; one whose opening was undone is cancelled, with its lines kept."""
    history = list(events)
    state = RmaState(rma_id)
    left_out = skipped(history)
    for event in history:
        state.version, state.head = event.seq, event.hash
        if event.type == EventType.CREATED:
            state.ticket_id = read.number(event.payload, "ticket")
            state.lines = {read.number(line, "id"): LineState(line) for line in _lines(event)}
        if event.seq in left_out:
            if event.type == EventType.CREATED:
                state.stage, state.void = RmaStage.CANCELLED, True
        elif event.type == EventType.RMA_STAGE:
            state.stage = RmaStage(read.text(event.payload, "to"))
        elif event.type == EventType.RMA_LINE:
            _end_line(state, event)
    return state


def _lines(event: Event) -> list[Payload]:
    lines = event.payload["lines"]
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def _end_line(state: RmaState, event: Event) -> None:
    payload = event.payload
    line = state.lines[read.number(payload, "line")]
    line.outcome = read.optional_text(payload, "outcome")
    line.disposition = read.optional_text(payload, "disposition")
    line.amount = read.optional_number(payload, "amount")
