"""How connections are made: the engine by address, its pragmas and limits, and what ends a connection that is no good.

SQLite: a connection whose file was replaced (a backup restored over it) gives way to one on the new file, and a file
that is gone is not made anew. PostgreSQL: a silent network, a lock that is kept and a console that sleeps inside a
transaction all end after a while.
"""

import os
import socket
import sqlite3
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.engine import Engine as SqlEngine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from servicedesk.store.address import Address, Engine
from servicedesk.store.write_turns import begin_writing

if TYPE_CHECKING:
    import psycopg

BUSY_SECONDS: Final = 10
"""How long a write that somebody waits for waits for others, on both engines."""
BRIEF_SECONDS: Final = 0.3
"""How long a write that nobody waits for waits for others."""
PRIVATE: Final = 0o600
"""Whoever can read a store's file can read every conversation."""
ASLEEP_SECONDS: Final = 120
"""How long PostgreSQL lets a transaction do nothing: its locks stand in the way of others."""
CACHE: Final = -1_000
"""Kibibytes of pages that a connection to SQLite keeps; the system keeps the file, for all of them."""
WRITES: Final = "servicedesk_writes"
BRIEF: Final = "servicedesk_brief"
LOADS: Final = "servicedesk_loads"
"""SQLite commits without waiting for the disk: for loads, at whose end all of it is there."""
ALIVE: Final[dict[str, str | int]] = {
    "fallback_application_name": "servicedesk",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""libpq's settings: who we are, and how a server that is gone without a word is noticed after some 25 seconds."""
_FILE: Final = "servicedesk_file"
_LIMITS: Final = f"-c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout={ASLEEP_SECONDS}s"
FileId = tuple[int, int]


def file_id(path: Path) -> FileId | None:
    """Which file a path leads to now; None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Lines:
    """The open connections to a PostgreSQL server. ``cut`` and ``leave`` are called from any thread."""

    def __init__(self) -> None:
        self._open: weakref.WeakSet[psycopg.Connection[tuple[object, ...]]] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._left = False

    def before(self, _dialect: object, _entry: object, _args: object, _parameters: object) -> None:
        """A pool connects anew for whoever was cut; nobody waits for that once the server was given up."""
        if self._left:
            import psycopg

            raise psycopg.OperationalError("the store is being left")

    def opened(self, connection: object, _entry: object) -> None:
        with self._lock:
            self._open.add(cast("psycopg.Connection[tuple[object, ...]]", connection))

    def leave(self) -> None:
        """``cut``, and connect no more."""
        self._left = True
        self.cut()

    def cut(self) -> None:
        """End what waits for a server that says nothing: every call under way fails as if the server had gone."""
        import psycopg

        with self._lock:
            connections = list(self._open)
        for connection in connections:
            # One that is closed already has no file.
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


def make_engine(address: Address, lines: Lines) -> SqlEngine:
    """The engine of a store, with its pool; PostgreSQL's connections are listed in ``lines``."""
    if address.path is not None:
        return _sqlite_engine(address.path)
    engine = create_engine(
        address.url,
        connect_args={"prepare_threshold": None, **limits(address)},
        pool_size=8,
        pool_timeout=5,
        pool_pre_ping=True,
    )
    event.listen(engine, "do_connect", lines.before)
    event.listen(engine, "connect", lines.opened)
    return engine


def limits(address: Address) -> dict[str, str | int]:
    """What a connection to PostgreSQL waits for and how long; what the address says itself counts."""
    assert address.engine is Engine.POSTGRESQL
    given = make_url(address.url).query
    options = given.get("options", "")
    ours: dict[str, str | int] = {name: value for name, value in ALIVE.items() if name not in given}
    # Later options count, so those of the address stand last.
    return ours | {"options": f"{_LIMITS} {options if isinstance(options, str) else ' '.join(options)}".strip()}


def conninfo(address: Address) -> str:
    """What psycopg itself connects to a PostgreSQL store with, under the same limits."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(address.conninfo, **limits(address))


def _sqlite_engine(path: Path) -> SqlEngine:
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=8, pool_timeout=5)
    file = _OneFile(path)
    event.listen(engine, "do_connect", file.before)
    event.listen(engine, "connect", file.connected)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "checkout", file.handed_out)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class _OneFile:
    """Holds the pool to the file that the path leads to now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._was_there = False

    def before(self, _dialect: object, _entry: object, _args: object, _parameters: object) -> None:
        """A file that is missing is made; one that was there and is gone must not come back empty."""
        there = file_id(self._path) is not None
        if self._was_there and not there:
            raise sqlite3.OperationalError("the store's file is gone")
        if not there:
            self._make()
        self._was_there = there

    def _make(self) -> None:
        """An empty file that only its owner reads, as what SQLite puts beside it will be; SQLite says what fails."""
        with suppress(OSError):
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))

    def connected(self, connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        del connection
        entry.info[_FILE] = file_id(self._path)
        self._was_there = True

    def handed_out(
        self, connection: sqlite3.Connection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        del connection
        if entry.info[_FILE] != file_id(self._path):
            raise DisconnectionError("the store's file was replaced")


def _set_up_sqlite(connection: sqlite3.Connection, _entry: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", f"cache_size={CACHE}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(WRITES, False):
        connection.exec_driver_sql("BEGIN")
        return
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA synchronous={'NORMAL' if options.get(LOADS, False) else 'FULL'}")
    begin_writing(driver, BRIEF_SECONDS if options.get(BRIEF, False) else BUSY_SECONDS, BUSY_SECONDS)
