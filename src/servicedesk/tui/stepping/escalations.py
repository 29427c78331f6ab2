"""The receiving side of an escalation: accepting, declining, handing back, completing; and taking one's own back.

None of them says which version was seen: the desk looks at the escalation itself, under its lock, and whoever comes
second is told who was first.
"""

from typing import TYPE_CHECKING

from servicedesk.desk.views import Done, TicketView
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Row, Sheet, Text
from servicedesk.tui.stepping.asking import Form, needs
from servicedesk.tui.stepping.steps import Step
from servicedesk.tui.wording.banners import open_escalation
from servicedesk.tui.wording.workflow_words import sender_name

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def accept(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    row, one = view.row, open_escalation(view)
    done = await desk.acting.do(lambda d: d.escalations.accept(row.id))
    if done is not None:
        wanted = "" if one is None else " ".join(clean(one.wanted, lines=True).split())
        desk.say(_("#{n} is yours now. Wanted: {what}").format(n=row.id, what=wanted))
    return done


async def decline(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    row = view.row
    form = Form(desk, f"decline_escalation:{row.id}")
    text = await _words(form, _("#{n}: why is it not yours?").format(n=row.id), _("why"), _("declines it"), view)
    if text is None:
        return None
    done = await desk.acting.do(lambda d: d.escalations.decline(row.id, text))
    if done is not None and await form.done(done):
        desk.say(_("#{n}: declined; it stays with {name}.").format(n=row.id, name=_holder(view, done)))
    return done


async def hand_back(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    row = view.row
    form = Form(desk, f"hand_back:{row.id}")
    title = _("#{n}: your verdict").format(n=row.id)
    text = await _words(form, title, _("verdict"), _("hands it back"), view)
    if text is None:
        return None
    done = await desk.acting.do(lambda d: d.escalations.hand_back(row.id, text))
    if done is not None and await form.done(done):
        desk.say(_("#{n}: handed back to {name} with your verdict.").format(n=row.id, name=_holder(view, done)))
    return done


async def complete(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    row = view.row
    form = Form(desk, f"complete_escalation:{row.id}")
    title = _("#{n}: what was asked is done").format(n=row.id)
    text = await _words(form, title, _("a word"), _("completes it"), view, needed=False)
    if text is None:
        return None
    done = await desk.acting.do(lambda d: d.escalations.complete(row.id, text))
    if await form.done(done):
        desk.say(_("#{n}: the escalation is completed; the ticket stays with you.").format(n=row.id))
    return done


async def withdraw(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    row = view.row
    done = await desk.acting.do(lambda d: d.escalations.withdraw(row.id))
    if done is not None:
        desk.say(_("#{n}: the escalation is taken back.").format(n=row.id))
    return done


async def _words(
    form: Form, title: str, label: str, sends: str, view: TicketView, *, needed: bool = True
) -> str | None:
    """A text of the receiving side, with what was asked above it."""
    one = open_escalation(view)
    body = ""
    if one is not None:
        wanted, tried = (" ".join(clean(text, lines=True).split()) for text in (one.wanted, one.tried))
        body = _("Wanted: {wanted}\nTried: {tried}").format(wanted=wanted, tried=tried)
    sheet = Sheet(title, [Row([Text("text", label, tall=3)])], body, sends=sends)
    check = needs("text", _("say it in a few words")) if needed else None
    values = await form.ask(sheet, check=check)
    return None if values is None else values["text"].strip()


def _holder(view: TicketView, done: Done) -> str:
    """Who has the ticket now. What a rule sent goes back to whoever had it."""
    one, who = open_escalation(view), done.ticket.assignee
    if who is None:
        return _("the queue: nobody has it")
    return sender_name(one) if one is not None and one.sender == who else clean(who)
