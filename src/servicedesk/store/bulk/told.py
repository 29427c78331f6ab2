"""What is told of new customers and tickets, and what comes of it: plain values, which may go to another process."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from servicedesk.domain.events import Payload
from servicedesk.store.new_tickets import NewCustomer, NewTicket

Stored = tuple[object, ...]
"""The values of a row as engines keep them: instants are microseconds UTC."""
Document = tuple[int, list[str]]
"""An id and the words that stand under it."""
TABLES: Final = (
    "customers",
    "customer_identities",
    "customer_keys",
    "tickets",
    "messages",
    "message_texts",
    "ticket_tags",
    "events",
    "sla_clocks",
)
"""What tickets and their customers have rows in."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who loads: the act, its instant, the actor of events that name none, and the way."""

    act_id: str
    at: datetime
    actor: str
    via: str


@dataclass(frozen=True, slots=True)
class Told:
    """Customers and tickets with all that decides about their rows, apart from the policies.

    ``customer_ids`` and ``ticket_ids`` are those of ``customers`` and ``tickets`` in order, ``message_ids`` those of
    all messages. ``salts``: of each customer; ``ticket_salts``: of each ticket, followed by those of its messages.
    ``further`` are keys of each ticket's first event.
    """

    origin: Provenance
    customers: list[NewCustomer] = field(default_factory=list)
    customer_ids: list[int] = field(default_factory=list)
    salts: list[bytes] = field(default_factory=list)
    tickets: list[NewTicket] = field(default_factory=list)
    ticket_ids: list[int] = field(default_factory=list)
    ticket_salts: list[bytes] = field(default_factory=list)
    message_ids: list[int] = field(default_factory=list)
    further: list[Payload] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Worked:
    """Rows by the table's name, and the words of tickets' and of messages' texts."""

    rows: dict[str, list[Stored]] = field(default_factory=lambda: {name: [] for name in TABLES})
    facts: list[Document] = field(default_factory=list)
    said: list[Document] = field(default_factory=list)
