"""What others brought: after a change by somebody else, new tickets are announced, never pushed under the cursor."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from servicedesk.domain.together import Upto
from servicedesk.i18n import _, ngettext
from servicedesk.tui.attention import EXCERPT
from servicedesk.tui.wording.decisions import decision_news
from servicedesk.tui.wording.words import view_name
from servicedesk.tui.wrap import clip

if TYPE_CHECKING:
    from servicedesk.desk.queue_views import SavedViewView
    from servicedesk.tui.screens.desk import DeskScreen

MINE: Final = "assignee:me"
"""Stands in the filter of the view that is told of while another one is shown."""


LATELY: Final = 2.0
"""Seconds within which the counts of views follow a change."""


class Arrivals:
    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._upto: Upto | None = None
        self._heard_at = -LATELY
        self._decided: frozenset[int] = frozenset()
        """On which something was decided that has not been told yet."""

    @property
    def lately(self) -> bool:
        """Others have changed something just now: what grew may be their doing."""
        return monotonic() - self._heard_at < LATELY

    async def begin(self) -> None:
        """What is in the store already is no news."""
        self._upto = (await self._desk.link.read(lambda opened: opened.presence.heard(None))).upto

    async def hear(self) -> None:
        """Events were committed: read what is shown again, and say what others brought."""
        desk, state, upto = self._desk, self._desk.state, self._upto
        heard = await desk.link.watch(lambda opened: opened.presence.heard(upto))
        self._upto = heard.upto
        self._decided |= heard.decided
        if heard.by_others:
            self._heard_at = monotonic()
        shown, where = {row.id for row in desk.queue.rows}, (state.active, state.narrowed)
        await desk.refresh_all()
        await self._tell_decided()
        if not heard.by_others or where != (state.active, state.narrowed):
            return
        view = state.view if state.narrowed is None else None
        came = {row.id for row in desk.queue.rows if row.id in heard.by_others} - shown
        if view is not None and came:
            self._announce(view, len(came))
        elif heard.given and (mine := self._mine()) is not None and mine != view:
            self._announce(mine, len(heard.given))

    async def _tell_decided(self) -> None:
        """What others decided of what one had asked for: ``#10048: tell Mara: EUR 83.90 refund approved``.

        In the place of what is being said, as a mention is: behind a long sentence there is no room for it.
        """
        tickets = sorted(self._decided)
        if not tickets:
            return
        views = await self._desk.link.read(lambda opened: [opened.tickets.show(ticket) for ticket in tickets])
        self._decided -= frozenset(tickets)
        told = [
            _("#{n}: {news}.").format(n=view.row.id, news=clip(news.rstrip("."), EXCERPT))
            for view in views
            if (news := decision_news(view))
        ]
        if told:
            self._desk.say(" ".join(told))

    def _mine(self) -> SavedViewView | None:
        return next((view for view in self._desk.state.views if MINE in view.filter), None)

    def _announce(self, view: SavedViewView, n: int) -> None:
        """``2 new in Mine``, after what is being said already."""
        words = ngettext("{n} new in {view}", "{n} new in {view}", n).format(n=n, view=view_name(view.name))
        self._desk.notices.add(f"{words}.")
