"""The engine behind a store, its transactions, and what differs between SQLite and PostgreSQL.

SQLite: WAL, ``synchronous=FULL``, foreign keys on, ``BEGIN IMMEDIATE`` for writes so that two writers queue up
instead of failing. PostgreSQL: psycopg without prepared statements, whose generic plans miss partial indexes.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Connection, Insert, RowMapping, Select, Table, func, select, text
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from servicedesk.domain.errors import CommitUnknown, Invalid, StoreUnavailable
from servicedesk.domain.sla.book import PolicyBook
from servicedesk.store.address import Address, Engine
from servicedesk.store.connecting import BRIEF, BRIEF_SECONDS, BUSY_SECONDS, LOADS, WRITES, Lines, make_engine
from servicedesk.store.lost_commits import Fate, Mark, pauses
from servicedesk.store.upserting import insert_into
from servicedesk.store.write_ahead import log_ahead

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

__all__ = ["Connection", "RowMapping", "Store"]

PATIENCE: Final = 30.0
"""Seconds for which the server is asked whether a commit without an answer is in the store."""
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
        self._lines = Lines()
        self._engine = make_engine(address, self._lines)
        self._held: Connection | None = None
        self._patience = PATIENCE
        self._asking = 0
        self._leaving = threading.Event()
        self.policy_book = PolicyBook()
        """The policies as last read (``store.policies.book``)."""
        self._writer = self._engine.execution_options(**{WRITES: True})
        self._brief_writer = self._engine.execution_options(**{WRITES: True, BRIEF: True})
        self._loader = self._engine.execution_options(**{WRITES: True, LOADS: True})
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
        self._stay()
        with translated(self.address), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def transaction(self, *, aside: bool = False, loads: bool = False) -> Iterator[Connection]:
        """A connection that writes; commits at the end, rolls back on an error. Raises StoreUnavailable.

        ``aside``: what is written stands in no list and no ticket, so other screens needn't read theirs again.
        ``loads``: SQLite doesn't wait for the disk; ``bulk.loading`` sees to it that all is there at a load's end.
        """
        if self._held is not None:
            yield self._held
            return
        with self._written(self._loader if loads else self._writer, aside=aside) as connection:
            yield connection

    @contextmanager
    def brief(self) -> Iterator[Connection]:
        """A small write aside that gives up soon where others write: StoreUnavailable, and nothing is lost by it."""
        with self._written(self._brief_writer, aside=True, wait=BRIEF_SECONDS) as connection:
            yield connection

    @contextmanager
    def _written(self, engine: SqlEngine, *, aside: bool, wait: float | None = None) -> Iterator[Connection]:
        """A transaction whose end is known: a COMMIT that got no answer is asked after, never guessed at."""
        self._stay()
        mark: Mark | None = None
        ended = False
        with translated(self.address):
            try:
                with engine.begin() as connection:
                    mark = self._tell(connection, aside, wait)
                    yield connection
                    ended = True
            except DBAPIError as error:
                if not ended or mark is None or not self._committed(mark, error):
                    raise

    def _tell(self, connection: Connection, aside: bool, wait: float | None) -> Mark | None:
        """Let PostgreSQL tell other processes of the commit; returns by what its fate can be asked.

        The number is taken first of all, so whatever else the transaction is given comes after it: ``Followed`` in
        ``follower`` stands on that.
        """
        if self.is_sqlite:
            return None
        hurry = f", set_config('lock_timeout', '{int(wait * 1000)}', true)" if wait is not None else ""
        told = f"SELECT pg_current_xact_id()::text, pg_notify('{FEED_CHANNEL}', '{ASIDE if aside else ''}'){hurry}"
        return Mark(str(connection.exec_driver_sql(told).scalar_one()))

    def _committed(self, mark: Mark, error: DBAPIError) -> bool:
        """Whether a transaction is in the store whose COMMIT failed; raises CommitUnknown when nobody answers."""
        if not error.connection_invalidated:
            return False
        fate, end = Fate(self.address, mark), monotonic() + self._patience
        self._asking += 1
        try:
            for pause in pauses():
                if self._leaving.wait(pause) or monotonic() > end:
                    raise CommitUnknown(
                        f"{self.address.shown}: the connection was lost while an act was being stored; "
                        "whether it is in the store is not known. Look before you do it again",
                        address=self.address.shown,
                    ) from error
                known = fate.ask()
                if known is not None:
                    return known
        finally:
            self._asking -= 1
        raise AssertionError("pauses have no end")

    @property
    def asking(self) -> bool:
        """Whether it is being found out if a transaction is in the store."""
        return self._asking > 0

    def wait_for_word(self, seconds: float) -> None:
        """Ask for so long after a commit without an answer; a console can wait where a command can't."""
        self._patience = seconds

    def leave(self) -> None:
        """Let no call wait any longer for a server that says nothing; from any thread, before ``close``."""
        self._leaving.set()
        self._lines.leave()

    def _stay(self) -> None:
        """Raise StoreUnavailable once one has left: nothing connects anew to a server that was given up."""
        if self._leaving.is_set():
            raise StoreUnavailable(f"{self.address.shown}: the store is being left", address=self.address.shown)

    def cut(self) -> None:
        """End the calls under way on connections that no answer comes from; the next ones connect anew."""
        self._lines.cut()

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
            with translated(self.address):
                log_ahead(self.address.path, BUSY_SECONDS)

    def close(self) -> None:
        self._engine.dispose()

    def lock_ticket(self, connection: Connection, ticket_id: int) -> None:
        """Hold a ticket against other writers until the end of the transaction (SQLite's writers are alone anyway)."""
        if not self.is_sqlite:
            connection.execute(_LOCK_TICKET, {"id": ticket_id})

    def lock_name(self, connection: Connection, name: str) -> None:
        """Hold a name (an address, a file's hash) so that two writers can't both find it free."""
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})

    def reserve_ids(self, connection: Connection, table: Table, count: int) -> range | Sequence[int]:
        """``count`` unused ids of a table, for rows that name each other before they are written."""
        first = FIRST_IDS.get(table.name, 1)
        if self.is_sqlite:
            highest = connection.execute(_highest(table)).scalar()
            start = max(first, (highest or 0) + 1)
            return range(start, start + count)
        sequence = f"{table.name}_id_seq"
        taken = connection.execute(_NEXT_IDS, {"sequence": sequence, "count": count})
        return [int(value) for value in taken.scalars()]


