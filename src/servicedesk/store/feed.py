"""\"Something changed\" between processes: what lets a screen follow a store without asking it everything.

SQLite: ``data_version`` read on a connection kept idle for it; it is frozen inside a read transaction and does not
see its own connection's commits, and this one makes none. PostgreSQL: LISTEN on one channel, NOTIFY by a trigger-free
statement of every writing transaction.
"""

import sqlite3
from typing import Protocol
from urllib.parse import quote

import psycopg

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store.address import Address, Engine
from servicedesk.store.database import FEED_CHANNEL


class Feed(Protocol):
    """``changed`` is cheap (microseconds) and true when the store changed since it was last asked."""

    def changed(self) -> bool: ...

    def close(self) -> None: ...


class SqliteFeed:
    def __init__(self, address: Address) -> None:
        self._connection = sqlite3.connect(
            f"file:{quote(str(address.path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        self._seen = self._version()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> bool:
        now = self._version()
        before, self._seen = self._seen, now
        return now != before

    def close(self) -> None:
        self._connection.close()


class PostgresFeed:
    """Reconnects by itself; the first question after a broken connection answers yes, as anything may have happened."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection = self._listen()

    def _listen(self) -> "psycopg.Connection[tuple[object, ...]]":
        connection = psycopg.connect(self._address.conninfo, autocommit=True, connect_timeout=5)
        connection.execute(f"LISTEN {FEED_CHANNEL}".encode())
        return connection

    def changed(self) -> bool:
        try:
            # All of them: those left behind would be told again at the next question.
            return bool(list(self._connection.notifies(timeout=0)))
        except psycopg.Error:
            try:
                self._connection = self._listen()
            except psycopg.Error as error:
                raise StoreUnavailable("the database does not answer", address=self._address.shown) from error
            return True

    def close(self) -> None:
        self._connection.close()


def open_feed(address: Address) -> Feed:
    """A feed on a store; raises StoreUnavailable."""
    try:
        return SqliteFeed(address) if address.engine is Engine.SQLITE else PostgresFeed(address)
    except (sqlite3.Error, psycopg.Error) as error:
        raise StoreUnavailable(f"{address.shown}: the store does not answer", address=address.shown) from error
