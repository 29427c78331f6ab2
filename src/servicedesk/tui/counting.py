"""The counts beside the saved views: read behind every change, never in the way of a key."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from servicedesk.domain.errors import DeskError, Invalid
from servicedesk.i18n import ngettext
from servicedesk.tui.tabs import calls_when_filled
from servicedesk.tui.wording.words import view_name

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen


REST: Final = 50
"""How many times as long as it took a count rests before the next: 2 % of one thread, however many tickets there are.

Kept counters would make every act of every agent write the same row; counting behind costs no act anything.
"""


@dataclass(frozen=True, slots=True)
class _Counted:
    """When a filter was counted, and until when that rests (monotonic seconds)."""

    at: float
    rests_until: float


class Counting:
    """One reading at a time; a change during one leads to one more. What rests keeps its number until it is due."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._reading = False
        self._again = False
        self._changed_at = 0.0
        self._counted: dict[str, _Counted] = {}
        self._later: Timer | None = None

    def start(self) -> None:
        """Read all counts soon: something has changed, or another list is shown."""
        self._changed_at = monotonic()
        self._begin()

    def _begin(self) -> None:
        self._again = True
        if not self._reading and self._desk.link.ready:
            self._reading = True
            self._desk.run_worker(self._read(), group="counts", exit_on_error=False)

    async def _read(self) -> None:
        try:
            while self._again:
                self._again = False
                await self._once()
        except DeskError:
            return  # the watch says when the store can't be read
        finally:
            self._reading = False

    async def _once(self) -> None:
        state = self._desk.state
        views, until = state.views, self._end_of_day()
        wanted = list(dict.fromkeys((*(view.filter for view in views), state.filter)))
        self._counted = {text: counted for text, counted in self._counted.items() if text in wanted}
        old = [text for text in wanted if self._is_old(text)]
        due = [text for text in old if text not in self._counted or self._counted[text].rests_until <= monotonic()]

        def read(desk: "Desk") -> tuple[dict[str, tuple[int, _Counted]], int]:
            found = {}
            for text in due:
                with suppress(Invalid):  # of the list that is shown, which has said so
                    found[text] = _count(desk, text)
            return found, desk.queue.promised_before(until)

        found, promised = await self._desk.link.count(read)
        self._counted |= {text: counted for text, (_number, counted) in found.items()}
        numbers = {**state.totals, **{text: number for text, (number, _counted) in found.items()}}
        state.totals = {text: numbers[text] for text in wanted if text in numbers}
        self._come_back(wanted)
        if views != state.views:
            self._again = True
            return
        before, state.promised = state.counts, promised
        state.counts = tuple(state.totals.get(view.filter, 0) for view in views)
        if len(before) == len(state.counts) and self._desk.arrivals.lately:
            self._tell_growth(before)
        self._desk.loader.counted()
        self._desk.paint_chrome()

    def _is_old(self, text: str) -> bool:
        """Something may have changed since a filter was counted."""
        return text not in self._counted or self._counted[text].at <= self._changed_at

    def _come_back(self, wanted: Iterable[str]) -> None:
        """Count what rests once it is due, unless all is as it was counted."""
        if self._later is not None:
            self._later.stop()
        due = [self._counted[text].rests_until for text in wanted if text in self._counted and self._is_old(text)]
        self._later = self._desk.set_timer(max(0.05, min(due) - monotonic()), self._begin) if due else None

    def _tell_growth(self, before: tuple[int, ...]) -> None:
        """Say that more waits for me; not over what an act has just said, and a mention comes with its words."""
        state = self._desk.state
        for view, was, now in zip(state.views, before, state.counts, strict=True):
            told = "mention:" in view.filter or self._desk.footer.notice is not None
            if now > was and not told and calls_when_filled(view.filter) and view != state.view:
                more = ngettext("{n} more in {view}", "{n} more in {view}", now - was)
                self._desk.notices.add(more.format(n=now - was, view=view_name(view.name)) + ".")

    def _end_of_day(self) -> datetime:
        tomorrow = self._desk.now().astimezone(self._desk.zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(0), self._desk.zone)


def _count(desk: "Desk", text: str) -> tuple[int, _Counted]:
    begun = monotonic()
    number = desk.queue.total(text)
    ended = monotonic()
    return number, _Counted(begun, ended + REST * (ended - begun))
