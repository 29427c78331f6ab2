"""Why a ticket is due when it is: its clocks, second by second."""

from typing import TYPE_CHECKING

from servicedesk.domain.tickets import LIVE
from servicedesk.i18n import _
from servicedesk.tui.screens.ledger import PRIORITIES, Answer, LedgerSlip, Question, Setting

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.queue_views import QueueRow
    from servicedesk.tui.screens.desk import DeskScreen


async def ledger(desk: "DeskScreen") -> None:
    """Show the ledger of a ticket; one that nothing was ever promised for says so."""
    row = desk.subject
    if row is None:
        return

    async def ask(question: Question) -> Answer:
        return await desk.acting.read(lambda opened: _answer(opened, row, question))

    answer = await ask(Question())
    if not answer.view.cycles:
        desk.say(_("#{n} has no due time: no policy promises anything for it.").format(n=row.id))
        return
    await desk.acting.ask(LedgerSlip(row, answer, ask, Setting(desk.now, desk.zone, desk.opening.names)))


def _answer(desk: "Desk", row: "QueueRow", asked: Question) -> Answer:
    view = desk.clocks.explain(row.id, priority=asked.priority, waiting_now=asked.waiting)
    others = {
        str(priority): desk.clocks.explain(row.id, priority=priority, waiting_now=asked.waiting)
        for priority in (PRIORITIES if row.status in LIVE else ())
    }
    return Answer(view, others)
