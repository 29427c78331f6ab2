"""Tickets worked out: events chained, rows replayed, clocks counted, words cut. Pure: no store is asked.

What a ticket needs from outside, ids and salts and conditions, stands in its ``Told``, so that it comes out the same
in whichever process it is worked out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

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
from servicedesk.domain.words import document
from servicedesk.store.bulk_rows import BulkRows, clock_stored, message_stored, ticket_stored
from servicedesk.store.new_tickets import NewFact, NewMessage, NewTicket
from servicedesk.store.search.text_index import message_parts
from servicedesk.store.tables.events import events
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import message_texts, messages, ticket_tags, tickets


@dataclass(frozen=True, slots=True)
class Signature:
    """What every event of a load bears: the act, its instant, the actor of events that name none, and the way."""

    act_id: str
    at: datetime
    actor: str
    via: str


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket to be worked out: its id, those of its messages, a salt for itself and for each of them in order."""

    id: int
    ticket: NewTicket
    conditions: Payload
    message_ids: Sequence[int]
    salts: Sequence[bytes]


def work_out(rows: BulkRows, signature: Signature, book: PolicyBook, told: Sequence[Told]) -> None:
    """Add the rows of tickets with their messages, tags, events and clocks."""
    for one in told:
        ticket, salts, message_ids = one.ticket, iter(one.salts), iter(one.message_ids)
        salt = next(salts)
        stream = _TicketStream(signature, one.id, rows, salts)
        created = {**_created(ticket, salt), **one.conditions}
        stream.record(ticket.created_at, EventType.CREATED, created, ticket.actor)
        for step in ticket.steps:
            if isinstance(step, NewFact):
                stream.record(step.at, step.type, step.payload, step.actor)
            else:
                stream.say(step, next(message_ids), ticket.channel)
        stream.count_clocks(book)
        rows.of(tickets).append(ticket_stored(stream.state, ticket, salt))
        if words := document(ticket.subject, ticket.order_text, ticket.product_text):
            rows.facts.append((one.id, words))
        rows.of(ticket_tags).extend((one.id, tag) for tag in sorted(stream.state.tags))


class _TicketStream:
    """One ticket's events as they are chained, and the state they add up to.

    Each payload is spelled once, for its hash and its row: half of what ``chain`` and ``event_values`` would cost.
    """

    def __init__(self, signature: Signature, ticket_id: int, rows: BulkRows, salts: Iterator[bytes]) -> None:
        self._signature = signature
        self._salts = salts
        self._stream = Stream(StreamKind.TICKET, ticket_id)
        self._name = str(self._stream)
        self._rows = rows
        self._events = rows.of(events)
        self.state = TicketState(ticket_id)
        self._history: list[Event] = []

    def count_clocks(self, book: PolicyBook) -> None:
        """Say how the clocks stand after all that happened, and note what has come due."""
        state, history = self.state, self._history
        if not book.versions:
            state.sla = standing([], book, state.status)
            return
        count = counted(history, book, state.status)
        sla = count.standing(notices(history))
        told = outstanding(history, sla, micros(self._signature.at)) if sla.clocks else []
        for kind, payload in told:
            self.record(self._signature.at, kind, payload, "system")
        state.sla = count.standing(notices(history)) if told else sla
        self._rows.of(sla_clocks).extend(clock_stored(state.id, one) for one in state.sla.clocks)

    def record(self, at: datetime, kind: EventType, payload: Payload, actor: str | None) -> None:
        by, state, stream = self._signature, self.state, self._stream
        actor = actor or by.actor
        at_us, spelled, name = micros(at), canonical(payload), str(kind)
        seq, v, prev = state.version + 1, VERSIONS.get(kind, 1), state.head
        digest = event_hash(self._name, seq, name, v, by.act_id, actor, by.via, at_us, spelled, prev)
        event = Event(stream, seq, name, v, by.act_id, actor, by.via, at, payload, prev, digest)
        self._history.append(event)
        apply(state, event)
        self._events.append(("ticket", stream.id, seq, name, v, by.act_id, actor, by.via, at_us, spelled, prev, digest))

    def say(self, message: NewMessage, message_id: int, channel: str) -> None:
        salt, author_name, body = next(self._salts), message.author_name, message.body
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
        rows = self._rows
        rows.of(messages).append(message_stored(message_id, self.state, message, channel))
        rows.of(message_texts).append((message_id, salt, author_name, body))
        if words := document(*message_parts(message.author, author_name, body)):
            rows.said.append((message_id, words))


def _created(ticket: NewTicket, salt: bytes) -> Payload:
    return {
        "kind": str(ticket.kind),
        "status": str(ticket.status),
        "stage": ticket.stage,
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
