"""Keys, one after another: what one key opens is there before the next key arrives at it.

A fast typist, a slow line or a script sends several keys in one read. Without this order the letters
after ``r`` would still be commands, because the composer takes a moment to receive the focus.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from textual import events

PATIENCE = 2.0
"""Seconds a key waits at most for the act before it: a store that hangs must not lock the keyboard."""
REST: Final = 1.5
"""Seconds after a key in which the next one is likely."""

Input = events.Key | events.Paste


class KeyLane:
    """A queue of keys and pastes. An act in progress holds the lane until it has shown something.

    Once the keys have lost patience with acts that hold it, they go on at once until all of these are done.

    ``trouble`` is told of a key whose handling failed; the keys after it go on.
    """

    def __init__(self, deliver: Callable[[Input], Awaitable[None]], trouble: Callable[[Exception], None]) -> None:
        self._deliver = deliver
        self._trouble = trouble
        self._waiting: asyncio.Queue[Input] = asyncio.Queue()
        self._free = asyncio.Event()
        self._free.set()
        self._holds = 0
        self._waited = False
        self._put_at = 0.0
        self.passed = 0
        """Keys that went past acts that hold the lane: whoever pressed them has gone on."""

    @property
    def resting(self) -> bool:
        """Nobody has pressed anything for a moment."""
        return monotonic() - self._put_at >= REST

    def put(self, event: Input) -> None:
        self._put_at = monotonic()
        self._waiting.put_nowait(event)

    def hold(self) -> None:
        """Keep later keys waiting until as many ``release`` calls."""
        self._holds += 1
        self._free.clear()

    def release(self) -> None:
        self._holds -= 1
        if self._holds == 0:
            self._waited = False
            self._free.set()

    async def run(self) -> None:
        """Deliver keys for as long as the app runs."""
        while True:
            event = await self._waiting.get()
            self.passed += self._waited
            try:
                await self._deliver(event)
                if not self._waited:
                    await asyncio.wait_for(self._free.wait(), PATIENCE)
            except TimeoutError:
                self._waited = not self._free.is_set()
            except Exception as error:
                self._trouble(error)
            finally:
                self._waiting.task_done()

    async def empty(self) -> None:
        """Return when every key put so far has been dealt with."""
        await self._waiting.join()
