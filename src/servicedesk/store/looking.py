"""A search that can be given up from another thread while it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import sqlite3

    from psycopg import Connection as PostgresConnection
    from sqlalchemy import Connection


class Looking:
    """Handed to a search; ``give_up`` ends its statement at once, and nothing else that uses the connection later."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._interrupt: Callable[[], object] | None = None
        self._given_up = False

    @property
    def given_up(self) -> bool:
        return self._given_up

    def give_up(self) -> None:
        """End the search: it finds nothing."""
        with self._lock:
            self._given_up = True
            if self._interrupt is not None:
                self._interrupt()

    @contextmanager
    def through(self, connection: "Connection") -> Iterator[None]:
        """The connection that the search uses."""
        driver = connection.connection.driver_connection
        if connection.dialect.name == "postgresql":
            interrupt: Callable[[], object] = cast("PostgresConnection[tuple[object, ...]]", driver).cancel_safe
        else:
            interrupt = cast("sqlite3.Connection", driver).interrupt
        with self._lock:
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None
