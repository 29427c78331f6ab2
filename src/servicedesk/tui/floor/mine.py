"""One's own page, for those who don't see the whole floor: one's figures, what will be late, one's breaches."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from servicedesk.domain.filters import named_tickets
from servicedesk.i18n import _
from servicedesk.tui.floor.leads import Lead
from servicedesk.tui.floor.mine_lines import Own
from servicedesk.tui.floor.mine_slip import MineSlip
from servicedesk.tui.floor.tickets import Answer, Chosen, listing_slip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen

BREACHES: Final = 50
"""Breaches that are shown at most, the newest,"""
BREACHES_WITHIN: Final = timedelta(days=28)
"""and how far back."""


def read_own(desk: Desk) -> Own:
    """What stands on the page. Raises Forbidden for those who don't work on tickets."""
    mine = desk.floor.mine()
    page = desk.breaches.page(mine.at - BREACHES_WITHIN, limit=BREACHES)
    return Own(desk.me.handle, mine, desk.many.rows(mine.late), page.rows, more=page.next is not None)


async def show_mine(desk: DeskScreen) -> None:
    """Show it until it is left, or something on it leads to the desk."""
    own = await desk.acting.read(read_own)
    chosen: Lead | Chosen | None = None
    while True:
        lead = await desk.acting.ask(MineSlip(own, desk.now(), desk.zone, desk.opening.names))
        if lead is None or lead.read is None:
            break
        found = await desk.acting.read(lead.read)
        if not found.rows:
            desk.say(_("None of them is there any more."))
            continue
        chosen = await desk.acting.ask(listing_slip(lead, found, desk.now()))
        if chosen is not None:
            break
    await _go_on(desk, chosen or lead, [] if lead is None or lead.read is None else [row.id for row in found.rows])


async def _go_on(desk: DeskScreen, chosen: Lead | Chosen | None, ids: Sequence[int]) -> None:
    match chosen:
        case Lead(filter=str(filter_text)):
            await desk.floor.show(filter_text)
        case Lead(ticket=int(ticket)) | Chosen(Answer.OPEN, ticket):
            await desk.reading.find(ticket)
        case Chosen(Answer.SELECT):
            await desk.floor.show(named_tickets(ids))
            desk.queue.select(list(ids))
            desk.paint_chrome()
