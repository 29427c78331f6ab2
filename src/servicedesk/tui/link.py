"""The console's way to the desk: every call runs in a thread, so that the loop never waits for the store.

Acts run one after another in their own thread (a draft's discard must not be overtaken by its save);
reads run beside them. Calls made before the desk is open wait for it. An act whose connection was lost while it was
being stored waits until the server says whether it is in the store; meanwhile no other one begins.
"""

import asyncio
import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from servicedesk.domain.errors import DeskError, StoreUnavailable
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

T = TypeVar("T")
LAST_WORDS: Final = 3.0
"""Seconds that acts under way are given when the console ends; then what waits for a silent server is cut."""


class DeskLink:
    """One desk behind threads. ``opener`` is called in the acts' thread by ``open``, ``farewells`` before the end."""

    def __init__(self, opener: "Callable[[], Desk]") -> None:
        self._opener = opener
        self.farewells: list[Callable[[Desk], None]] = []
        self._acts = ThreadPoolExecutor(1, thread_name_prefix="acts")
        self._reads = ThreadPoolExecutor(2, thread_name_prefix="reads")
        self._watch = ThreadPoolExecutor(1, thread_name_prefix="watch")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._counts = ThreadPoolExecutor(1, thread_name_prefix="counts")
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
            self._desk = asyncio.get_running_loop().run_in_executor(self._acts, self._opened)
        return await asyncio.shield(self._desk)

    def _opened(self) -> "Desk":
        desk = self._opener()
        desk.wait_for_word(math.inf)
        return desk

    async def read(self, job: "Callable[[Desk], T]") -> T:
        """Run a reading call and return its value; once more where its connection was cut under it."""
        try:
            return await self._run(self._reads, job)
        except StoreUnavailable as error:
            if not error.details.get("lost"):
                raise
        return await self._run(self._reads, job)

    async def count(self, job: "Callable[[Desk], T]") -> T:
        """Run a reading call that may take long, beside those that somebody waits for."""
        return await self._run(self._counts, job)

    async def act(self, job: "Callable[[Desk], T]") -> T:
        """Run a call that changes something, after those asked for before it.

        Raises StoreUnavailable at once while an act before it waits for the server's word: it would be done later,
        when nobody thinks of it any more.
        """
        if self.ready and self.desk.asks_for_word:
            raise StoreUnavailable(_("it still has to say whether what you did last is stored"), lost=True)
        return await self._run(self._acts, job)

    def cut(self) -> None:
        """End the calls that a silent server has not answered; later ones connect anew."""
        if self.ready:
            self.desk.cut()

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
        """Finish the acts under way (a draft's last save), then close the desk.

        A store that says nothing is not waited for: what waits for it is cut, and ends as it would without the console.
        """
        ending = threading.Thread(target=self._end_lanes, name="ending", daemon=True)
        ending.start()
        ending.join(LAST_WORDS)
        if not self.ready:
            return
        if ending.is_alive():
            self.desk.leave()
            ending.join(LAST_WORDS)
        else:
            for farewell in self.farewells:
                _quietly(farewell, self.desk)
        self.desk.close()

    def _end_lanes(self) -> None:
        unneeded = (self._watch, self._reads, self._counts)
        for lane in (*unneeded, self._acts, self._aside):
            lane.shutdown(wait=True, cancel_futures=lane in unneeded)


def _quietly(job: "Callable[[Desk], None]", desk: "Desk") -> None:
    with suppress(DeskError):
        job(desk)
