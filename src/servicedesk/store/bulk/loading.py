"""The transactions of a load: timed, sized by what they took, and checkpointed between one and the next.

On SQLite a checkpoint within the loader's commit would look like a longer lock, and one left to others would make an
agent's act wait for the writing of what was loaded: the loader does it itself, after each transaction, in a thread
that works while the next one is being made ready. Its commits don't wait for the disk either: that would be done with
the lock held. A power cut in the middle leaves the transactions up to some one of them, and a run goes on behind it;
what has ended is on the disk.
"""

import gc
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Final, cast

from sqlalchemy import Connection

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.bulk.beside import Beside
from servicedesk.store.bulk.pace import Pace
from servicedesk.store.bulk.rows import COLUMNS
from servicedesk.store.connecting import CACHE
from servicedesk.store.database import Store

_CACHE_KIB: Final = 262_144
"""Pages of the indexes that a load writes everywhere in are kept; a usual connection's are read again and again."""
UNLOCKED: Final = 1_000.0
"""Tickets of common length in a transaction of PostgreSQL, where nobody waits for another one's writing."""
MANY: Final = 500.0
GROWN: Final = 0.5
"""From so many tickets and this share on a load makes another store of it; what grew by less PostgreSQL counts itself,
within a minute or two."""
SAMPLED: Final = 30
"""Three hundred times as many rows of each table are looked at: enough for plans, and a third of what is usual. Of
words the search wants to know as much as there is."""
WORDS: Final = ("ticket_words", "message_words")
_USUAL: Final = (f"PRAGMA cache_size = {CACHE}", "PRAGMA wal_autocheckpoint = 1000")
_LOADING: Final = (f"PRAGMA cache_size = -{_CACHE_KIB}", "PRAGMA wal_autocheckpoint = 0")


class Loading:
    """Use as a context: once it ends all is on the disk, and connections are as they were before."""

    def __init__(self, store: Store, pace: Pace | None = None, *, exclusive: bool = False) -> None:
        self.pace = pace or Pace(exclusive=exclusive, size=0.0 if store.is_sqlite else UNLOCKED)
        self.beside = Beside()
        self._store = store
        self._tuned: dict[int, sqlite3.Connection] = {}
        self._checkpointing: threading.Thread | None = None
        self._failed: sqlite3.Error | None = None
        self._loaded = 0.0
        self._version: tuple[int, int] | None = None
        self.noticed = 0
        """Grows with each transaction before which others wrote: what was read while it was the same still holds."""

    def __enter__(self) -> "Loading":
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._end()
        finally:
            if self._loaded and self._store.address.path is not None:
                _to_disk(self._store.address.path, self._store.address.shown, self._failed)

    def _end(self) -> None:
        self.beside.close()
        if self._loaded >= MANY and not self._store.is_sqlite:
            self._count_anew()
        if self._checkpointing is not None:
            self._checkpointing.join()
        for driver in self._tuned.values():
            for pragma in _USUAL:
                driver.execute(pragma)
        self._tuned.clear()

    @contextmanager
    def transaction(self, weight: float) -> Iterator[Connection]:
        """One transaction that writes as much as ``weight`` tickets; raises StoreUnavailable."""
        with self._store.transaction(loads=True) as connection:
            begun = perf_counter()
            self._tune(connection)
            self._notice(connection)
            yield connection
        if self._store.is_sqlite:
            self.pace.held(weight, perf_counter() - begun)
        self._loaded += weight
        if self._store.is_sqlite:
            self._checkpoint_behind()

    def _count_anew(self) -> None:
        """Have PostgreSQL count what has grown by half: until it has, it plans as if nothing had been loaded."""
        tables = ", ".join(f'"{table.name}"' for table, _ in COLUMNS)
        with suppress(StoreUnavailable), self._store.transaction(aside=True) as connection:
            known = "SELECT reltuples FROM pg_class WHERE oid = CAST('tickets' AS regclass)"
            if connection.exec_driver_sql(known).scalar_one() < self._loaded / GROWN:
                connection.exec_driver_sql(f"ANALYZE {', '.join(WORDS)}")
                connection.exec_driver_sql(f"SET LOCAL default_statistics_target = {SAMPLED}")
                connection.exec_driver_sql(f"ANALYZE {tables}")

    def _notice(self, connection: Connection) -> None:
        """SQLite tells a connection whether any other one has written since its own last transaction."""
        version = None
        if self._store.is_sqlite:
            driver = _driver(connection)
            version = id(driver), int(driver.execute("PRAGMA data_version").fetchone()[0])
        if version is None or version != self._version:
            self.noticed += 1
        self._version = version

    def _tune(self, connection: Connection) -> None:
        if not self._store.is_sqlite:
            return
        driver = _driver(connection)
        if id(driver) not in self._tuned:
            self._tuned[id(driver)] = driver
            for pragma in _LOADING:
                driver.execute(pragma)

    def _checkpoint_behind(self) -> None:
        """Have what was logged moved into the file, unless that is still being done for a transaction before."""
        if self._store.address.path is None or (self._checkpointing is not None and self._checkpointing.is_alive()):
            return
        self._checkpointing = threading.Thread(target=self._checkpoint, args=(self._store.address.path,))
        self._checkpointing.start()

    def _checkpoint(self, path: Path) -> None:
        """As far as no reader stands in the way; nobody's lock is taken for it, and what is left is done the next time.

        A disk that fails says so once, to whoever writes to it first: that is kept, the end of the load tells it.
        """
        try:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR:
                self._failed = error


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _to_disk(path: Path, shown: str, failed: sqlite3.Error | None) -> None:
    """Return once all that was committed is on the disk; raises StoreUnavailable when it can't be, or ``failed``."""
    try:
        if failed is not None:
            raise OSError(str(failed)) from failed
        with Path(f"{path.resolve()}-wal").open("rb") as log:
            os.fsync(log.fileno())
    except FileNotFoundError:
        return  # it goes only once all of it is in the store's file
    except OSError as error:
        raise StoreUnavailable(f"{shown}: what was loaded can't be written: {error}", address=shown) from error


@contextmanager
def without_collecting() -> Iterator[None]:
    """Work out many rows without looking for cycles among them: there are none, and looking costs a tenth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
