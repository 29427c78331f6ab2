"""An RMA as its events tell it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, skipped
from servicedesk.domain.returns import RmaStage


@dataclass(slots=True)
class LineState:
    outcome: str | None = None
    disposition: str | None = None
    amount: int | None = None


@dataclass(slots=True)
class RmaState:
    """``lines`` are by id; ``version`` and ``head`` are the stream's last event's."""

    id: int
    ticket_id: int = 0
    stage: RmaStage = RmaStage.REQUESTED
    lines: dict[int, LineState] = field(default_factory=dict)
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
            state.lines = {line: LineState() for line in _line_ids(event)}
        if event.seq in left_out:
            if event.type == EventType.CREATED:
                state.stage = RmaStage.CANCELLED
        elif event.type == EventType.RMA_STAGE:
            state.stage = RmaStage(read.text(event.payload, "to"))
        elif event.type == EventType.RMA_LINE:
            _end_line(state, event)
    return state


def _line_ids(event: Event) -> list[int]:
    lines = event.payload["lines"]
    found = lines if isinstance(lines, list) else []
    return [read.number(line, "id") for line in found if isinstance(line, dict)]


def _end_line(state: RmaState, event: Event) -> None:
    payload = event.payload
    state.lines[read.number(payload, "line")] = LineState(
        read.optional_text(payload, "outcome"),
        read.optional_text(payload, "disposition"),
        read.optional_number(payload, "amount"),
    )
