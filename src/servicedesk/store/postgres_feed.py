"""The feed on PostgreSQL: LISTEN on one channel.

Every writing transaction tells there that it was committed, and whether it wrote what lists show (``Store``). What was
told while nobody listened is lost, so after a broken connection anything may have happened.
"""

from time import monotonic
from typing import Final

import psycopg

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.together import News
from servicedesk.store.address import Address
from servicedesk.store.connecting import conninfo
from servicedesk.store.database import ASIDE, FEED_CHANNEL

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 4.0
"""Seconds between two tries to reach a server that is away: so soon after it is back a console is itself again."""


class PostgresFeed:
    """Connects anew by itself. While the server is away each question raises StoreUnavailable, most of them at once."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self._pause = FIRST_PAUSE
        self._next_try = 0.0
        self._listen()

    def _listen(self) -> None:
        """Connect unless that failed just now."""
        if monotonic() < self._next_try:
            raise self._away()
        try:
            connection = psycopg.connect(conninfo(self._address), autocommit=True)
            connection.execute(f"LISTEN {FEED_CHANNEL}".encode())
        except psycopg.Error as error:
            self._next_try = monotonic() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            raise self._away() from error
        self._connection, self._pause = connection, FIRST_PAUSE

    def _away(self) -> StoreUnavailable:
        shown = self._address.shown
        return StoreUnavailable(f"{shown}: the database does not answer", address=shown, lost=True)

    def news(self) -> News:
        if self._connection is not None:
            try:
                # All of them: those left behind would be told again at the next question.
                told = list(self._connection.notifies(timeout=0))
            except psycopg.Error:
                self.close()
            else:
                kinds = (News.ASIDE if one.payload == ASIDE else News.EVENTS for one in told)
                return max(kinds, default=News.NOTHING)
        self._listen()
        return News.EVENTS

    def changed(self) -> bool:
        return self.news() is not News.NOTHING

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
