"""Whether a transaction is in the store whose COMMIT got no answer: asked of PostgreSQL on a new connection.

The server knows the fate of each of its transactions by its number, which every writer learns as it begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.store.address import Address
from servicedesk.store.connecting import conninfo

if TYPE_CHECKING:
    import psycopg

_PAUSES: Final = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0)
LONGEST_PAUSE: Final = 3.0
_ORPHAN_AFTER: Final = 4
"""Answers that it still runs after which the server is told to end it: its COMMIT never arrived there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A transaction of the server, by the number that it never gives again."""

    number: str


def pauses() -> Iterator[float]:
    """Seconds to wait before each question, growing; without end."""
    yield from _PAUSES
    while True:
        yield LONGEST_PAUSE


class Fate:
    """The answer about one transaction: True when it is in the store, False when it is not, None while unknown."""

    def __init__(self, address: Address, mark: Mark) -> None:
        self._address = address
        self._mark = mark
        self._running = 0

    def ask(self) -> bool | None:
        """Ask once; a server that does not answer, or forgot, leaves it unknown."""
        import psycopg

        try:
            with psycopg.connect(conninfo(self._address), autocommit=True) as connection:
                return self._of(connection)
        except psycopg.Error:
            return None

    def _of(self, connection: "psycopg.Connection[tuple[object, ...]]") -> bool | None:
        row = connection.execute("SELECT pg_xact_status(%s::xid8)", (self._mark.number,)).fetchone()
        match row[0] if row is not None else None:
            case "committed":
                return True
            case "aborted":
                return False
            case "in progress":
                self._running += 1
                if self._running > _ORPHAN_AFTER:
                    self._end(connection)
        return None

    def _end(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_xid = (%s::xid8)::xid",
            (self._mark.number,),
        )
