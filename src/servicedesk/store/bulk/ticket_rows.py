"""Tickets with a past as rows: events chained, rows replayed, texts as words.

Each row is what replaying its events gives, so ``verify`` finds nothing to say.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from servicedesk.domain.digests import facts_digest, message_digest
from servicedesk.domain.events import (
    VERSIONS,
    Event,
    EventType,
    Payload,
    Stream,
    StreamKind,
    canonical,
    event_hash,
    micros,
)
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.sla.standing import counted, notices, outstanding, standing
from servicedesk.domain.ticket_replay import apply
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.words import document, message_parts
from servicedesk.store.bulk.told import Provenance, Stored, Told, Worked
from servicedesk.store.new_tickets import NewFact, NewMessage, NewTicket
from servicedesk.store.replayed import clock_stored, ticket_values

CACHED: Final = tuple(ticket_values(TicketState(0)))
"""The columns of ``tickets`` that replay decides."""


def work_out_tickets(told: Told, book: PolicyBook, worked: Worked) -> None:
    """Add the rows of the tickets, in their order, with clocks that count by the policies."""
    salts, message_ids = iter(told.ticket_salts), iter(told.message_ids)
    for ticket_id, ticket, further in zip(told.ticket_ids, told.tickets, told.further, strict=True):
        _work_out(_TicketStream(told.origin, ticket_id, worked, salts), ticket, further, message_ids, book)


def _work_out(
    stream: "_TicketStream", ticket: NewTicket, further: Payload, message_ids: Iterator[int], book: PolicyBook
) -> None:
    salt, ticket_id, worked = next(stream.salts), stream.state.id, stream.worked
    stream.record(ticket.created_at, EventType.CREATED, {**_created(ticket, salt), **further}, ticket.actor)
    for step in ticket.steps:
        if isinstance(step, NewFact):
            stream.record(step.at, step.type, step.payload, step.actor)
        else:
            stream.say(step, next(message_ids), ticket.channel)
    stream.count_clocks(book)
    worked.rows["tickets"].append(_ticket_stored(stream.state, ticket, salt))
    if words := document(ticket.subject, ticket.order_text, ticket.product_text):
        worked.facts.append((ticket_id, words))
    worked.rows["ticket_tags"].extend((ticket_id, tag) for tag in sorted(stream.state.tags))


class _TicketStream:
    """One ticket's events as they are chained, and the state they add up to.

    Each payload is spelled once, for its hash and its row: half of what ``chain`` and ``event_values`` would cost.
    """

    def __init__(self, origin: Provenance, ticket_id: int, worked: Worked, salts: Iterator[bytes]) -> None:
        self.state, self.worked, self.salts = TicketState(ticket_id), worked, salts
        self._origin = origin
        self._stream = Stream(StreamKind.TICKET, ticket_id)
        self._name = str(self._stream)
        self._events = worked.rows["events"]
        self._history: list[Event] = []

    def count_clocks(self, book: PolicyBook) -> None:
        """Say how the clocks stand after all that happened, and note what has come due."""
        state, history = self.state, self._history
        if not book.versions:
            state.sla = standing([], book, state.status)
            return
        count = counted(history, book, state.status)
        sla = count.standing(notices(history))
        told = outstanding(history, sla, micros(self._origin.at)) if sla.clocks else []
        for kind, payload in told:
            self.record(self._origin.at, kind, payload, "system")
        state.sla = count.standing(notices(history)) if told else sla
        self.worked.rows["sla_clocks"].extend(clock_stored(state.id, one) for one in state.sla.clocks)

    def record(self, at: datetime, kind: EventType, payload: Payload, actor: str | None) -> None:
        origin, state, stream = self._origin, self.state, self._stream
        actor = actor or origin.actor
        at_us, spelled, name = micros(at), canonical(payload), str(kind)
        seq, v, prev = state.version + 1, VERSIONS.get(kind, 1), state.head
        digest = event_hash(self._name, seq, name, v, origin.act_id, actor, origin.via, at_us, spelled, prev)
        event = Event(stream, seq, name, v, origin.act_id, actor, origin.via, at, payload, prev, digest)
        self._history.append(event)
        apply(state, event)
        self._events.append(
            ("ticket", stream.id, seq, name, v, origin.act_id, actor, origin.via, at_us, spelled, prev, digest)
        )

    def say(self, message: NewMessage, message_id: int, channel: str) -> None:
        salt, author_name, body = next(self.salts), message.author_name, message.body
        payload: Payload = {
            "message": message_id,
            "author": message.author,
            "visibility": message.visibility,
            "medium": message.medium,
            "delivery": message.delivery,
            "channel": channel,
            "digest": message_digest(salt, author_name, body),
            "at": micros(message.at),
        }
        self.record(message.at, EventType.MESSAGE, payload, message.actor)
        worked = self.worked
        worked.rows["messages"].append(_message_stored(message_id, self.state, message, channel))
        worked.rows["message_texts"].append((message_id, salt, author_name, body))
        if words := document(*message_parts(message.author, author_name, body)):
            worked.said.append((message_id, words))


def _created(ticket: NewTicket, salt: bytes) -> Payload:
    return {
        # Rows may come from another process, which hands over plain values only.
        "kind": str(ticket.kind),
        "status": str(ticket.status),
        "stage": None if ticket.stage is None else str(ticket.stage),
        "priority": str(ticket.priority),
        "channel": ticket.channel,
        "language": ticket.language,
        "facts": facts_digest(salt, ticket.subject, ticket.order_text, ticket.product_text, ""),
        "customer": ticket.customer_id,
        "order": ticket.order_id,
        "product": ticket.product_id,
        "assignee": ticket.assignee_id,
        "team": ticket.team_id,
        "split_from": None,
        "nature": ticket.nature,
        "severity": ticket.severity,
        "department": ticket.department,
        "tags": [*sorted(ticket.tags)],
        "resolved_at": None if ticket.resolved_at is None else micros(ticket.resolved_at),
        **ticket.more,
    }


def _ticket_stored(state: TicketState, ticket: NewTicket, salt: bytes) -> Stored:
    return (
        state.id,
        ticket.subject,
        ticket.order_text,
        ticket.product_text,
        "",
        salt,
        ticket.generated,
        *[micros(value) if value.__class__ is datetime else value for value in ticket_values(state).values()],
    )


def _message_stored(message_id: int, state: TicketState, message: NewMessage, channel: str) -> Stored:
    return (
        message_id,
        state.id,
        message.author,
        message.person_id,
        message.visibility,
        message.medium,
        channel,
        message.delivery,
        message.language or state.language,
        micros(message.at),
        message.external_id,
    )
