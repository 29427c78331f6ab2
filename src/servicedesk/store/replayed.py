"""What replay decides of the rows of a ticket and of its clocks: plain values, for whoever writes or compares them."""

from datetime import datetime
from typing import Final

from servicedesk.domain.events import from_micros
from servicedesk.domain.next_ticket import lane, turn
from servicedesk.domain.sla.standing import ClockState
from servicedesk.domain.ticket_state import TicketState

CLOCK: Final = (
    "ticket_id",
    "clock",
    "started_at",
    "state",
    "ended_at",
    "target_s",
    "rule",
    "policy_version",
    "used_us",
    "late_us",
    "running_since",
    "due_at",
    "warn_due_at",
    "warned_at",
    "breached_at",
    "warn_noted_at",
    "breach_noted_at",
    "holder_id",
    "team_id",
    "held_status",
)
"""The columns of ``sla_clocks``."""


def ticket_values(state: TicketState) -> dict[str, object]:
    """The columns of ``tickets`` that replay decides. Free texts, their salt and ``generated`` are not among them."""
    return {
        "kind": str(state.kind),
        "status": str(state.status),
        "stage": state.stage,
        "priority": str(state.priority),
        "line": state.line,
        "channel": state.channel,
        "language": state.language,
        "customer_id": state.customer_id,
        "assignee_id": state.assignee_id,
        "team_id": state.team_id,
        "order_id": state.order_id,
        "product_id": state.product_id,
        "nature": state.nature,
        "severity": state.severity,
        "department": state.department,
        "accepted": state.accepted,
        "merged_into": state.merged_into,
        "split_from": state.split_from,
        "created_at": state.created_at,
        "updated_at": state.updated_at,
        "waiting_since": state.waiting_since,
        "first_responded_at": state.first_responded_at,
        "last_customer_at": state.last_customer_at,
        "last_public_at": state.last_public_at,
        "last_public_author": state.last_public_author,
        "resolved_at": state.resolved_at,
        "closed_at": state.closed_at,
        "snoozed_until": state.snoozed_until,
        "promise_due": state.promise_due,
        "handed_over_at": None if state.handover is None else state.handover.at,
        "follow_up_at": state.follow_up_at,
        "remind_at": state.remind_at,
        "due_at": state.due_at,
        "due_clock": None if state.sla.due is None else str(state.sla.due[1]),
        "risk_at": _instant(state.sla.risk_at),
        "next_due": _instant(state.sla.next_due),
        "policy_version": state.sla.version,
        "queue_due": state.queue_due,
        "lane": lane(state),
        "turn": turn(state),
        "version": state.version,
        "head": state.head,
    }


def _instant(at: int | None) -> datetime | None:
    return None if at is None else from_micros(at)


def clock_stored(ticket_id: int, one: ClockState) -> tuple[object, ...]:
    """The row of a cycle as it is stored, in the order of ``CLOCK``: instants in microseconds UTC."""
    return (
        ticket_id,
        str(one.clock),
        one.started_at,
        str(one.state),
        one.ended_at,
        one.target,
        one.rule,
        one.version,
        one.used,
        one.late,
        one.running_since,
        one.due_at,
        one.warn_due_at,
        one.warned_at,
        one.breached_at,
        one.noticed.warned,
        one.noticed.breached,
        one.noticed.holder,
        one.noticed.team,
        one.noticed.status,
    )


def clock_row(ticket_id: int, one: ClockState) -> dict[str, object]:
    """The same by column."""
    return dict(zip(CLOCK, clock_stored(ticket_id, one), strict=True))
