"""The fold from events to a ticket: what makes rows, undo and ``verify`` agree.

``replay`` is pure: events in, state out.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from servicedesk.domain import payloads as read
from servicedesk.domain.events import ASIDE, Event, EventType, Payload, from_micros, skipped, upcast
from servicedesk.domain.ticket_state import (
    AttachmentState,
    HandoverState,
    MentionState,
    MessageState,
    PromiseState,
    ReviewState,
    TicketState,
)
from servicedesk.domain.tickets import Kind, Priority, Status
from servicedesk.domain.used_answers import use_of
from servicedesk.domain.workflows.folding import WORKFLOW_FOLDS


def replay(ticket_id: int, events: Iterable[Event]) -> TicketState:
    """Fold a ticket's events, in order of seq, into its state; undone ones are left out."""
    history = list(events)
    state = TicketState(ticket_id)
    left_out = skipped(history)
    for event in history:
        if event.seq not in left_out:
            apply(state, event)
    if history:
        state.version, state.head = history[-1].seq, history[-1].hash
        state.updated_at = max(event.at for event in history if event.type not in ASIDE)
        _void_if_uncreated(state, history, left_out)
    return state


def _void_if_uncreated(state: TicketState, history: list[Event], left_out: frozenset[int]) -> None:
    """An undone opening deletes nothing: the ticket stays as spam, or merged back where it was split off."""
    first = history[0]
    if first.seq not in left_out:
        return
    state.created_at = first.at
    parent = read.optional_number(first.payload, "split_from")
    state.status = Status.SPAM if parent is None else Status.MERGED
    state.merged_into = parent
    state.split_from = parent
    state.kind = Kind(read.text(first.payload, "kind"))
    state.facts_digest = read.text(first.payload, "facts")
    state.channel = read.text(first.payload, "channel")
    state.customer_id = read.optional_number(first.payload, "customer")


def apply(state: TicketState, event: Event) -> None:
    """Fold one event into the state, in place."""
    payload = upcast(event.type, event.v, event.payload)
    (_BY_TYPE.get(event.type) or _FOLDS[EventType(event.type)])(state, event, payload)
    _attended(state, event)
    state.version, state.head = event.seq, event.hash
    if event.type not in ASIDE and (state.updated_at is None or event.at > state.updated_at):
        state.updated_at = event.at


def _attended(state: TicketState, event: Event) -> None:
    """Whoever acts has seen what asked for them; anybody but the giver who acts has taken over.

    An undo is no such act: it leaves a ticket as it was before. Nor is the review of a breach.
    """
    kind, _colon, number = event.actor.partition(":")
    if kind != "person" or event.type in (EventType.UNDONE, EventType.BREACH_REVIEWED):
        return
    asked = state.mentions.get(int(number))
    if asked is not None and asked.seq < event.seq:
        del state.mentions[int(number)]
    if state.handover is not None and state.handover.giver != event.actor:
        state.handover = None


def _created(state: TicketState, event: Event, payload: Payload) -> None:
    state.kind = Kind(read.text(payload, "kind"))
    state.status = Status(read.text(payload, "status"))
    state.stage = read.optional_text(payload, "stage")
    state.priority = Priority(read.text(payload, "priority"))
    state.channel = read.text(payload, "channel")
    state.language = read.optional_text(payload, "language")
    state.facts_digest = read.text(payload, "facts")
    state.customer_id = read.optional_number(payload, "customer")
    state.order_id = read.optional_number(payload, "order")
    state.product_id = read.optional_number(payload, "product")
    state.assignee_id = read.optional_number(payload, "assignee")
    state.team_id = read.optional_number(payload, "team")
    state.split_from = read.optional_number(payload, "split_from")
    state.nature = read.optional_text(payload, "nature")
    state.severity = read.optional_number(payload, "severity")
    state.department = read.optional_text(payload, "department")
    state.tags = set(read.texts(payload, "tags"))
    state.created_at = event.at
    resolved = read.optional_number(payload, "resolved_at")
    state.resolved_at = None if resolved is None else from_micros(resolved)
    if state.status is Status.CLOSED:
        state.closed_at = state.resolved_at


def _message(state: TicketState, event: Event, payload: Payload) -> None:
    message = MessageState(
        id=read.number(payload, "message"),
        author=read.text(payload, "author"),
        visibility=read.text(payload, "visibility"),
        medium=read.text(payload, "medium"),
        delivery=read.text(payload, "delivery"),
        at=_at(payload, event),
        digest=read.text(payload, "digest"),
        seq=event.seq,
    )
    _used(state, event, payload)
    state.messages[message.id] = message
    for person in read.numbers(payload, "mentions") if "mentions" in payload else ():
        state.mentions[person] = MentionState(message.id, message.at, event.seq)
    if message.medium == "handover":
        state.handover = HandoverState(message.id, event.actor, event.at)
    if message.visibility != "public":
        return
    if message.author == "customer":
        if state.status not in (Status.RESOLVED, Status.CLOSED):
            _wait_for(state, message)
        state.snoozed_until = None
        state.follow_up_at = None
    elif message.author == "agent" and message.delivery == "handed_over":
        _responded(state, message, message.at)