_LOCK_TICKET: Final = text("SELECT 1 FROM tickets WHERE id = :id FOR NO KEY UPDATE")
"""What only refers to a ticket, a draft or a mark of having read it, needn't wait."""
_NEXT_IDS: Final = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)")


@cache
def _highest(table: Table) -> Select[int]:
    return select(func.max(table.c.id))


def upsert(connection: Connection, table: Table, keys: Sequence[str], values: Mapping[str, object]) -> None:
    """Write a row, or its other columns where one with these ``keys`` is there: also when two writers come at once."""
    connection.execute(_upserted(connection.dialect.name, table, tuple(keys), tuple(values)), values)


@cache
def _upserted(dialect: str, table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    """Made once: making a statement takes Core longer than running it."""
    new = insert_into(dialect, table)
    changes = {name: new.excluded[name] for name in names if name not in keys}
    return new.on_conflict_do_update(index_elements=keys, set_=changes) if changes else new.on_conflict_do_nothing()


def interrupter(connection: Connection) -> Callable[[], None]:
    """What ends the statement that runs on a connection, called from another thread."""
    driver = connection.connection.driver_connection
    if connection.dialect.name == "postgresql":
        return cast("PostgresConnection[tuple[object, ...]]", driver).cancel_safe
    return cast("sqlite3.Connection", driver).interrupt


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
    ("lock timeout", "another program has kept the store locked for too long; nothing was changed"),
    ("file is gone", "the store's file is gone; put it back, or restore it from a backup"),
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
    # A failure to connect has no code of the server either.
    gone = address.path is None and getattr(getattr(error, "orig", None), "sqlstate", "") is None
    lost = gone or (isinstance(error, DBAPIError) and error.connection_invalidated)
    return StoreUnavailable(
        f"{address.shown}: the store does not answer ({first_line})", address=address.shown, lost=lost
    )
