"""What runs beside the agent: hearing of changes by others, and handing over replies whose grace is over."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING

from servicedesk.domain.errors import StoreUnavailable
from servicedesk.domain.together import Feed, News
from servicedesk.i18n import _
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
SILENT = 5.0
"""Seconds for which a look may wait for the store before that is said."""
CUT = 30.0
"""The same until a server that says nothing is given up and connected to anew."""
APART = 1.0
"""Seconds between two readings of what is shown, at least, while others change the store all the time."""
SHARE = 10
"""Reading takes one part in so many of the time at most, so that twenty consoles don't live on each other's changes."""
LONGEST = 5.0
"""Seconds to which a store that is slow to read may put a reading off."""
REHEARSED = 2.0
"""Seconds between two sorts of tickets that are opened once, and before the first of them."""


class Watch:
    """Polled by a timer. ``changed`` is awaited when tickets changed, ``aside`` when anything did, people too.

    A change after a quiet time is read at once, many in a row at a pace. After trouble all is read anew.
    ``tell`` gets each trouble once, and its end; ``listeners`` are told the news of every look.
    """

    def __init__(
        self,
        link: DeskLink,
        changed: Callable[[], Awaitable[None]],
        aside: Callable[[], Awaitable[None]],
        tell: Callable[[str, bool], None],
        resting: Callable[[], bool],
    ) -> None:
        """``resting``: nobody presses a key just now, so there is time for what can wait."""
        self._link = link
        self._changed = changed
        self._aside = aside
        self._say = tell
        self.listeners: list[Callable[[News], None]] = []
        self._feed: Feed | None = None
        link.farewells.append(lambda _desk: self.close())
        self._looking = False
        self._asked_at = 0.0
        self._pending = News.NOTHING
        self._next_reading = 0.0
        self._looked_at: float | None = None
        self._tried_at = 0.0
        self._checked_at: float | None = None
        self._unswept: Exception | None = None
        self._resting = resting
        self._rehearse_at: float | None = monotonic() + REHEARSED
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

    def missed(self) -> None:
        """What is shown could not be read again: it will be."""
        self._pending = News.EVENTS

    async def begin(self) -> None:
        """Listen from now on: what is read after this is never older than what is heard."""
        await self._link.watch(self._listen)

    async def look(self) -> None:
        """One look; while the one before is under way it is only seen how long that has waited for the store."""
        if self._looking:
            self._wait()
        if self._looking or not self._link.ready:
            return
        self._looking, self._asked_at = True, monotonic()
        try:
            news = await self._ask()
            for listener in tuple(self.listeners):
                listener(news)
            self._pending = max(self._pending, news)
            if self._pending is not News.NOTHING and monotonic() >= self._next_reading:
                await self._read()
            elif self._rehearse_at is not None and monotonic() >= self._rehearse_at and self._resting():
                await self._rehearse()
        except Exception as error:
            self._pending = News.EVENTS  # whatever was missed meanwhile
            self._tell(sentence(error))
        finally:
            self._looking = False

    async def _ask(self) -> News:
        news = await self._link.watch(self._beat)
        self._asked_at = self._looked_at = monotonic()
        if self._unswept is not None:
            if not self._trouble:
                self._tell(sentence(self._unswept))
        elif self._trouble:
            self._trouble = ""
            self._say(_("The store answers again."), False)
        return news

    async def _read(self) -> None:
        """Read what is shown again; what is heard meanwhile waits its turn."""
        news, self._pending = self._pending, News.NOTHING
        begun = monotonic()
        await self._aside()
        self._asked_at = monotonic()
        if news is News.EVENTS:
            await self._changed()
        took = monotonic() - begun
        self._next_reading = monotonic() + min(max(APART, SHARE * took), LONGEST)

    async def _rehearse(self) -> None:
        """Have one more sort of ticket opened once, so that nobody waits for its first."""
        self._rehearse_at = monotonic() + REHEARSED
        if not await self._link.watch(lambda desk: desk.tickets.rehearse()):
            self._rehearse_at = None

    def _wait(self) -> None:
        """Say that the store is silent; after a long time stop waiting, which the look then hears as an error."""
        waited = monotonic() - self._asked_at
        if waited >= SILENT:
            self._tell(_("The store does not answer; what you write is kept here until it does."))
        if waited >= CUT:
            self._asked_at = monotonic()
            self._link.cut()

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
            desk.upkeep.look(lambda: not self._resting())
        except Exception as error:
            if isinstance(error, StoreUnavailable) and error.details.get("lost"):
                raise
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
            self._say(trouble, True)
