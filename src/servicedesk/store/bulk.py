"""Many tickets at once: events chained and rows replayed in memory, then written table by table.

Each row is what replaying its events gives, so ``verify`` finds nothing to say. What the rows stand on is read first
(``ground``), they are worked out, and the transaction that writes them makes sure that it still holds: the write lock
is held for the writing alone.
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
from servicedesk.domain.sla.standing import counted, notices, outstanding, standing
from servicedesk.domain.ticket_replay import apply
from servicedesk.domain.ticket_state import TicketState
from servicedesk.domain.words import document
from servicedesk.store import clocks, policies
from servicedesk.store.bulk_numbers import Numbers
from servicedesk.store.bulk_rows import BulkRows, clock_stored, message_stored, ticket_stored
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Store
from servicedesk.store.insert_many import insert_many
from servicedesk.store.new_tickets import NewFact, NewMessage, NewTicket
from servicedesk.store.search.text_index import message_parts
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
class Draft:
    """Rows in the making: the ids they get, the policies they count by, and what is known of whom they are about.

    Two drafts of the same whose ``ground`` is equal have equal rows.
    """

    origin: Origin
    numbers: Numbers
    book: PolicyBook
    rows: BulkRows = field(default_factory=BulkRows)

    @classmethod
    def begun(cls, store: Store, connection: Connection, origin: Origin) -> "Draft":
        """Read what rows stand on; on PostgreSQL the transaction that reads has to write them, too."""
        policies.keep(store, connection)
        return cls(origin, Numbers(store, connection), policies.book(store, connection))

    @property
    def ground(self) -> object:
        return dict(self.numbers.first), self.book.number

    def add_tickets(self, new: Sequence[NewTicket], conditions: Conditions) -> list[tuple[int, bytes]]:
        """Work out tickets with their messages, tags and events; returns the (id, salt) of each, in order."""
        said = sum(isinstance(step, NewMessage) for ticket in new for step in ticket.steps)
        message_ids = iter(self.numbers.take(messages, said))
        rows, written = self.rows, []
        for ticket_id, ticket in zip(self.numbers.take(tickets, len(new)), new, strict=True):
            salt = self.origin.salt()
            stream = _TicketStream(self.origin, ticket_id, rows)
            created = {**_created(ticket, salt), **conditions.of(ticket.customer_id, ticket.product_id)}
            stream.record(ticket.created_at, EventType.CREATED, created, ticket.actor)
            for step in ticket.steps:
                if isinstance(step, NewFact):
                    stream.record(step.at, step.type, step.payload, step.actor)
                else:
                    stream.say(step, next(message_ids), ticket.channel)
            stream.count_clocks(self.book)
            rows.of(tickets).append(ticket_stored(stream.state, ticket, salt))
            if words := document(ticket.subject, ticket.order_text, ticket.product_text):
                rows.facts.append((ticket_id, words))
            rows.of(ticket_tags).extend((ticket_id, tag) for tag in sorted(stream.state.tags))
            written.append((ticket_id, salt))
        return written


def add_tickets(
    store: Store, connection: Connection, origin: Origin, new: Sequence[NewTicket]
) -> list[tuple[int, bytes]]:
    """Write tickets with their messages, tags and events; returns the (id, salt) of each, in order."""
    draft = Draft.begun(store, connection, origin)
    found = Conditions.read(connection, (one.customer_id for one in new), (one.product_id for one in new))
    written = draft.add_tickets(new, found)
    draft.rows.write(connection)
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

    def __init__(self, origin: Origin, ticket_id: int, rows: BulkRows) -> None:
        self._origin = origin
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
        told = outstanding(history, sla, micros(self._origin.at)) if sla.clocks else []
        for kind, payload in told:
            self.record(self._origin.at, kind, payload, "system")
        state.sla = count.standing(notices(history)) if told else sla
        self._rows.of(sla_clocks).extend(clock_stored(state.id, one) for one in state.sla.clocks)

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
        salt, author_name, body = self._origin.salt(), message.author_name, message.body
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
