"""\"Something changed\" between processes: what lets a screen follow a store without asking it everything.

SQLite: ``data_version`` read on a connection kept idle for it; it is frozen inside a read transaction and does not
see its own connection's commits, and this one makes none. Whether events came is seen by the highest event's id.
PostgreSQL: LISTEN on one channel, NOTIFY by a trigger-free statement of every writing transaction, whose payload
says whether it wrote events.
"""

import sqlite3
from urllib.parse import quote

import psycopg

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.together import Feed, News
from servicedesk.store.address import Address, Engine
from servicedesk.store.database import ASIDE, FEED_CHANNEL


class SqliteFeed:
    def __init__(self, address: Address) -> None:
        self._connection = sqlite3.connect(
            f"file:{quote(str(address.path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        self._seen = self._number("PRAGMA data_version")
        self._last_event = self._number("SELECT max(id) FROM events")

    def _number(self, question: str) -> int:
        return int(self._connection.execute(question).fetchone()[0] or 0)

    def news(self) -> News:
        before, self._seen = self._seen, self._number("PRAGMA data_version")
        if self._seen == before:
            return News.NOTHING
        last, self._last_event = self._last_event, self._number("SELECT max(id) FROM events")
        return News.ASIDE if self._last_event == last else News.EVENTS

    def changed(self) -> bool:
        return self.news() is not News.NOTHING

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

    def news(self) -> News:
        try:
            # All of them: those left behind would be told again at the next question.
            told = list(self._connection.notifies(timeout=0))
        except psycopg.Error:
            try:
                self._connection = self._listen()
            except psycopg.Error as error:
                raise StoreUnavailable("the database does not answer", address=self._address.shown) from error
            return News.EVENTS
        return max((News.ASIDE if one.payload == ASIDE else News.EVENTS for one in told), default=News.NOTHING)

    def changed(self) -> bool:
        return self.news() is not News.NOTHING

    def close(self) -> None:
        self._connection.close()


def open_feed(address: Address) -> Feed:
    """A feed on a store; raises StoreUnavailable."""
    try:
        return SqliteFeed(address) if address.engine is Engine.SQLITE else PostgresFeed(address)
    except (sqlite3.Error, psycopg.Error) as error:
        raise StoreUnavailable(f"{address.shown}: the store does not answer", address=address.shown) from error
