"""The JSON shapes of CONTRACTS: views in, plain data out. Pure; scripts hold on to every key."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from servicedesk.desk.service_levels.views import BreachView, CauseView, CycleView, LedgerView, SegmentView
from servicedesk.desk.views import (
    AttachmentView,
    EventView,
    Hit,
    MentionView,
    MessageView,
    PersonView,
    PromiseView,
    QueueRow,
    TicketView,
)
from servicedesk.domain.events import Json
from servicedesk.domain.sla.facts import CLOCKS

_ARRIVED: Final = frozenset({"received", "handed_over"})


def instant(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with ``Z``."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def queue_object(row: QueueRow, now: datetime) -> dict[str, Json]:
    """A ticket as ``queue list`` gives it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "stage": row.stage,
        "priority": row.priority,
        "subject": row.subject,
        "customer": {"id": row.customer_id, "name": row.customer_name},
        "assignee": row.assignee,
        "due_at": instant(row.due_at),
        "due_clock": row.due_clock,
        "overdue": row.due_at is not None and row.due_at <= now,
        "updated_at": instant(row.updated_at),
        "created_at": instant(row.created_at),
        "waiting_since": instant(row.waiting_since),
        "snoozed_until": instant(row.snoozed_until),
        "version": row.version,
    }


def ticket_object(
    ticket: TicketView,
    messages: Sequence[MessageView],
    events: Sequence[EventView],
    ledger: LedgerView,
    now: datetime,
) -> dict[str, Json]:
    """A ticket as ``ticket show`` gives it."""
    return {
        **queue_object(ticket.row, now),
        "line": ticket.line,
        "channel": ticket.channel,
        "language": ticket.language,
        "team": ticket.team,
        "order": ticket.order or ticket.order_text or None,
        "product": ticket.product or ticket.product_text or None,
        "nature": ticket.nature,
        "severity": ticket.severity,
        "department": ticket.department,
        "remedy": ticket.remedy or None,
        "accepted": ticket.accepted,
        "tags": list(ticket.tags),
        "links": list(ticket.links),
        "merged_into": ticket.merged_into,
        "split_from": ticket.split_from,
        "first_responded_at": instant(ticket.first_responded_at),
        "resolved_at": instant(ticket.resolved_at),
        "closed_at": instant(ticket.closed_at),
        "messages": [message_object(message) for message in messages],
        "events": [event_object(event) for event in events],
        "clocks": {
            str(clock): [cycle_object(cycle) for cycle in ledger.cycles if cycle.clock == clock] for clock in CLOCKS
        },
        "promises": [promise_object(promise) for promise in ticket.promises],
        "follow_up_at": instant(ticket.follow_up_at),
        "mentions": [mention_object(mention) for mention in ticket.mentions],
        "attachments": [attachment_object(attachment) for attachment in ticket.attachments],
    }


def cycle_object(cycle: CycleView) -> dict[str, Json]:
    """A cycle of a clock: the keys of ``sla replay``, its target in force and the rule that set it."""
    return {
        "started_at": instant(cycle.started_at),
        "state": cycle.state,
        "ended_at": instant(cycle.ended_at),
        "used_s": cycle.used.total_seconds(),
        "due_at": instant(cycle.due_at),
        "warned_at": instant(cycle.warned_at),
        "breached_at": instant(cycle.breached_at),
        "late_s": cycle.late.total_seconds(),
        "target_s": cycle.target.total_seconds(),
        "rule": cycle.rule,
        "policy_version": cycle.policy_version,
    }


def ledger_object(ledger: LedgerView) -> dict[str, Json]:
    """A ticket's clocks as ``sla explain`` gives them, each cycle with its segments."""
    return {
        "ticket": ledger.ticket,
        "asked_at": instant(ledger.asked_at),
        "rule": ledger.rule or None,
        "timezone": ledger.zone or None,
        "due_at": instant(ledger.due_at),
        "due_clock": ledger.due_clock,
        "clocks": {
            str(clock): [
                {**cycle_object(cycle), "segments": [segment_object(segment) for segment in cycle.segments]}
                for cycle in ledger.cycles
                if cycle.clock == clock
            ]
            for clock in CLOCKS
        },
    }


