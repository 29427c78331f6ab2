"""The ids a load gives its rows, which name each other before they are written."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, Table

from servicedesk.store.database import Store
from servicedesk.store.tables.catalog import orders
from servicedesk.store.tables.customers import customers
from servicedesk.store.tables.tickets import messages, tickets

_NUMBERED: Final = (customers, orders, tickets, messages)


class Numbers:
    """SQLite's ids follow the highest one: they are known before the lock is held, and hold while ``first`` does.

    PostgreSQL's come from sequences and are nobody else's from then on; where no transaction is ``writing`` yet, one
    of their own takes them.
    """

    def __init__(self, store: Store, reading: Connection, writing: Connection | None = None) -> None:
        self._store, self._writing = store, writing
        self.first: Mapping[str, int] = {}
        if store.is_sqlite:
            self.first = {table.name: store.reserve_ids(reading, table, 1)[0] for table in _NUMBERED}
        self._next = dict(self.first)

    def follow(self, before: "Numbers") -> None:
        """Go on after numbers that may not be in the store yet."""
        self.first = {name: max(first, before._next[name]) for name, first in self.first.items()}
        self._next = dict(self.first)

    def take(self, table: Table, count: int) -> Sequence[int]:
        """So many new ids of a table, in order."""
        if not self._store.is_sqlite:
            return self._reserved(table, count)
        start = self._next[table.name]
        self._next[table.name] = start + count
        return range(start, start + count)

    def _reserved(self, table: Table, count: int) -> Sequence[int]:
        if self._writing is not None:
            return self._store.reserve_ids(self._writing, table, count)
        with self._store.transaction(aside=True) as connection:
            # Nothing is lost by it: rows with these ids are in the log after them, and wait for the disk with them.
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            return self._store.reserve_ids(connection, table, count)
