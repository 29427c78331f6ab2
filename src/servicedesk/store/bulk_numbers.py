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

    PostgreSQL's come from sequences and are nobody else's from then on.
    """

    def __init__(self, store: Store, connection: Connection) -> None:
        self._store, self._connection = store, connection
        self.first: Mapping[str, int] = {}
        if store.is_sqlite:
            self.first = {table.name: store.reserve_ids(connection, table, 1)[0] for table in _NUMBERED}
        self._next = dict(self.first)

    def take(self, table: Table, count: int) -> Sequence[int]:
        """So many new ids of a table, in order."""
        if not self._store.is_sqlite:
            return self._store.reserve_ids(self._connection, table, count)
        start = self._next[table.name]
        self._next[table.name] = start + count
        return range(start, start + count)
