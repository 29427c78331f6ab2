"""Many tickets at once: events chained and rows replayed in memory, then written table by table.

Each row is what replaying its events gives, so ``verify`` finds nothing to say. The caller's transaction is the
unit: about 500 tickets keep SQLite's write lock for some 100 ms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, update

from servicedesk.domain.digests import facts_digest, message_digest
from servicedesk.domain.errors import StaleVersion
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
from servicedesk.domain.sla.standing import outstanding, standing
from servicedesk.domain.ticket_replay import apply
from servicedesk.domain.ticket_state import TicketState
from servicedesk.store import clocks, policies
from servicedesk.store.clocks import clock_row
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Store
from servicedesk.store.insert_many import Row, insert_many
from servicedesk.store.new_tickets import (
    NewFact,
    NewMessage,
    NewTicket,
)
from servicedesk.store.search.text_index import MESSAGES, TICKETS, Texts, message_parts
from servicedesk.store.streams import event_values
from servicedesk.store.tables.events import events
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import message_texts, messages, ticket_tags, tickets
from servicedesk.store.tickets import ticket_values


@dataclass(frozen=True, slots=True)
class Origin:
    """Who loads: the act, its instant, the actor of events that name none, the way, and where salts come from."""

    act_id: str
    at: datetime
    actor: str
    via: str
    salt: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class ChangedTicket:
    """A ticket with ``new`` events folded into its ``state``; ``version`` and ``tags`` are those before."""

    state: TicketState
    version: int
    tags: frozenset[str]
    new: Sequence[Event]


@dataclass(slots=True)
class _Rows:
    """What is to be written, in the order of foreign keys."""

    tickets: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    facts: list[Texts] = field(default_factory=list)
    said: list[Texts] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)

    def write(self, connection: Connection) -> None:
        insert_many(connection, tickets, self.tickets)
        insert_many(connection, messages, self.messages)
        insert_many(connection, message_texts, self.texts)
        insert_many(connection, ticket_tags, self.tags)
        insert_many(connection, events, self.events)
        insert_many(connection, sla_clocks, self.clocks)
        TICKETS.add(connection, self.facts)
        MESSAGES.add(connection, self.said)


def add_tickets(
    store: Store, connection: Connection, origin: Origin, new: Sequence[NewTicket]
) -> list[tuple[int, bytes]]:
    """Write tickets with their messages, tags and events; returns the (id, salt) of each, in order."""
    rows = _Rows()
    ids = store.reserve_ids(connection, tickets, len(new))
    said = sum(isinstance(step, NewMessage) for ticket in new for step in ticket.steps)
    message_ids = iter(store.reserve_ids(connection, messages, said))
    written: list[tuple[int, bytes]] = []
    policies.keep(store, connection)
    book = policies.book(store, connection)
    conditions = Conditions(connection, new)
    for ticket_id, ticket in zip(ids, new, strict=True):
        salt = origin.salt()
        stream = _TicketStream(origin, ticket_id, rows)
        created = {**_created(ticket, salt), **conditions.of(ticket.customer_id, ticket.product_id)}
        stream.record(ticket.created_at, EventType.CREATED, created, ticket.actor)
        for step in ticket.steps:
            if isinstance(step, NewFact):
                stream.record(step.at, step.type, step.payload, step.actor)
            else:
                stream.say(step, next(message_ids), ticket.channel)
        stream.count_clocks(book)
        rows.tickets.append(_ticket_row(stream.state, ticket, salt))
        rows.facts.append((ticket_id, (ticket.subject, ticket.order_text, ticket.product_text, "")))
        rows.tags.extend({"ticket_id": ticket_id, "tag": tag} for tag in sorted(stream.state.tags))
        written.append((ticket_id, salt))
    rows.write(connection)
    return written


def save_changed(connection: Connection, changed: Sequence[ChangedTicket]) -> None:
    """Write the new events of tickets that exist, their rows as replayed, and their tags.

    Raises StaleVersion when one was changed since it was read, which a held lock rules out.
    """
    insert_many(connection, events, [event_values(event) for ticket in changed for event in ticket.new])
    rows = [{**ticket_values(one.state), "known_id": one.state.id, "known_version": one.version} for one in changed]
    names = ticket_values(TicketState(0))
    statement = (
        update(tickets)
        .where(tickets.c.id == bindparam("known_id"), tickets.c.version == bindparam("known_version"))
        .values({name: bindparam(name) for name in names})
    )
    if rows and connection.execute(statement, rows).rowcount != len(rows):
        raise StaleVersion(changed[0].state.id, changed[0].version, changed[0].version + 1, {}, [])
    gone = [{"of": one.state.id, "gone": tag} for one in changed for tag in sorted(one.tags - one.state.tags)]
    if gone:
        of_ticket = ticket_tags.c.ticket_id == bindparam("of")
        connection.execute(delete(ticket_tags).where(of_ticket, ticket_tags.c.tag == bindparam("gone")), gone)
    added = [{"ticket_id": one.state.id, "tag": tag} for one in changed for tag in sorted(one.state.tags - one.tags)]
    insert_many(connection, ticket_tags, added)
    for one in changed:
        clocks.sync(connection, one.state.id, one.state.sla.clocks)


class _TicketStream:
    """One ticket's events as they are chained, and the state they add up to.

    Each payload is spelled once, for its hash and its row: half of what ``chain`` and ``event_values`` would cost.
    """

    def __init__(self, origin: Origin, ticket_id: int, rows: _Rows) -> None:
        self._origin = origin
        self._stream = Stream(StreamKind.TICKET, ticket_id)
        self._name = str(self._stream)
        self._rows = rows
        self.state = TicketState(ticket_id)
        self._history: list[Event] = []

    def count_clocks(self, book: PolicyBook) -> None:
        """Say how the clocks stand after all that happened, and note what has come due."""
        if book.versions:
            sla = standing(self._history, book, self.state.status)
            notices = outstanding(self._history, sla, micros(self._origin.at))
            for kind, payload in notices:
                self.record(self._origin.at, kind, payload, "system")
            self.state.sla = standing(self._history, book, self.state.status) if notices else sla
            self._rows.clocks.extend(clock_row(self.state.id, one) for one in self.state.sla.clocks)
        else:
            self.state.sla = standing([], book, self.state.status)

    def record(self, at: datetime, kind: EventType, payload: Payload, actor: str | None) -> None:
        origin, state, stream = self._origin, self.state, self._stream
        actor = actor or origin.actor
        seq, v, prev, spelled = state.version + 1, VERSIONS.get(kind, 1), state.head, canonical(payload)
        digest = event_hash(self._name, seq, kind, v, origin.act_id, actor, origin.via, micros(at), spelled, prev)
        event = Event(stream, seq, kind, v, origin.act_id, actor, origin.via, at, payload, prev, digest)
        self._history.append(event)
        apply(state, event)
        self._rows.events.append(
            {
                "stream_kind": "ticket",
                "stream_id": stream.id,
                "seq": seq,
                "type": str(kind),
                "v": v,
                "act_id": origin.act_id,
                "actor": actor,
                "via": origin.via,
                "at": at,
                "payload": spelled,
                "prev_hash": prev,
                "hash": digest,
            }
        )

    def say(self, message: NewMessage, message_id: int, channel: str) -> None:
        salt = self._origin.salt()
        payload: Payload = {
            "message": message_id,
            "author": message.author,
            "visibility": message.visibility,
            "medium": message.medium,
            "delivery": message.delivery,
            "channel": channel,
            "digest": message_digest(salt, message.author_name, message.body),
            "at": micros(message.at),
        }
        self.record(message.at, EventType.MESSAGE, payload, message.actor)
        self._rows.messages.append(_message_row(message_id, self.state, message, channel))
        self._rows.texts.append(
            {"message_id": message_id, "salt": salt, "author_name": message.author_name, "body": message.body}
        )
        self._rows.said.append((message_id, message_parts(message.author, message.author_name, message.body)))


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


def _ticket_row(state: TicketState, ticket: NewTicket, salt: bytes) -> Row:
    return {
        "id": state.id,
        "subject": ticket.subject,
        "order_text": ticket.order_text,
        "product_text": ticket.product_text,
        "remedy": "",
        "salt": salt,
        "generated": ticket.generated,
        **ticket_values(state),
    }


def _message_row(message_id: int, state: TicketState, message: NewMessage, channel: str) -> Row:
    return {
        "id": message_id,
        "ticket_id": state.id,
        "author": message.author,
        "person_id": message.person_id,
        "visibility": message.visibility,
        "medium": message.medium,
        "channel": channel,
        "delivery": message.delivery,
        "language": message.language or state.language,
        "sent_at": message.at,
        "external_id": message.external_id,
    }
