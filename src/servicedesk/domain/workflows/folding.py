"""What escalations and approvals do to the ticket whose events tell of them."""

from collections.abc import Callable, Mapping
from typing import Final

from servicedesk.domain import payloads as read
from servicedesk.domain.events import Event, EventType, Payload
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.workflows.states import asked, decided, escalated, moved


def _escalated(state: TicketState, event: Event, payload: Payload) -> None:
    one = escalated(event, payload)
    state.escalations[one.id] = one


def _escalation(state: TicketState, event: Event, payload: Payload) -> None:
    moved(state.escalations[read.number(payload, "escalation")], event, payload)


def _asked(state: TicketState, event: Event, payload: Payload) -> None:
    one = asked(event, payload)
    state.approvals[one.id] = one


def _decided(state: TicketState, event: Event, payload: Payload) -> None:
    decided(state.approvals[read.number(payload, "approval")], event, payload)


WORKFLOW_FOLDS: Final[Mapping[EventType, Callable[[TicketState, Event, Payload], None]]] = {
    EventType.ESCALATED: _escalated,
    EventType.ESCALATION: _escalation,
    EventType.APPROVAL_ASKED: _asked,
    EventType.APPROVAL: _decided,
}
