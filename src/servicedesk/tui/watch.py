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
UNCHECKED = 30
"""Seconds without a check of the clocks after which the screen says so."""
STALE = 10.0
"""Seconds without a look after which the screen says that it is not synced."""


class Watch:
    """Polled by a timer. ``changed`` is awaited when tickets changed, ``aside`` when anything did, people too.

    ``complain`` gets each trouble once; ``listeners`` are told the news of every look.
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
        self.listeners: list[Callable[[News], None]] = []
        self._feed: Feed | None = None
        link.farewells.append(lambda _desk: self.close())
        self._looking = False
        self._looked_at: float | None = None
        self._tried_at = 0.0
        self._checked_at: float | None = None
        self._unswept: Exception | None = None
        self._trouble = ""

    @property
    def age(self) -> int | None:
        """Whole seconds since the last look at the store, at least 1; None before the first."""
        return None if self._looked_at is None else max(1, int(monotonic() - self._looked_at))

    @property
    def stale(self) -> bool:
        return self._looked_at is not None and monotonic() - self._looked_at > STALE

    @property
    def unchecked(self) -> int:
        """Whole seconds since anybody checked clocks and outbox, or since this console first tried to."""
        return 0 if self._checked_at is None else int(monotonic() - self._checked_at)

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
            if self._unswept is None:
                self._trouble = ""
            elif not self._trouble:
                self._tell(sentence(self._unswept))
            for listener in tuple(self.listeners):
                listener(news)
            if news is not News.NOTHING:
                await self._aside()
            if news is News.EVENTS:
                await self._changed()
        except Exception as error:
            self._tell(sentence(error))
        finally:
            self._looking = False

    def _beat(self, desk: "Desk") -> News:
        if monotonic() - self._tried_at >= SWEEP:
            self._tried_at = monotonic()
            self._sweep(desk)
        return self._listen(desk)()

    def _sweep(self, desk: "Desk") -> None:
        """Check clocks and outbox. A store that can't be written, on a full disk, is still listened to."""
        if self._checked_at is None:
            self._checked_at = self._tried_at
        try:
            desk.upkeep.sweep()
        except Exception as error:
            self._unswept = error
            if self.unchecked >= UNCHECKED and (swept_at := desk.health().swept_at) is not None:
                by_others = monotonic() - (desk.clock.now() - swept_at).total_seconds()
                self._checked_at = max(self._checked_at, by_others)
            return
        self._checked_at, self._unswept = monotonic(), None

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
