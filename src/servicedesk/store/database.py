"""The engine behind a store, its transactions, and what differs between SQLite and PostgreSQL.

SQLite: WAL, ``synchronous=FULL``, foreign keys on, ``BEGIN IMMEDIATE`` for writes so that two writers queue up
instead of failing. PostgreSQL: psycopg without prepared statements, whose generic plans miss partial indexes.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import URL, Connection, RowMapping, Table, create_engine, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from servicedesk.domain.errors import Invalid, StoreUnavailable
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.store.address import Address, Engine

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

__all__ = ["Connection", "RowMapping", "Store"]

BUSY_SECONDS: Final = 10
BRIEF_SECONDS: Final = 0.3
"""How long a write that nobody waits for waits for others."""
WRITES: Final = "servicedesk_writes"
BRIEF: Final = "servicedesk_brief"
SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""How PostgreSQL reads everything as of one instant, which SQLite does by itself."""
FEED_CHANNEL: Final = "servicedesk"
"""Where PostgreSQL tells other processes that something was committed."""
ASIDE: Final = "aside"
"""What is told there of a commit that no list and no ticket shows: presence, drafts, marks."""
FIRST_IDS: Final = {"tickets": 10_001}
"""Where numbering starts: five digits line up in a queue and are told over the phone as such."""


class Store:
    """One opened store. Connections are handed out by ``read`` and ``transaction`` only."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._engine = _engine(address)
        self._held: Connection | None = None
        self.policy_book = PolicyBook()
        """The policies as last read (``store.policies.book``)."""
        self._writer = self._engine.execution_options(**{WRITES: True})
        self._brief_writer = self._engine.execution_options(**{WRITES: True, BRIEF: True})
        self._reader = self._engine if self.is_sqlite else self._engine.execution_options(**SNAPSHOT)

    @property
    def is_sqlite(self) -> bool:
        return self.address.engine is Engine.SQLITE

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection on one consistent snapshot; raises StoreUnavailable."""
        if self._held is not None:
            yield self._held
            return
        with translated(self.address), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def transaction(self, *, aside: bool = False) -> Iterator[Connection]:
        """A connection that writes; commits at the end, rolls back on an error. Raises StoreUnavailable.

        ``aside``: what is written stands in no list and no ticket, so other screens needn't read theirs again.
        """
        if self._held is not None:
            yield self._held
            return
        with translated(self.address), self._writer.begin() as connection:
            self._tell(connection, aside)
            yield connection

    @contextmanager
    def brief(self) -> Iterator[Connection]:
        """A small write aside that gives up soon where others write: StoreUnavailable, and nothing is lost by it."""
        with translated(self.address), self._brief_writer.begin() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(BRIEF_SECONDS * 1000)}")
            self._tell(connection, True)
            yield connection

    def _tell(self, connection: Connection, aside: bool) -> None:
        if not self.is_sqlite:
            connection.exec_driver_sql(f"NOTIFY {FEED_CHANNEL}" + (f", '{ASIDE}'" if aside else ""))

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Many acts as one transaction: all of them or none. For one thread, with nobody else on this object."""
        with self.transaction() as connection:
            self._held = connection
            try:
                yield connection
            finally:
                self._held = None

    def use_log(self) -> None:
        """Switch a SQLite file to its write-ahead log. It stays so, hence only once the file is known to be ours."""
        if self.address.path is not None:
            with translated(self.address), closing(sqlite3.connect(self.address.path, BUSY_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")

    def close(self) -> None:
        self._engine.dispose()

    def lock_ticket(self, connection: Connection, ticket_id: int) -> None:
        """Hold a ticket against other writers until the end of the transaction (SQLite's writers are alone anyway)."""
        if not self.is_sqlite:
            connection.execute(text("SELECT 1 FROM tickets WHERE id = :id FOR UPDATE"), {"id": ticket_id})

    def lock_name(self, connection: Connection, name: str) -> None:
        """Hold a name (an address, a file's hash) so that two writers can't both find it free."""
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})

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


def upsert(connection: Connection, table: Table, keys: Sequence[str], values: Mapping[str, object]) -> None:
    """Write a row, or its other columns where one with these ``keys`` is there: also when two writers come at once."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(table).values(**values)
    changes = {name: value for name, value in values.items() if name not in keys}
    connection.execute(
        new.on_conflict_do_update(index_elements=keys, set_=changes) if changes else new.on_conflict_do_nothing()
    )


def interrupter(connection: Connection) -> Callable[[], None]:
    """What ends the statement that runs on a connection, called from another thread."""
    driver = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        return cast("PostgresConnection[tuple[object, ...]]", driver).cancel_safe
    return cast("sqlite3.Connection", driver).interrupt


def _engine(address: Address) -> SqlEngine:
    if address.engine is Engine.SQLITE:
        url = URL.create("sqlite", database=str(address.path))
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=8, pool_timeout=5)
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
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    begin = "BEGIN IMMEDIATE" if options.get(WRITES, False) else "BEGIN"
    if not options.get(BRIEF, False):
        connection.exec_driver_sql(begin)
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(BRIEF_SECONDS * 1000)}")
    try:
        connection.exec_driver_sql(begin)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


@contextmanager
def translated(address: Address) -> Iterator[None]:
    """Turn the driver's failures into one sentence; what a caller did wrong stays as it is."""
    try:
        yield
    except (OperationalError, PoolTimeout, sqlite3.OperationalError) as error:
        raise unavailable(address, error) from error
    except DBAPIError as error:
        # Of this very class are SQLite's "not a database" and "malformed"; callers' mistakes are subclasses.
        if type(error.orig) is sqlite3.DatabaseError:
            raise unavailable(address, error) from error
        if isinstance(error, DataError):
            raise Invalid("value", f"the store can't take it: {error.orig}") from error
        raise
    except (OverflowError, UnicodeEncodeError) as error:
        raise Invalid("value", f"the store can't take it: {error}") from error


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
