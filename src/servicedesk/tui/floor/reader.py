"""When the floor is read: at once, soon after a change in the store, and anyway twice a minute."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from servicedesk.domain.together import News
from servicedesk.tui.floor.memory import Memory, Page
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.tui.floor.screen import FloorScreen

SOON: Final = 2.0
"""Seconds between two readings at least, however much changes."""
ASIDE: Final = 15.0
"""The same while nothing changes but who is where and what they draft."""
ANYWAY: Final = 30.0
"""Seconds after which forecast and ages are worked out anew without any change."""
CHARTS: Final = 120.0
"""Charts are of days and hours: so often is often enough."""


class FloorReader:
    """Reads in the store's worker; one reading at a time. ``painted`` is called when something new is there."""

    def __init__(self, screen: FloorScreen, memory: Memory, painted: Callable[[], None]) -> None:
        self._screen, self._memory, self._painted = screen, memory, painted
        self._news = News.NOTHING
        self._reading = False
        self._read_at = -ANYWAY
        self._charts_at = -CHARTS
        self._trouble = ""

    def heard(self, news: News) -> None:
        """Something was committed."""
        self._news = max(self._news, news)

    def tick(self) -> None:
        """A second has passed: read when it is time."""
        age = monotonic() - self._read_at
        wanted = {News.NOTHING: ANYWAY, News.ASIDE: ASIDE, News.EVENTS: SOON}[self._news]
        if age >= wanted:
            self.start()

    def start(self) -> None:
        """Read what the page shows, unless that is under way."""
        if not self._reading and self._screen.link.ready:
            self._reading = True
            self._screen.run_worker(self._read(), group="floor", exit_on_error=False)

    def charts(self) -> None:
        """The charts came into sight: read them unless they are fresh."""
        if self._memory.charts is None or monotonic() - self._charts_at >= CHARTS:
            self.start()

    async def again(self) -> None:
        """Read now, and return when it is painted."""
        self._charts_at = -CHARTS
        await self._once()

    async def _read(self) -> None:
        try:
            await self._once()
            self._trouble = ""
        except Exception as error:
            self._tell(sentence(error))
        finally:
            self._reading = False

    async def _once(self) -> None:
        self._news, self._read_at = News.NOTHING, monotonic()
        memory, link = self._memory, self._screen.link
        memory.view = await link.read(lambda desk: desk.floor.now())
        self._painted()
        if memory.page is Page.CHARTS and monotonic() - self._charts_at >= CHARTS:
            self._charts_at = monotonic()
            memory.charts = await link.read(lambda desk: desk.reports.charts())
            self._painted()

    def _tell(self, trouble: str) -> None:
        """Each trouble once."""
        if trouble != self._trouble:
            self._trouble = trouble
            self._screen.complain(trouble)
