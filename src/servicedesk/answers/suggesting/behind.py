"""Work that nobody waits for, in one thread at a time."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread

from servicedesk.answers.suggesting.example import Stopped


class Behind:
    """Does ``job`` when it is asked to, unless it is at it; a job that is stopped ends quietly."""

    def __init__(self, job: Callable[[], None]) -> None:
        self._job = job
        self._thread: Thread | None = None
        self._guard = Lock()

    @property
    def has_begun(self) -> bool:
        """Whether it was ever asked to."""
        return self._thread is not None

    def begin(self) -> None:
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._do, name="suggestions", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until what it is at is done, if it is at anything."""
        if self._thread is not None:
            self._thread.join()

    def _do(self) -> None:
        with suppress(Stopped):
            self._job()
