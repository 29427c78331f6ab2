"""The counts beside the saved views: read behind every change, never in the way of a key."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import ngettext
from servicedesk.tui.tabs import calls_when_filled
from servicedesk.tui.wording.words import view_name

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen


class Counting:
    """One reading at a time; a change during one leads to one more."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk
        self._reading = False
        self._again = False

    def start(self) -> None:
        """Read all counts soon."""
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

        def read(desk: "Desk") -> tuple[tuple[int, ...], int]:
            return desk.queue.counts([view.filter for view in views]), desk.queue.promised_before(until)

        counts, promised = await self._desk.link.read(read)
        if views != state.views:
            self._again = True
            return
        before, state.counts, state.promised = state.counts, counts, promised
        if len(before) == len(counts) and self._desk.arrivals.lately:
            self._tell_growth(before)
        self._desk.paint_chrome()

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
