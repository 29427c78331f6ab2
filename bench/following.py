"""Consoles that follow a store while others work in it: their watches, and what a list and a ticket are read with.

Nothing is painted. Everything runs in one process, so its processor time is that of all consoles together.
"""

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic, process_time, sleep
from typing import Final

from bench.stores import AGENT, NOON
from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.domain.together import Upto
from servicedesk.tui.link import DeskLink
from servicedesk.tui.watch import POLL, Watch

ROWS: Final = 80
_WRITE: Final = (
    "import sys; from bench.following import write; write(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))"
)


@dataclass(frozen=True)
class Followed:
    """What so many consoles did in so many seconds: processor time, and how often each read its list, a second."""

    processor: float
    seconds: float
    readings: float

    @property
    def share(self) -> float:
        """Processor time of all consoles, in per cent of one core."""
        return 100 * self.processor / self.seconds


class _Console:
    """One console's watch; ``changed`` reads what a screen shows again."""

    def __init__(self, url: str) -> None:
        self._link = DeskLink(lambda: open_desk(url, clock=ManualClock(NOON), handle=AGENT, via="bench"))
        self.watch = Watch(self._link, self._changed, self._aside, lambda text, error: None, lambda: False)
        self.readings = 0
        self._upto: Upto | None = None
        self._ticket = 0

    async def open(self) -> None:
        await self._link.open()
        await self.watch.begin()
        await self._changed()
        self.readings = 0

    async def _changed(self) -> None:
        def read(desk: Desk) -> None:
            self._upto = desk.presence.heard(self._upto).upto
            desk.history.next_undo()
            rows = desk.queue.page("is:live assignee:me", limit=ROWS).rows
            if rows:
                desk.tickets.show(rows[0].id)

        self.readings += 1
        await self._link.read(read)

    async def _aside(self) -> None:
        await self._link.watch(lambda desk: (desk.presence.around("bench"), desk.shifts.absence()))

    async def close(self) -> None:
        await asyncio.to_thread(self._link.close)


def follow(url: str, consoles: int, rate: float, seconds: float) -> Followed:
    """So many consoles, while another process does ``rate`` acts a second."""
    return asyncio.run(_follow(url, consoles, rate, seconds))


async def _follow(url: str, consoles: int, rate: float, seconds: float) -> Followed:
    room = [_Console(url) for _ in range(consoles)]
    for one in room:
        await one.open()
    writer = subprocess.Popen([sys.executable, "-c", _WRITE, url, str(rate), str(seconds + 2)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    await asyncio.to_thread(writer.stdout.readline)
    begun, before = monotonic(), process_time()
    while (now := monotonic()) < begun + seconds:
        await asyncio.gather(*(one.watch.look() for one in room))
        await asyncio.sleep(max(0.0, now + POLL - monotonic()))
    took, processor = monotonic() - begun, process_time() - before
    writer.terminate()
    writer.wait()
    for one in room:
        await one.close()
    return Followed(processor, took, sum(one.readings for one in room) / consoles / took)


def write(url: str, rate: float, seconds: float) -> None:
    """Do ``rate`` small acts a second for so long; the first line of output says that it began."""
    desk = open_desk(url, clock=ManualClock(NOON), via="bench")
    tickets = [row.id for row in desk.queue.page("is:live", limit=50).rows]
    print("writing", flush=True)
    begun, done = monotonic(), 0
    while monotonic() < begun + seconds:
        desk.handling.tag(tickets[done % len(tickets)], [f"by-{rate:g}-{done}"])
        done += 1
        sleep(max(0.0, begun + done / rate - monotonic()) if rate else seconds)
    desk.close()
