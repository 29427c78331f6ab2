"""What became of the tickets that answers were used on: counted now and then, and never while somebody types."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from servicedesk.answers.answer import Past
from servicedesk.desk.work import Work
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store import answer_uses
from servicedesk.store.database import Connection

COUNTED: Final = timedelta(days=365)
"""How far back uses count: what worked years ago tells little."""
FRESH: Final = timedelta(minutes=1)
"""So long a count holds."""


def outcomes(connection: Connection, now: datetime, number: int | None = None) -> Mapping[int, Past]:
    """By the answer's number; ``number``: of that one only."""
    rows = answer_uses.outcomes(connection, now - COUNTED, number)
    return {row["answer_id"]: Past(row["uses"], row["settled"], row["reopened"]) for row in rows}


class Outcomes:
    """The last count. In a console a stale one is counted again in a thread, and holds until that is done."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._at: datetime | None = None
        self._known: Mapping[int, Past] = {}

    def known(self) -> Mapping[int, Past]:
        """By the answer's number; the same object until it is counted again."""
        now = self._work.clock.now()
        with self._lock:
            if self._at is not None and now - self._at < FRESH:
                return self._known
            self._at = now
            if self._work.via == "console":
                threading.Thread(target=self._count_behind, name="outcomes", daemon=True).start()
            else:
                self._count()
            return self._known

    def _count(self) -> None:
        with self._work.store.read() as connection:
            self._known = outcomes(connection, self._work.clock.now())

    def _count_behind(self) -> None:
        """A store that is away for a moment leaves the count before."""
        with suppress(StoreUnavailable):
            self._count()
