"""Many tickets at once: events chained and rows replayed in memory, then written table by table.

Each row is what replaying its events gives, so ``verify`` finds nothing to say. What the rows stand on is read first
(``ground``), they are worked out, and the transaction that writes them makes sure that it still holds: the write lock
is held for the writing alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, bindparam, delete, update

from servicedesk.domain.errors import StaleVersion
from servicedesk.domain.events import Event
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.domain.ticket_state import TicketState
from servicedesk.store import clocks, policies
from servicedesk.store.bulk_numbers import Numbers
from servicedesk.store.bulk_rows import BulkRows
from servicedesk.store.bulk_sharing import Sharing
from servicedesk.store.bulk_tickets import Signature, Told
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Store
from servicedesk.store.insert_many import insert_many
from servicedesk.store.new_tickets import NewMessage, NewTicket
from servicedesk.store.streams import event_values
from servicedesk.store.tables.events import events
from servicedesk.store.tables.tickets import messages, ticket_tags, tickets
from servicedesk.store.tickets import ticket_values


@dataclass(frozen=True, slots=True)
class Origin:
    """Who loads: the act, its instant, the actor of events that name none, the way, and where salts come from."""

    act_id: str
    at: datetime
    actor: str
    via: str
    salt: Callable[[], bytes]

    @property
    def signature(self) -> Signature:
        return Signature(self.act_id, self.at, self.actor, self.via)


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
    _told: list[Told] = field(default_factory=list)

    @classmethod
    def begun(cls, store: Store, connection: Connection, origin: Origin) -> "Draft":
        """Read what rows stand on; on PostgreSQL the transaction that reads has to write them, too."""
        policies.keep(store, connection)
        return cls(origin, Numbers(store, connection), policies.book(store, connection))

    @property
    def ground(self) -> object:
        return dict(self.numbers.first), self.book.number

    def add_tickets(self, new: Sequence[NewTicket], conditions: Conditions) -> list[tuple[int, bytes]]:
        """Give tickets with their messages, tags and events what they need; returns the (id, salt) of each, in order.

        Their rows are there from ``complete`` on.
        """
        said = [sum(isinstance(step, NewMessage) for step in ticket.steps) for ticket in new]
        message_ids = iter(self.numbers.take(messages, sum(said)))
        written = []
        for ticket_id, ticket, count in zip(self.numbers.take(tickets, len(new)), new, said, strict=True):
            salts = [self.origin.salt() for _ in range(1 + count)]
            of_it = conditions.of(ticket.customer_id, ticket.product_id)
            self._told.append(Told(ticket_id, ticket, of_it, [*islice(message_ids, count)], salts))
            written.append((ticket_id, salts[0]))
        return written

    def complete(self, sharing: Sharing | None = None, meanwhile: Callable[[], None] | None = None) -> None:
        """Work out the rows of what was added; ``meanwhile`` is called while ``sharing`` does its share."""
        told, self._told = self._told, []
        (sharing or Sharing(alone=True)).work_out(self.rows, self.origin.signature, self.book, told, meanwhile)

    def write(self, connection: Connection) -> None:
        self.complete()
        self.rows.write(connection)


def add_tickets(
    store: Store, connection: Connection, origin: Origin, new: Sequence[NewTicket]
) -> list[tuple[int, bytes]]:
    """Write tickets with their messages, tags and events; returns the (id, salt) of each, in order."""
    draft = Draft.begun(store, connection, origin)
    found = Conditions.read(connection, (one.customer_id for one in new), (one.product_id for one in new))
    written = draft.add_tickets(new, found)
    draft.write(connection)
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
