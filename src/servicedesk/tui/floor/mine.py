"""One's own figures, for those who don't see the whole floor."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from servicedesk.i18n import _, ngettext
from servicedesk.tui.floor.tickets import Answer, Chosen, TicketsSlip
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicedesk.desk.desk import Desk
    from servicedesk.desk.floor.views import Mine
    from servicedesk.desk.queue_views import QueueRow
    from servicedesk.tui.screens.desk import DeskScreen


async def show_mine(desk: DeskScreen) -> None:
    """How much one has, what of it is late, and what will be if one goes on as usual."""

    def read(opened: Desk) -> tuple[Mine, Sequence[QueueRow]]:
        mine = opened.floor.mine()
        return mine, opened.many.rows(mine.late)

    mine, rows = await desk.acting.read(read)
    chosen = await desk.acting.ask(mine_slip(mine, rows, desk.now(), desk.zone))
    match chosen:
        case Chosen(Answer.OPEN, ticket):
            await desk.reading.find(ticket)
        case Chosen(Answer.SELECT):
            await desk.listing.narrow("is:live assignee:me")
            desk.queue.select(list(mine.late))
            desk.paint_chrome()


def mine_slip(mine: Mine, rows: Sequence[QueueRow], now: datetime, zone: tzinfo) -> TicketsSlip:
    """The figures, and below them the tickets that would be late."""
    return TicketsSlip(_("Your own figures"), mine_lines(mine, now, zone), rows, now)


def mine_lines(mine: Mine, now: datetime, zone: tzinfo) -> list[str]:
    load = mine.load
    have = ngettext("{n} open ticket", "{n} open tickets", load.live).format(n=load.live)
    counts = [have]
    if load.overdue:
        counts.append(ngettext("{n} overdue", "{n} overdue", load.overdue).format(n=load.overdue))
    if load.due_soon:
        counts.append(
            ngettext("{n} due within the hour", "{n} due within the hour", load.due_soon).format(n=load.due_soon)
        )
    lines = [commas(counts)]
    if load.per_hour is not None:
        lines.append(_("{n} answers in an hour of work, as your last weeks were").format(n=f"{load.per_hour:.1f}"))
    when = present.by_when(mine.until, zone, now)
    n = len(mine.late)
    if n:
        text = ngettext("{n} will be late {when} at this pace:", "{n} will be late {when} at this pace:", n)
        lines.append(text.format(n=n, when=when))
    else:
        lines.append(_("Nothing of yours will be late {when}.").format(when=when))
    return lines