def _used(state: TicketState, event: Event, payload: Payload) -> None:
    """The canned answers that a reply was made with, or whose macro ran."""
    if use := use_of(event, payload, state.asked if "answers" in payload else None):
        state.uses[event.seq] = use


def _wait_for(state: TicketState, message: MessageState) -> None:
    state.unanswered[message.id] = (message.at, message.seq)


def _responded(state: TicketState, reply: MessageState, at: datetime) -> None:
    """A person's public words arrived: they answer what was asked before they were written."""
    written = (reply.at, reply.seq)
    state.unanswered = {key: asked for key, asked in state.unanswered.items() if asked > written}
    state.first_responded_at = state.first_responded_at or at


def _delivered(state: TicketState, event: Event, payload: Payload) -> None:
    message = state.messages.get(read.number(payload, "message"))
    if message is None:
        return
    message.delivery = "handed_over"
    if message.author == "agent":
        _responded(state, message, event.at)


def _failed(state: TicketState, event: Event, payload: Payload) -> None:
    message = state.messages.get(read.number(payload, "message"))
    if message is not None:
        message.delivery = "failed"


def _status(state: TicketState, event: Event, payload: Payload) -> None:
    before, state.status = state.status, Status(read.text(payload, "to"))
    state.reopened_by = None
    if state.status not in (Status.WAITING_CUSTOMER, Status.ON_HOLD):
        state.follow_up_at = None
    if state.status in (Status.RESOLVED, Status.CLOSED, Status.SPAM):
        state.unanswered = {}
        state.snoozed_until = None
    if state.status is Status.RESOLVED:
        earlier = read.optional_number(payload, "resolved_at")
        state.resolved_at = event.at if earlier is None else from_micros(earlier)
    elif state.status is Status.CLOSED:
        state.closed_at = event.at
    elif before is Status.RESOLVED:
        state.reopened_by = read.optional_number(payload, "by_message")
        _wait_for_reopening_message(state)


def _wait_for_reopening_message(state: TicketState) -> None:
    message = state.messages.get(state.reopened_by or -1)
    if message is not None:
        _wait_for(state, message)


def _stage(state: TicketState, event: Event, payload: Payload) -> None:
    state.stage = read.optional_text(payload, "to")
    if state.stage == "decided":
        state.decided_at = event.at


def _kind(state: TicketState, event: Event, payload: Payload) -> None:
    state.kind = Kind(read.text(payload, "to"))
    state.stage = read.optional_text(payload, "stage")
    state.reopened_by = None


def _priority(state: TicketState, event: Event, payload: Payload) -> None:
    state.priority = Priority(read.text(payload, "to"))


def _assigned(state: TicketState, event: Event, payload: Payload) -> None:
    state.assignee_id = read.optional_number(payload, "to")
    if "team" in payload:
        state.team_id = read.optional_number(payload, "team")
    if "line" in payload:
        state.line = read.number(payload, "line")


def _tagged(state: TicketState, event: Event, payload: Payload) -> None:
    state.tags |= set(read.texts(payload, "add"))
    state.tags -= set(read.texts(payload, "remove"))


def _snoozed(state: TicketState, event: Event, payload: Payload) -> None:
    state.snoozed_until = from_micros(read.number(payload, "until"))


def _woken(state: TicketState, event: Event, payload: Payload) -> None:
    state.snoozed_until = None


def _no_reply_needed(state: TicketState, event: Event, payload: Payload) -> None:
    state.unanswered = {}


def _promised(state: TicketState, event: Event, payload: Payload) -> None:
    promise = read.number(payload, "promise")
    due = from_micros(read.number(payload, "due"))
    state.promises[promise] = PromiseState(promise, due, "open", read.text(payload, "digest"))


def _promise_kept(state: TicketState, event: Event, payload: Payload) -> None:
    _settle(state, payload, "kept")


def _promise_broken(state: TicketState, event: Event, payload: Payload) -> None:
    _settle(state, payload, "broken")


def _promise_withdrawn(state: TicketState, event: Event, payload: Payload) -> None:
    _settle(state, payload, "withdrawn")


def _promise_postponed(state: TicketState, event: Event, payload: Payload) -> None:
    promise = state.promises.get(read.number(payload, "promise"))
    if promise is not None:
        promise.due_at = from_micros(read.number(payload, "to"))


def _settle(state: TicketState, payload: Payload, verdict: str) -> None:
    promise = state.promises.get(read.number(payload, "promise"))
    if promise is not None:
        promise.state = verdict


def _follow_up(state: TicketState, event: Event, payload: Payload) -> None:
    at = read.optional_number(payload, "at")
    state.follow_up_at = None if at is None else from_micros(at)


def _linked(state: TicketState, event: Event, payload: Payload) -> None:
    state.links.add(read.number(payload, "ticket"))


def _merged(state: TicketState, event: Event, payload: Payload) -> None:
    state.status = Status.MERGED
    state.follow_up_at = None
    state.merged_into = read.number(payload, "into")
    state.unanswered = {}
    state.snoozed_until = None


