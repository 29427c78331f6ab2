"""What runs beside the agent: hearing of changes by others, and handing over replies whose grace is over."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING

from servicedesk.domain.together import Feed, News
from servicedesk.tui.link import DeskLink
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk

POLL = 0.25
"""Seconds between two looks at the store; each costs microseconds."""
SWEEP = 2.0
STALE = 10.0
"""Seconds without a look after which the screen says that it is not synced."""


class Watch:
    """Polled by a timer. ``changed`` is awaited when tickets changed, ``aside`` when anything did, people too.

    ``complain`` gets each trouble once.
    """

    def __init__(
        self,
        link: DeskLink,
        changed: Callable[[], Awaitable[None]],
        aside: Callable[[], Awaitable[None]],
        complain: Callable[[str], None],
    ) -> None:
        self._link = link
        self._changed = changed
        self._aside = aside
        self._complain = complain
        self._feed: Feed | None = None
        link.farewells.append(lambda _desk: self.close())
        self._looking = False
        self._looked_at: float | None = None
        self._swept_at = 0.0
        self._trouble = ""

    @property
    def age(self) -> int | None:
        """Whole seconds since the last look at the store, at least 1; None before the first."""
        return None if self._looked_at is None else max(1, int(monotonic() - self._looked_at))

    @property
    def stale(self) -> bool:
        return self._looked_at is not None and monotonic() - self._looked_at > STALE

    async def begin(self) -> None:
        """Listen from now on: what is read after this is never older than what is heard."""
        await self._link.watch(self._listen)

    async def look(self) -> None:
        """One look; does nothing while the one before is under way or the desk is not open."""
        if self._looking or not self._link.ready:
            return
        self._looking = True
        try:
            news = await self._link.watch(self._beat)
            self._looked_at = monotonic()
            self._trouble = ""
            if news is not News.NOTHING:
                await self._aside()
            if news is News.EVENTS:
                await self._changed()
        except Exception as error:
            self._tell(sentence(error))
        finally:
            self._looking = False

    def _beat(self, desk: "Desk") -> News:
        if monotonic() - self._swept_at >= SWEEP:
            self._swept_at = monotonic()
            desk.upkeep.sweep()
        return self._listen(desk)()

    def _listen(self, desk: "Desk") -> Callable[[], News]:
        if self._feed is None:
            self._feed = desk.feed()
        return self._feed.news

    def close(self) -> None:
        """Hear no more. Called when no look is under way."""
        if self._feed is not None:
            self._feed.close()

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self._complain(trouble)
