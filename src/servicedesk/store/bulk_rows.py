"""What a load is about to write, table by table: rows as the engines keep them, worked out before any lock is taken."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table

from servicedesk.domain.events import micros
from servicedesk.domain.sla.standing import ClockState
from servicedesk.domain.ticket_state import TicketState
from servicedesk.store.clocks import clock_row
from servicedesk.store.insert_many import Stored, insert_stored
from servicedesk.store.new_tickets import NewMessage, NewTicket
from servicedesk.store.search.text_index import MESSAGES, TICKETS, Document
from servicedesk.store.tables.catalog import order_lines, orders, parcels
from servicedesk.store.tables.customers import customer_identities, customer_keys, customers
from servicedesk.store.tables.events import events
from servicedesk.store.tables.outbox import imported_tickets
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import message_texts, messages, ticket_tags, tickets
from servicedesk.store.tickets import ticket_values

_CACHED: Final = tuple(ticket_values(TicketState(0)))
_CLOCK: Final = tuple(column.name for column in sla_clocks.columns)
COLUMNS: Final[tuple[tuple[Table, tuple[str, ...]], ...]] = (
    (
        customers,
        (
            "id",
            "name",
            "name_folded",
            "salt",
            "membership",
            "language",
            "note",
            "since",
            "created_at",
            "version",
            "head",
        ),
    ),
    (customer_identities, ("customer_id", "kind", "value", "folded", "ending")),
    (customer_keys, ("customer_id", "key")),
    (
        orders,
        ("id", "number", "number_key", "key_reversed", "customer_id", "channel", "currency", "total", "placed_at"),
    ),
    (order_lines, ("order_id", "product_id", "title", "quantity", "unit_price", "tax_rate")),
    (
        parcels,
        ("order_id", "carrier", "tracking", "key_reversed", "status", "scan", "scanned_at", "delivered_at"),
    ),
    (tickets, ("id", "subject", "order_text", "product_text", "remedy", "salt", "generated", *_CACHED)),
    (
        messages,
        (
            "id",
            "ticket_id",
            "author",
            "person_id",
            "visibility",
            "medium",
            "channel",
            "delivery",
            "language",
            "sent_at",
            "external_id",
        ),
    ),
    (message_texts, ("message_id", "salt", "author_name", "body")),
    (ticket_tags, ("ticket_id", "tag")),
    (
        events,
        (
            "stream_kind",
            "stream_id",
            "seq",
            "type",
            "v",
            "act_id",
            "actor",
            "via",
            "at",
            "payload",
            "prev_hash",
            "hash",
        ),
    ),
    (sla_clocks, _CLOCK),
    (imported_tickets, ("source", "external_key", "ticket_id", "fields")),
)
"""In the order of foreign keys; rows have their values in the order of these names."""


class BulkRows:
    """Rows by table, and the words of new texts by the index they go into."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Stored]] = {table.name: [] for table, _ in COLUMNS}
        self.facts: list[Document] = []
        self.said: list[Document] = []

    def of(self, table: Table) -> list[Stored]:
        """The rows of a table, to be added to."""
        return self._rows[table.name]

    def write(self, connection: Connection) -> None:
        for table, names in COLUMNS:
            insert_stored(connection, table, names, self._rows[table.name])
        TICKETS.write(connection, self.facts)
        MESSAGES.write(connection, self.said)


def ticket_stored(state: TicketState, ticket: NewTicket, salt: bytes) -> Stored:
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


def message_stored(message_id: int, state: TicketState, message: NewMessage, channel: str) -> Stored:
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


def clock_stored(ticket_id: int, one: ClockState) -> Stored:
    row = clock_row(ticket_id, one)
    return tuple(map(row.__getitem__, _CLOCK))
