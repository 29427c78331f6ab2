"""\"Something changed\" between processes: what lets a screen follow a store without asking it everything.

SQLite: ``data_version`` read on a connection kept idle for it; it is frozen inside a read transaction and does not
see its own connection's commits, and this one makes none. Whether events came is seen by the highest event's id. A
file that was put in the place of the one before is noticed and followed from then on.
PostgreSQL: ``postgres_feed``.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.together import Feed, News
from servicedesk.store.address import Address
from servicedesk.store.connecting import file_id
from servicedesk.store.database import unavailable


class SqliteFeed:
    """After trouble the first question that is answered says that events came, as anything may have happened."""

    def __init__(self, address: Address, path: Path) -> None:
        self._address = address
        self._path = path
        self._missed = False
        self._open()

    def _open(self) -> None:
        # The file's id first: one that is replaced right after is noticed at the next question.
        self._file = file_id(self._path)
        self._connection = sqlite3.connect(
            f"file:{quote(str(self._path))}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            self._seen = self._number("PRAGMA data_version")
            self._last_event = self._number("SELECT max(id) FROM events")
        except sqlite3.Error:
            self._connection.close()
            raise

    def _number(self, question: str) -> int:
        with closing(self._connection.execute(question)) as found:
            return int(found.fetchone()[0] or 0)

    def news(self) -> News:
        try:
            news = self._look()
        except sqlite3.Error as error:
            self._missed = True
            raise unavailable(self._address, error) from error
        if self._missed:
            news, self._missed = News.EVENTS, False
        return news

    def _look(self) -> News:
        there = file_id(self._path)
        if there is None or there != self._file:
            self._file = None  # until another one is open
            self._connection.close()
            self._open()
            return News.EVENTS
        before, self._seen = self._seen, self._number("PRAGMA data_version")
        if self._seen == before:
            return News.NOTHING
        last, self._last_event = self._last_event, self._number("SELECT max(id) FROM events")
        return News.ASIDE if self._last_event == last else News.EVENTS

    def changed(self) -> bool:
        return self.news() is not News.NOTHING

    def close(self) -> None:
        self._connection.close()


def open_feed(address: Address) -> Feed:
    """A feed on a store; raises StoreUnavailable."""
    if address.path is None:
        from servicedesk.store.postgres_feed import PostgresFeed

        return PostgresFeed(address)
    try:
        return SqliteFeed(address, address.path)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{address.shown}: the store does not answer", address=address.shown) from error
