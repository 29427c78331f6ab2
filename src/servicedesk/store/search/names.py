"""Customers by any word of their name, in any order: each beginning of a key finds its customer."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, delete, insert, select, text

from servicedesk.domain.words import LONGEST_WORD, fold_words
from servicedesk.store.insert_many import insert_many
from servicedesk.store.search.name_keys import PART, name_keys
from servicedesk.store.tables.customers import customer_keys

COUNTED: Final = 300
"""So many keys are counted to see which part is the rarest."""
MOST_LED: Final = 20_000
SORTED: Final = 500
"""So many keys are walked for the other parts, and so many of their customers sorted."""
LAST: Final = "\U0010ffff"


def add_names(connection: Connection, names: Iterable[tuple[int, str]]) -> None:
    """Make new customers (id, name) findable."""
    rows: list[dict[str, object]] = [
        {"customer_id": customer_id, "key": key} for customer_id, name in names for key in name_keys(name)
    ]
    insert_many(connection, customer_keys, rows)


def rename(connection: Connection, customer_id: int, name: str) -> None:
    """Find a customer by a new name only; by none when it is empty."""
    connection.execute(delete(customer_keys).where(customer_keys.c.customer_id == customer_id))
    if rows := [{"customer_id": customer_id, "key": key} for key in name_keys(name)]:
        connection.execute(insert(customer_keys), rows)


def wanted_keys(text: str) -> list[str]:
    """What somebody types of a name: its parts, each the beginning of a key."""
    return list(dict.fromkeys(part[:LONGEST_WORD] for part in PART.findall(fold_words(text))))


def named(connection: Connection, parts: Sequence[str], limit: int) -> list[int]:
    """Customers whose name has all the parts, in any order; whole words before beginnings, the newest first.

    The rarest part leads, the others are looked up for each customer it finds.
    """
    if not parts:
        return []
    first, *others = _rarest_first(connection, parts)
    also, values = _also(others)
    whole = f"SELECT led.customer_id FROM customer_keys AS led WHERE led.key = :first{also} ORDER BY 1 DESC LIMIT :most"  # noqa: S608 - ours
    found = dict.fromkeys(connection.scalars(text(whole), {"first": first, "most": limit, **values}))
    if len(found) < limit and (len(first) > 1 or not first.isascii()):
        found.update(dict.fromkeys(_beginning(connection, first, others, limit)))
    return list(found)[:limit]


def with_key(part: str) -> Select[tuple[int]]:
    """Customers with a key that begins with ``part``; a single letter has to be a whole key."""
    whole = len(part) == 1 and part.isascii()
    return select(customer_keys.c.customer_id).where(
        customer_keys.c.key == part if whole else _begins(customer_keys, part)
    )


def _beginning(connection: Connection, first: str, others: Sequence[str], limit: int) -> list[int]:
    """Customers by the beginning of a key; of very many the first in the order of keys, the newest of those first."""
    also, values = _also(others)
    some = (
        "SELECT customer_id FROM customer_keys WHERE key >= :first AND key < :last ORDER BY key, customer_id LIMIT :led"
    )
    query = f"SELECT led.customer_id FROM ({some}) AS led WHERE 1 = 1{also} LIMIT :most"  # noqa: S608 - ours
    bounds = {"first": first, "last": first + LAST, "led": MOST_LED, "most": max(limit, SORTED)}
    return sorted(set(connection.scalars(text(query), {**bounds, **values})), reverse=True)[:limit]


def _rarest_first(connection: Connection, parts: Sequence[str]) -> list[str]:
    if len(parts) == 1:
        return list(parts)
    some = f"SELECT 1 FROM customer_keys WHERE key >= :first AND key < :last LIMIT {COUNTED}"  # noqa: S608 - ours
    counted = text(f"SELECT count(*) FROM ({some}) AS counted")  # noqa: S608 - ours
    known = {part: connection.execute(counted, {"first": part, "last": part + LAST}).scalar_one() for part in parts}
    return sorted(parts, key=known.__getitem__)


def _also(parts: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Conditions that the customer ``led`` to has keys that begin so, and their values."""
    other = "SELECT 1 FROM customer_keys AS other WHERE other.customer_id = led.customer_id"
    conditions = (
        f" AND EXISTS ({other} AND other.key >= :first{n} AND other.key < :last{n})" for n in range(len(parts))
    )
    values = {f"{end}{n}": part + more for n, part in enumerate(parts) for end, more in (("first", ""), ("last", LAST))}
    return "".join(conditions), values


def _begins(keys: FromClause, part: str) -> ColumnElement[bool]:
    return (keys.c.key >= part) & (keys.c.key < part + LAST)
