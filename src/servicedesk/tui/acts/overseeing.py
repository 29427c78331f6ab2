"""The floor and Monday's report, from the desk."""

from typing import TYPE_CHECKING

from servicedesk.domain.filters import named_tickets
from servicedesk.tui.floor.leads import Lead
from servicedesk.tui.floor.mine import show_mine
from servicedesk.tui.floor.reporting import walk_report
from servicedesk.tui.floor.tickets import Answer, Chosen

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def floor(desk: "DeskScreen") -> None:
    """The floor for supervisors; everybody else sees their own figures."""
    if desk.floor.opening:
        return
    if await desk.floor.may_see():
        await desk.floor.open()
    else:
        await desk.floor.restore()
        await show_mine(desk)


async def monday(desk: "DeskScreen") -> None:
    """Monday's report, and what is behind its sentences."""
    match await walk_report(desk):
        case Lead(filter=str(filter_text)):
            await desk.listing.narrow(filter_text)
        case Lead(ticket=int(ticket)):
            await desk.reading.find(ticket)
        case (Chosen(Answer.OPEN, ticket), _ids):
            await desk.reading.find(ticket)
        case (Chosen(Answer.SELECT), ids):
            await desk.listing.narrow(named_tickets(ids))
            desk.queue.select(list(ids))
            desk.paint_chrome()