def segment_object(segment: SegmentView) -> dict[str, Json]:
    return {
        "from": instant(segment.start),
        "to": instant(segment.end),
        "state": segment.state,
        "working_s": segment.worked.total_seconds(),
        "status": segment.status,
        "holder": segment.holder,
    }


def breach_object(breach: BreachView) -> dict[str, Json]:
    """A breach as ``sla breaches`` lists it; ``review`` null until somebody has looked at it."""
    found = breach.review
    return {
        "ticket": breach.ticket,
        "subject": breach.subject,
        "customer": breach.customer,
        "kind": breach.kind,
        "priority": breach.priority,
        "product": breach.product,
        "clock": breach.clock,
        "started_at": instant(breach.started_at),
        "rule": breach.rule,
        "target_s": breach.target.total_seconds(),
        "breached_at": instant(breach.breached_at),
        "open": breach.open,
        "late_s": breach.late.total_seconds(),
        "holder": breach.holder,
        "team": breach.team,
        "status": breach.status,
        "review": None
        if found is None
        else {
            "holder": found.holder,
            "status": found.status,
            "cause": found.cause,
            "avoidable": found.avoidable,
            "comment": found.comment,
            "reviewer": found.reviewer,
            "reviewed_at": instant(found.reviewed_at),
        },
    }


def cause_object(cause: CauseView) -> dict[str, Json]:
    """What the ledger proposes; ``worked``: seconds of working time up to the breach by holder, null for nobody."""
    return {
        "holder": cause.holder,
        "status": cause.status,
        "cause": cause.cause,
        "avoidable": cause.avoidable,
        "worked": [{"holder": holder, "working_s": seconds} for holder, seconds in cause.worked],
    }


def message_object(message: MessageView) -> dict[str, Json]:
    """``delivered``: it reached us, or was handed to its channel."""
    return {
        "id": message.id,
        "ticket": message.ticket_id,
        "author": message.author,
        "author_name": message.author_name,
        "handle": message.handle,
        "visibility": message.visibility,
        "medium": message.medium,
        "side": message.side,
        "channel": message.channel,
        "language": message.language,
        "body": message.body,
        "sent_at": instant(message.sent_at),
        "delivered": message.delivery in _ARRIVED,
        "delivery": message.delivery,
        "leaves_at": instant(message.leaves_at),
        "attachments": [attachment.id for attachment in message.attachments],
        "seconds": message.seconds,
    }


def event_object(event: EventView) -> dict[str, Json]:
    return {
        "seq": event.seq,
        "type": event.type,
        "at": instant(event.at),
        "actor": event.actor,
        "via": event.via,
        "act_id": event.act_id,
        "payload": dict(event.payload),
        "undone": event.undone,
    }


def mention_object(mention: MentionView) -> dict[str, Json]:
    """A note that asks for somebody and was not answered yet."""
    return {
        "handle": mention.handle,
        "by": mention.by,
        "message_id": mention.message_id,
        "at": instant(mention.at),
    }


def promise_object(promise: PromiseView) -> dict[str, Json]:
    return {
        "id": promise.id,
        "text": promise.text,
        "made_by": promise.made_by,
        "made_at": instant(promise.made_at),
        "due_at": instant(promise.due_at),
        "state": promise.state,
    }


def attachment_object(attachment: AttachmentView) -> dict[str, Json]:
    """``size`` in bytes."""
    return {
        "id": attachment.id,
        "message": attachment.message_id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def person_object(person: PersonView) -> dict[str, Json]:
    return {
        "id": person.id,
        "handle": person.handle,
        "name": person.name,
        "roles": list(person.roles),
        "teams": list(person.teams),
        "skills": list(person.skills),
        "languages": list(person.languages),
        "active": person.active,
    }


def hit_object(hit: Hit) -> dict[str, Json]:
    """``ticket`` null: a customer or an order nobody wrote about. ``found``: what matched beside label and name."""
    return {
        "what": hit.what,
        "id": hit.id,
        "ticket": hit.ticket_id,
        "label": hit.label,
        "detail": hit.detail,
        "at": instant(hit.at),
        "why": hit.why,
        "customer": {"id": hit.customer_id, "name": hit.who},
        "status": hit.status or None,
        "found": hit.found or None,
    }
