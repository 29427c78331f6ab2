"""Many tickets at once: events chained and rows replayed in memory, then written table by table.

What the rows stand on is read first (``ground``), they are worked out, here or in a process beside, and the
transaction that writes them makes sure that it still holds: the write lock is held for the writing alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from servicedesk.domain.sla.book import PolicyBook
from servicedesk.store import policies
from servicedesk.store.bulk.beside import Beside, Handed
from servicedesk.store.bulk.numbers import Numbers
from servicedesk.store.bulk.rows import BulkRows
from servicedesk.store.bulk.told import Provenance, Told
from servicedesk.store.bulk.working_out import work_out
from servicedesk.store.conditions import Conditions
from servicedesk.store.database import Store
from servicedesk.store.new_tickets import NewCustomer, NewMessage, NewTicket
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.tickets import messages, tickets


@dataclass(frozen=True, slots=True)
class Origin:
    """Who loads: the act, its instant, the actor of events that name none, the way, and where salts come from."""

    act_id: str
    at: datetime
    actor: str
    via: str
    salt: Callable[[], bytes]


@dataclass(slots=True)
class Draft:
    """Rows in the making: the ids they get, the policies they count by, and what is known of whom they are about.

    Two drafts of the same whose ``ground`` is equal have equal rows. ``rows`` lack those of customers
    and tickets until it is ``finished``.
    """

    origin: Origin
    numbers: Numbers
    book: PolicyBook
    rows: BulkRows = field(default_factory=BulkRows)
    _told: Told = field(init=False)
    _handed: Handed | None = None

    def __post_init__(self) -> None:
        origin = self.origin
        self._told = Told(Provenance(origin.act_id, origin.at, origin.actor, origin.via))

    @classmethod
    def begun(cls, store: Store, connection: Connection, origin: Origin) -> "Draft":
        """Rows that the very transaction writes which they are worked out in."""
        policies.keep(store, connection)
        return cls(origin, Numbers(store, connection, connection), policies.book(store, connection))

    @classmethod
    def ahead(cls, store: Store, connection: Connection, origin: Origin, before: "Draft | None" = None) -> "Draft":
        """Rows for a transaction to come, which has to find the same ground; ``before`` is written until then."""
        numbers = Numbers(store, connection)
        if before is not None:
            numbers.follow(before.numbers)
        return cls(origin, numbers, policies.book(store, connection))

    @property
    def ground(self) -> object:
        return dict(self.numbers.first), self.book.number

    def add_customers(self, new: Sequence[NewCustomer]) -> list[int]:
        """Customers with their identities and first events; returns their ids, in order."""
        told, ids = self._told, list(self.numbers.take(customers, len(new)))
        told.customers.extend(new)
        told.customer_ids.extend(ids)
        told.salts.extend(self.origin.salt() for _ in new)
        return ids

    def add_tickets(self, new: Sequence[NewTicket], conditions: Conditions) -> list[tuple[int, bytes]]:
        """Tickets with their messages, tags and events; returns the (id, salt) of each, in order."""
        told, salts, of_tickets, said = self._told, self.origin.salt, list[bytes](), 0
        for ticket in new:
            of_tickets.append(salt := salts())
            told.ticket_salts.append(salt)
            for step in ticket.steps:
                if isinstance(step, NewMessage):
                    told.ticket_salts.append(salts())
                    said += 1
            told.further.append(conditions.of(ticket.customer_id, ticket.product_id))
        ids = self.numbers.take(tickets, len(new))
        told.tickets.extend(new)
        told.ticket_ids.extend(ids)
        told.message_ids.extend(self.numbers.take(messages, said))
        return list(zip(ids, of_tickets, strict=True))

    def hand(self, beside: Beside) -> bool:
        """Have all rows worked out beside; False where nobody is there to do it."""
        self._handed = beside.hand(self._told, self.book)
        return self._handed is not None

    def finished(self) -> BulkRows:
        """All rows: those that are worked out beside are waited for, others are worked out now."""
        told, handed = self._told, self._handed
        self._told, self._handed = Told(told.origin), None
        worked = None if handed is None else handed.taken()
        self.rows.add(work_out(told, self.book) if worked is None else worked)
        return self.rows


def add_tickets(
    store: Store, connection: Connection, origin: Origin, new: Sequence[NewTicket]
) -> list[tuple[int, bytes]]:
    """Write tickets with their messages, tags and events; returns the (id, salt) of each, in order."""
    draft = Draft.begun(store, connection, origin)
    found = Conditions.read(connection, (one.customer_id for one in new), (one.product_id for one in new))
    written = draft.add_tickets(new, found)
    draft.finished().write(connection)
    return written
