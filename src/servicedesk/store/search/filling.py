"""Filling what find looks through from a store that had none of it: names, numbers, words of texts.

Written in plain SQL: it runs while a store is being upgraded, when its tables aren't yet those of the models.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Row, text

from servicedesk.domain.words import message_parts, number_key
from servicedesk.store.search.name_keys import name_keys
from servicedesk.store.search.text_index import MESSAGES, TICKETS

BATCH: Final = 2_000

_KEYS: Final = text("INSERT INTO customer_keys (customer_id, key) VALUES (:id, :key)")
_ORDER: Final = text("UPDATE orders SET number_key = :key, key_reversed = :reversed WHERE id = :id")
_PARCEL: Final = text("UPDATE parcels SET key_reversed = :reversed WHERE id = :id")


def fill(connection: Connection) -> None:
    """Read every name, number and text once, in batches, and write what they are found by."""
    for rows in _batches(connection, "SELECT id, name FROM customers"):
        keys = [{"id": row.id, "key": key} for row in rows for key in name_keys(row.name)]
        if keys:
            connection.execute(_KEYS, keys)
    for rows in _batches(connection, "SELECT id, number AS spelled FROM orders"):
        connection.execute(_ORDER, [_number(row) for row in rows])
    for rows in _batches(connection, "SELECT id, tracking AS spelled FROM parcels"):
        connection.execute(_PARCEL, [_number(row) for row in rows])
    fill_words(connection)


def fill_words(connection: Connection) -> None:
    """Fill the full text alone, which each engine keeps in its own way."""
    for rows in _batches(connection, "SELECT id, subject, order_text, product_text, remedy FROM tickets"):
        TICKETS.add(connection, [(row.id, row[1:]) for row in rows])
    said = "SELECT id, author, author_name, body FROM messages JOIN message_texts ON message_id = id"
    for rows in _batches(connection, said):
        MESSAGES.add(connection, [(row.id, message_parts(row.author, row.author_name, row.body)) for row in rows])


def _number(row: Row[tuple[object, ...]]) -> dict[str, object]:
    key = number_key(row.spelled)
    return {"id": row.id, "key": key, "reversed": key[::-1]}


def _batches(connection: Connection, query: str) -> Iterator[list[Row[tuple[object, ...]]]]:
    """The rows of a query with an ``id``, walked by it."""
    after = -1
    step = text(f"{query} WHERE id > :after ORDER BY id LIMIT {BATCH}")
    while rows := list(connection.execute(step, {"after": after})):
        yield rows
        after = rows[-1].id
