"""The next step of a ticket's workflows: what is asked now of whoever looks, the suggested one first."""

from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.whole_texts import asked_of_me

if TYPE_CHECKING:
    from datetime import datetime

    from servicedesk.desk.views import TicketView
    from servicedesk.tui.screens.desk import DeskScreen
    from servicedesk.tui.stepping.steps import Step


async def step(desk: "DeskScreen") -> None:
    """List the steps of the open ticket, and do the chosen one; where there is none, say why."""
    from servicedesk.tui.stepping.doing import WAYS
    from servicedesk.tui.stepping.steps import What, nothing_to_do, steps_of

    row = desk.subject
    if row is None:
        return
    view = await desk.acting.read(lambda d: d.tickets.show(row.id))
    why = nothing_to_do(view, desk.now(), desk.zone)
    if why is not None:
        desk.say(_("#{n}, next step: {reason}.").format(n=row.id, reason=why))
        return
    own = (await desk.acting.read(lambda d: d.approvals.limits())).own if view.rmas else None
    chosen = await desk.acting.ask(step_slip(view, steps_of(view, desk.now(), desk.zone, own), desk.now()))
    if chosen is None:
        return
    done = await WAYS[chosen.what](desk, view, chosen)
    if done is None:
        return
    await desk.changed(done)
    if chosen.what is What.ACCEPT:
        # It leaves the list of what is asked, and whoever took it over goes on with it.
        desk.reading.open(done.ticket)


def step_slip(view: "TicketView", steps: "list[Step]", now: "datetime") -> "Choices[Step]":
    """The numbered steps, under the whole texts of what is asked: on top of the ticket they may be cut."""
    lines = [Choice(one, one.label, one.hint, one.reason) for one in steps]
    return Choices(_("Next step of #{n}").format(n=view.row.id), lines, body=asked_of_me(view, now))
