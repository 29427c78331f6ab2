"""What a load is about to write, table by table: rows as the engines keep them, worked out before any lock is taken."""

from typing import Final

from sqlalchemy import Connection, Table

from servicedesk.store.bulk.ticket_rows import CACHED
from servicedesk.store.bulk.told import Document, Stored, Worked
from servicedesk.store.insert_many import insert_stored
from servicedesk.store.replayed import CLOCK
from servicedesk.store.search.text_index import MESSAGES, TICKETS
from servicedesk.store.tables.catalog import order_lines, orders, parcels
from servicedesk.store.tables.customers import customer_identities, customer_keys, customers
from servicedesk.store.tables.events import events
from servicedesk.store.tables.outbox import imported_tickets
from servicedesk.store.tables.service_levels import sla_clocks
from servicedesk.store.tables.tickets import message_texts, messages, ticket_tags, tickets

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
    (tickets, ("id", "subject", "order_text", "product_text", "remedy", "salt", "generated", *CACHED)),
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
    (sla_clocks, CLOCK),
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

    def add(self, worked: Worked) -> None:
        """Tickets' rows and words beside those that are here."""
        for name, rows in worked.rows.items():
            self._rows[name].extend(rows)
        self.facts.extend(worked.facts)
        self.said.extend(worked.said)

    def write(self, connection: Connection) -> None:
        for table, names in COLUMNS:
            insert_stored(connection, table, names, self._rows[table.name])
        TICKETS.write(connection, self.facts)
        MESSAGES.write(connection, self.said)
