"""What a store holds, read by the plain drivers: a digest a table, so that two stores can be held together."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable

from servicedesk.store.address import Engine, parse_address

Ask = Callable[[str], Iterable[tuple[object, ...]]]


def dump(url: str) -> dict[str, str]:
    """Table → its number of rows and a digest over them; {} for a store that isn't there or has no tables yet."""
    address = parse_address(url)
    if address.engine is Engine.POSTGRESQL:
        import psycopg

        with psycopg.connect(address.conninfo) as connection:
            return _digests(
                lambda sql: connection.execute(sql.encode()).fetchall(),
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
            )
    if address.path is None or not address.path.exists():
        return {}
    connection = sqlite3.connect(address.path)
    try:
        return _digests(connection.execute, "SELECT name FROM sqlite_master WHERE type = 'table'")
    finally:
        connection.close()


def _digests(ask: Ask, tables: str) -> dict[str, str]:
    found = {}
    for (table,) in sorted(ask(tables)):
        rows = sorted(repr(row) for row in ask(f'SELECT * FROM "{table}"'))
        digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found[str(table)] = f"{len(rows)} {digest[:16]}"
    return found


def counts(state: dict[str, str]) -> dict[str, int]:
    """How many rows each table has: equal in two stores where PostgreSQL numbered the rows differently."""
    return {table: int(facts.split()[0]) for table, facts in state.items()}
