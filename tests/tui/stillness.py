"""When a console under test has come to rest: nothing in it can happen any more before a clock strikes or a key comes.

Textual's own pause looks whether the process uses the processor, a fiftieth of a second at a time, and a loaded machine
fools it. Here the event loop itself is asked: nothing ready to run, no thread at work for it, no moment set for soon.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor

from textual.app import App

SOON = 0.1
"""Seconds ahead in which a moment set with ``call_later`` is waited for: the rest of a list's cursor is one."""
PATIENCE = 1.0
"""Seconds that a thread is waited for: some tests hold one on purpose."""
ROUNDS = 100
"""Paints in a row that may call for another."""

Job = asyncio.Future[object]


class _Counted:
    """A loop's ``run_in_executor`` that knows which jobs threads are at."""

    def __init__(self, run: Callable[..., Job]) -> None:
        self._run = run
        self.jobs: set[Job] = set()

    def __call__(self, lane: Executor | None, job: Callable[..., object], *given: object) -> Job:
        future = self._run(lane, job, *given)
        self.jobs.add(future)
        future.add_done_callback(self.jobs.discard)
        return future


def count_jobs() -> set[Job]:
    """Know from now on of the jobs that threads do for the running loop; those under way."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop.run_in_executor, _Counted):
        loop.run_in_executor = _Counted(loop.run_in_executor)  # type: ignore[assignment, method-assign]
    return loop.run_in_executor.jobs  # type: ignore[attr-defined, no-any-return]


async def still(app: App[object]) -> None:
    """Return when every message is dealt with, every thread is done and the layout stands."""
    loop = asyncio.get_running_loop()
    for _ in range(ROUNDS):
        await _nothing_under_way()
        app.screen._on_timer_update()
        if not loop._ready:  # type: ignore[attr-defined]
            return


async def _nothing_under_way() -> None:
    loop = asyncio.get_running_loop()
    jobs, held = count_jobs(), set()
    calm = 0
    while calm < 2:  # the second turn of the loop has asked the clock and the pipes too
        await asyncio.sleep(0)
        calm += 1
        if loop._ready:  # type: ignore[attr-defined]
            calm = 0
        elif jobs - held:
            _, held = await asyncio.wait(jobs, timeout=PATIENCE)
            calm = 0
        elif (wait := _soonest(loop)) is not None:
            await asyncio.sleep(wait)
            calm = 0


def _soonest(loop: asyncio.AbstractEventLoop) -> float | None:
    """Seconds to the next moment that somebody set for soon; sleeps (Textual's timers) are none."""
    waits = [
        max(0.0, handle.when() - loop.time())
        for handle in loop._scheduled  # type: ignore[attr-defined]
        if not handle.cancelled() and handle._callback.__module__ != "asyncio.futures"
    ]
    return min((wait for wait in waits if wait < SOON), default=None)