def _absorbed(state: TicketState, event: Event, payload: Payload) -> None:
    since = read.optional_number(payload, "waiting_since")
    if since is not None:
        state.unanswered[-read.number(payload, "ticket")] = (from_micros(since), event.seq)
        state.snoozed_until = None


def _split_off(state: TicketState, event: Event, payload: Payload) -> None:
    """The messages leave with their files, and nobody waits here for an answer to them."""
    gone = set(read.numbers(payload, "messages"))
    state.messages = {key: message for key, message in state.messages.items() if key not in gone}
    state.unanswered = {key: asked for key, asked in state.unanswered.items() if key not in gone}
    state.attachments = {key: file for key, file in state.attachments.items() if file.message_id not in gone}


def _attached(state: TicketState, event: Event, payload: Payload) -> None:
    number = read.number(payload, "attachment")
    message_id = read.optional_number(payload, "message")
    state.attachments[number] = AttachmentState(number, message_id, read.text(payload, "digest"))


def _facts(state: TicketState, event: Event, payload: Payload) -> None:
    if "customer" in payload:
        state.customer_id = read.optional_number(payload, "customer")
    if "order" in payload:
        state.order_id = read.optional_number(payload, "order")
    if "product" in payload:
        state.product_id = read.optional_number(payload, "product")
    if "language" in payload:
        state.language = read.optional_text(payload, "language")
    if "facts" in payload:
        state.facts_digest = read.text(payload, "facts")


def _complaint(state: TicketState, event: Event, payload: Payload) -> None:
    if "nature" in payload:
        state.nature = read.optional_text(payload, "nature")
    if "severity" in payload:
        state.severity = read.optional_number(payload, "severity")
    if "department" in payload:
        state.department = read.optional_text(payload, "department")
    if "accepted" in payload:
        accepted = payload["accepted"]
        state.accepted = accepted if isinstance(accepted, bool) else None
    if "facts" in payload:
        state.facts_digest = read.text(payload, "facts")


def _subject(state: TicketState, event: Event, payload: Payload) -> None:
    state.facts_digest = read.text(payload, "facts")


def _nothing(state: TicketState, event: Event, payload: Payload) -> None:
    """Nothing by itself: ``sla.standing`` reads notices, any act ends a mention, replay leaves out what undo names."""


def _reviewed(state: TicketState, event: Event, payload: Payload) -> None:
    breach = read.text(payload, "clock"), from_micros(read.number(payload, "started"))
    state.reviews[breach] = ReviewState(
        holder=read.optional_number(payload, "holder"),
        status=read.text(payload, "status"),
        cause=read.text(payload, "cause"),
        avoidable=payload["avoidable"] is True,
        digest=read.text(payload, "comment"),
        reviewer=int(event.actor.removeprefix("person:")),
        at=event.at,
    )


_FOLDS: Final[Mapping[EventType, Callable[[TicketState, Event, Payload], None]]] = {
    EventType.CREATED: _created,
    EventType.MESSAGE: _message,
    EventType.DELIVERED: _delivered,
    EventType.FAILED: _failed,
    EventType.STATUS: _status,
    EventType.STAGE: _stage,
    EventType.KIND: _kind,
    EventType.PRIORITY: _priority,
    EventType.ASSIGNED: _assigned,
    EventType.TAGGED: _tagged,
    EventType.SNOOZED: _snoozed,
    EventType.WOKEN: _woken,
    EventType.NO_REPLY_NEEDED: _no_reply_needed,
    EventType.PROMISED: _promised,
    EventType.PROMISE_KEPT: _promise_kept,
    EventType.PROMISE_BROKEN: _promise_broken,
    EventType.PROMISE_POSTPONED: _promise_postponed,
    EventType.PROMISE_WITHDRAWN: _promise_withdrawn,
    EventType.FOLLOW_UP: _follow_up,
    EventType.MENTION_SEEN: _nothing,
    EventType.LINKED: _linked,
    EventType.MERGED: _merged,
    EventType.ABSORBED: _absorbed,
    EventType.SPLIT_OFF: _split_off,
    EventType.ATTACHED: _attached,
    EventType.FACTS: _facts,
    EventType.COMPLAINT: _complaint,
    EventType.SUBJECT: _subject,
    EventType.SLA_WARNED: _nothing,
    EventType.SLA_BREACHED: _nothing,
    EventType.SLA_CORRECTED: _nothing,
    EventType.BREACH_REVIEWED: _reviewed,
    EventType.MACRO: _used,
    EventType.UNDONE: _nothing,
    **WORKFLOW_FOLDS,
}
_BY_TYPE: Final[Mapping[str, Callable[[TicketState, Event, Payload], None]]] = {
    str(kind): fold for kind, fold in _FOLDS.items()
}
"""The same by their spelling: an enum made for every event costs as much as folding it."""


def _at(payload: Payload, event: Event) -> datetime:
    """When a message was sent; imported history carries its own time."""
    sent = read.optional_number(payload, "at")
    return event.at if sent is None else from_micros(sent)
