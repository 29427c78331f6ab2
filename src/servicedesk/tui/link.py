"""The console's way to the desk: every call runs in a thread, so that the loop never waits for the store.

Acts run one after another in their own thread (a draft's discard must not be overtaken by its save);
reads run beside them. Calls made before the desk is open wait for it.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from servicedesk.domain.errors import DeskError

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

T = TypeVar("T")


class DeskLink:
    """One desk behind threads. ``opener`` is called in the acts' thread by ``open``, ``farewells`` before the end."""

    def __init__(self, opener: "Callable[[], Desk]") -> None:
        self._opener = opener
        self.farewells: list[Callable[[Desk], None]] = []
        self._acts = ThreadPoolExecutor(1, thread_name_prefix="acts")
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="reads")
        self._watch = ThreadPoolExecutor(1, thread_name_prefix="watch")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._desk: asyncio.Future[Desk] | None = None
        self._busy = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def ready(self) -> bool:
        """The desk is open."""
        desk = self._desk
        return desk is not None and desk.done() and not desk.cancelled() and desk.exception() is None

    @property
    def desk(self) -> "Desk":
        """The open desk, for what costs nothing: its clock and who acts."""
        assert self._desk is not None
        return self._desk.result()

    async def open(self) -> "Desk":
        """Open the desk; calls that wait for it go on. Raises what the opener raises."""
        if self._desk is None or (self._desk.done() and not self.ready):
            self._desk = asyncio.get_running_loop().run_in_executor(self._acts, self._opener)
        return await asyncio.shield(self._desk)

    async def read(self, job: "Callable[[Desk], T]") -> T:
        """Run a reading call and return its value."""
        return await self._run(self._reads, job)

    async def act(self, job: "Callable[[Desk], T]") -> T:
        """Run a call that changes something, after those asked for before it."""
        return await self._run(self._acts, job)

    async def watch(self, job: "Callable[[Desk], T]") -> T:
        """Run a call of the watch, beside acts and reads; nobody waits for these."""
        desk = await self.open()
        return await asyncio.get_running_loop().run_in_executor(self._watch, job, desk)

    async def aside(self, job: "Callable[[Desk], T]") -> T | None:
        """Run a small write that nobody waits for; None when the store did not take it, which is nobody's trouble."""
        desk = await self.open()
        with suppress(DeskError):
            return await asyncio.get_running_loop().run_in_executor(self._aside, job, desk)
        return None

    def drop(self, job: "Callable[[Desk], None]") -> None:
        """Leave a small write to be done, also when the console ends right after."""
        if self.ready:
            self._aside.submit(_quietly, job, self.desk)

    async def quiet(self) -> None:
        """Return when no act and no read is under way."""
        await self._quiet.wait()

    async def _run(self, lane: ThreadPoolExecutor, job: "Callable[[Desk], T]") -> T:
        self._busy += 1
        self._quiet.clear()
        try:
            desk = await self.open()
            return await asyncio.get_running_loop().run_in_executor(lane, job, desk)
        finally:
            self._busy -= 1
            if not self._busy:
                self._quiet.set()

    def close(self) -> None:
        """Finish the acts under way (a draft's last save), then close the desk."""
        for lane in (self._watch, self._reads, self._acts, self._aside):
            lane.shutdown(wait=True, cancel_futures=lane in (self._watch, self._reads))
        if self.ready:
            for farewell in self.farewells:
                _quietly(farewell, self.desk)
            self.desk.close()


def _quietly(job: "Callable[[Desk], None]", desk: "Desk") -> None:
    with suppress(DeskError):
        job(desk)
