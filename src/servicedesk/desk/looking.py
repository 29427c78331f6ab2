"""A search that can be given up from another thread while it runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class Looking:
    """Handed to a search; ``give_up`` ends its statement at once, and nothing that uses the connection later."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._interrupt: Callable[[], None] | None = None
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
    def through(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """While the search runs ``interrupt`` ends the statement under way, if there is one."""
        with self._lock:
            self._interrupt = interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None
