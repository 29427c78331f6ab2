"""The engine behind a store, its transactions, and what differs between SQLite and PostgreSQL.

SQLite: WAL, ``synchronous=FULL``, foreign keys on, ``BEGIN IMMEDIATE`` for writes so that two writers queue up
instead of failing. PostgreSQL: psycopg without prepared statements, whose generic plans miss partial indexes.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, RowMapping, Table, create_engine, event, func, select, text
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.address import Address, Engine

__all__ = ["Connection", "RowMapping", "Store"]

BUSY_SECONDS: Final = 10
WRITES: Final = "servicedesk_writes"
FEED_CHANNEL: Final = "servicedesk"
"""Where PostgreSQL tells other processes that something was committed."""
FIRST_IDS: Final = {"tickets": 10_001}
"""Where numbering starts: five digits line up in a queue and are told over the phone as such."""


class Store:
    """One opened store. Connections are handed out by ``read`` and ``transaction`` only."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._engine = _engine(address)
        self._held: Connection | None = None
        self._writer = self._engine.execution_options(**{WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        return self.address.engine is Engine.SQLITE

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection on one consistent snapshot; raises StoreUnavailable."""
        if self._held is not None:
            yield self._held
            return
        with translated(self.address), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection that writes; commits at the end, rolls back on an error. Raises StoreUnavailable."""
        if self._held is not None:
            yield self._held
            return
        with translated(self.address), self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"NOTIFY {FEED_CHANNEL}")
            yield connection

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Many acts as one transaction: all of them or none. For one thread, with nobody else on this object."""
        with self.transaction() as connection:
            self._held = connection
            try:
                yield connection
            finally:
                self._held = None

    def close(self) -> None:
        self._engine.dispose()

    def lock_ticket(self, connection: Connection, ticket_id: int) -> None:
        """Hold a ticket against other writers until the end of the transaction (SQLite's writers are alone anyway)."""
        if not self.is_sqlite:
            connection.execute(text("SELECT 1 FROM tickets WHERE id = :id FOR UPDATE"), {"id": ticket_id})

    def reserve_ids(self, connection: Connection, table: Table, count: int) -> range | Sequence[int]:
        """``count`` unused ids of a table, for rows that name each other before they are written."""
        first = FIRST_IDS.get(table.name, 1)
        if self.is_sqlite:
            highest = connection.execute(select(func.max(table.c.id))).scalar()
            start = max(first, (highest or 0) + 1)
            return range(start, start + count)
        sequence = f"{table.name}_id_seq"
        taken = connection.execute(
            text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)"),
            {"sequence": sequence, "count": count},
        )
        return [int(value) for value in taken.scalars()]


def _engine(address: Address) -> SqlEngine:
    if address.engine is Engine.SQLITE:
        engine = create_engine(address.url, connect_args={"timeout": BUSY_SECONDS}, pool_size=8, pool_timeout=5)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        address.url,
        connect_args={"prepare_threshold": None, "connect_timeout": BUSY_SECONDS},
        pool_size=8,
        pool_timeout=5,
        pool_pre_ping=True,
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the driver's failures into one sentence; what a caller did wrong stays as it is."""
    try:
        yield
    except (OperationalError, PoolTimeout) as error:
        raise unavailable(address, error) from error
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in str(error.orig):
            raise unavailable(address, error) from error
        raise


_SENTENCES: Final = (
    ("disk is full", "the disk is full; nothing was changed. Free some space and try again"),
    ("disk full", "the disk is full; nothing was changed. Free some space and try again"),
    ("No space left", "the disk is full; nothing was changed. Free some space and try again"),
    ("readonly database", "the store can be read but not written; check who may write to its file and folder"),
    (
        "unable to open database file",
        "the store's file can't be opened; check that its folder exists and may be written",
    ),
    ("not a database", "that file is not a servicedesk store"),
    ("database is locked", "another program has kept the store locked for too long; nothing was changed"),
    ("disk I/O error", "the disk reports an error; nothing was changed"),
    ("malformed", "the store's file is damaged; restore it from a backup"),
)


def unavailable(address: Address, error: Exception) -> StoreUnavailable:
    """The sentence for a driver's failure."""
    reason = str(getattr(error, "orig", None) or error).strip()
    for sign, sentence in _SENTENCES:
        if sign in reason:
            return StoreUnavailable(f"{address.shown}: {sentence}", address=address.shown, reason=reason)
    first_line = reason.splitlines()[0] if reason else type(error).__name__
    return StoreUnavailable(f"{address.shown}: the store does not answer ({first_line})", address=address.shown)
