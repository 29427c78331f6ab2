"""A return's steps after its request: approving, declining, on its way, arrived, inspected, finished, cancelled."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from servicedesk.desk.returning.views import Ending, Finding
from servicedesk.desk.views import Done, RmaLineView, RmaView, TicketView
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.returns import Condition, Disposition, Outcome, Remedy, usual_disposition, usual_outcome
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Count, Field, Pick, Row, Sheet, Text
from servicedesk.tui.screens.workflows.form import Check, Values
from servicedesk.tui.stepping.asking import Form, needs
from servicedesk.tui.stepping.replying import APPROVED, EXCHANGED, REFUNDED, TOO_LATE, About, reply_about
from servicedesk.tui.stepping.steps import Step
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.banners import line_words, money_words

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen


async def approve(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """Within the rules and one's limit it is approved and the reply opens; else it is asked for."""
    rma, why = _of(view, step), ""
    form = Form(desk, f"approve:{rma.id}")
    if await _waits(desk, rma):
        title = _("Return {n} needs somebody with more authority: why should it come back?").format(n=rma.id)
        asked = await _text(form, title, _("why"), _("asks for it"), _goods(rma))
        if asked is None:
            return None
        why = asked
    done = await _change(desk, view, _("approve the return"), lambda d, v: d.returns.approve(rma.id, why, version=v))
    if done is None:
        return None
    if why:
        await form.done(done)
    now = await desk.acting.read(lambda d: d.returns.get(rma.id))
    if now.stage == "approved":
        await reply_about(desk, done.ticket, APPROVED)
        told = _("Return {n} is approved, {money}; tell {name} (ctrl+s).") if money_words(now) else ""
        told = told or _("Return {n} is approved; tell {name} (ctrl+s).")
        desk.say(told.format(n=rma.id, money=money_words(now), name=_customer(view)))
    else:
        desk.say(_("Return {n} waits for approval; u takes the request back.").format(n=rma.id))
    return done


async def _waits(desk: "DeskScreen", rma: RmaView) -> bool:
    """Whether somebody else has to approve it: outside its window always, else beyond one's own limit."""
    if any(line.standing == Standing.OUTSIDE for line in rma.lines):
        return True
    own = (await desk.acting.read(lambda d: d.approvals.limits())).own
    return rma.needs_approval and own is not None and rma.refund_total > own.get(rma.currency or "", 0)


async def decline(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    form = Form(desk, f"decline:{rma.id}")
    title = _("Return {n}: why can't it come back?").format(n=rma.id)
    reason = await _text(form, title, _("reason"), _("declines it"), _goods(rma))
    if reason is None:
        return None
    done = await _change(desk, view, _("decline the return"), lambda d, v: d.returns.decline(rma.id, reason, version=v))
    if done is not None and await form.done(done):
        late = any(line.standing == Standing.OUTSIDE for line in rma.lines)
        await reply_about(desk, done.ticket, TOO_LATE if late else None)
        desk.say(_("Return {n} is declined; tell {name} (ctrl+s).").format(n=rma.id, name=_customer(view)))
    return done


async def ship(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    form = Form(desk, f"ship:{rma.id}")
    rows = [Row([Text("tracking", _("tracking number"), empty=_("none, if it isn't known"))])]
    title = _("Return {n} is on its way").format(n=rma.id)
    values = await form.ask(Sheet(title, rows, _goods(rma), sends=_("writes it down")))
    if values is None:
        return None
    tracking = values["tracking"].strip()
    done = await _change(desk, view, _("it is on its way"), lambda d, v: d.returns.ship(rma.id, tracking, version=v))
    return await _said(desk, form, rma, done, "in_transit")


async def receive(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    form = Form(desk, f"receive:{rma.id}")
    rows = [Row([Count(f"n:{line.id}", _("pieces"), line.quantity, line.quantity)], _head(line)) for line in rma.lines]
    title = _("Return {n} has arrived: how much of it?").format(n=rma.id)
    values = await form.ask(Sheet(title, rows, sends=_("writes it down")))
    if values is None:
        return None
    pieces = {line.id: int(values[f"n:{line.id}"]) for line in rma.lines}
    done = await _change(desk, view, _("it has arrived"), lambda d, v: d.returns.receive(rma.id, pieces, version=v))
    return await _said(desk, form, rma, done, "received")


async def inspect(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """Condition, disposition and a note of each line."""
    rma = _of(view, step)
    form = Form(desk, f"inspect:{rma.id}")
    conditions = [(str(one), words.condition_name(one)) for one in Condition]
    places = [(str(one), words.disposition_name(one)) for one in Disposition]
    rows: list[Row] = []
    came = [line for line in rma.lines if line.received]
    for line in came:
        goes = str(usual_disposition(Condition(line.condition)))
        cells: list[Field] = [
            Pick(f"condition:{line.id}", _("condition"), conditions, line.condition),
            Pick(f"disposition:{line.id}", _("goes to"), places, goes),
        ]
        rows += [Row(cells, _head(line)), Row([Text(f"note:{line.id}", _("note"))])]
    values = await form.ask(Sheet(_("Inspect return {n}").format(n=rma.id), rows, sends=_("writes it down")))
    if values is None:
        return None
    found = {
        line.id: Finding(values[f"condition:{line.id}"], values[f"disposition:{line.id}"], values[f"note:{line.id}"])
        for line in came
    }
    done = await _change(desk, view, _("inspect it"), lambda d, v: d.returns.inspect(rma.id, found, version=v))
    return await _said(desk, form, rma, done, "inspected")


async def complete(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """How each line ends; money goes back at this moment."""
    rma = _of(view, step)
    form = Form(desk, f"complete:{rma.id}")
    outcomes = [(str(one), words.outcome_name(one)) for one in Outcome]
    rows: list[Row] = []
    came = [line for line in rma.lines if line.received]
    for line in came:
        ends = _ends(line, rma)
        rows.append(Row([Pick(f"outcome:{line.id}", _("ends"), outcomes, ends)], _head(line)))
        if line.remedy == Remedy.EXCHANGE:
            same = _("the same article")
            rows.append(Row([Text(f"replacement:{line.id}", _("replacement (SKU)"), line.replacement or "", same)]))
    body = money_words(rma)
    values = await form.ask(Sheet(_("Finish return {n}").format(n=rma.id), rows, body, sends=_("finishes it")))
    if values is None:
        return None
    endings = {line.id: _ending(values, line) for line in came}
    done = await _change(
        desk, view, _("finish the return"), lambda d, v: d.returns.complete(rma.id, endings, version=v)
    )
    if done is None or not await form.done(done):
        return None
    now = await desk.acting.read(lambda d: d.returns.get(rma.id))
    await reply_about(desk, done.ticket, _ended(now))
    money = money_words(now)
    told = _("Return {n} is completed, {money}; tell {name} (ctrl+s).") if money else ""
    told = told or _("Return {n} is completed; tell {name} (ctrl+s).")
    desk.say(told.format(n=rma.id, money=money, name=_customer(view)))
    return done


async def cancel(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    done = await _change(desk, view, _("cancel the return"), lambda d, v: d.returns.cancel(rma.id, version=v))
    if done is not None:
        desk.say(_("Return {n} is cancelled; u takes that back.").format(n=rma.id))
    return done


def _ended(rma: RmaView) -> About | None:
    """What the customer is told of how it ended, where one answer does."""
    outcomes = {line.outcome for line in rma.lines if line.outcome}
    if outcomes == {Outcome.REFUNDED}:
        return REFUNDED
    return EXCHANGED if outcomes == {Outcome.EXCHANGED} else None


def _ends(line: RmaLineView, rma: RmaView) -> str:
    """How a line ends unless somebody says otherwise: what may not come back goes back to the customer."""
    if line.standing == Standing.REFUSED or (line.standing == Standing.OUTSIDE and rma.granted is None):
        return str(Outcome.SENT_BACK)
    return str(usual_outcome(Remedy(line.remedy)))


def _ending(values: Values, line: RmaLineView) -> Ending:
    outcome = values[f"outcome:{line.id}"]
    replacement = values.get(f"replacement:{line.id}", "").strip()
    return Ending(outcome, replacement or None if outcome == Outcome.EXCHANGED else None)


async def _change(
    desk: "DeskScreen", view: TicketView, wanted: str, job: "Callable[[Desk, int | None], Done]"
) -> Done | None:
    return await desk.acting.change(wanted, view.row, job)


async def _said(desk: "DeskScreen", form: Form, rma: RmaView, done: Done | None, stage: str) -> Done | None:
    if await form.done(done):
        desk.say(_("Return {n}: {stage}.").format(n=rma.id, stage=present.stage_name(stage)))
    return done


async def _text(form: Form, title: str, label: str, sends: str, body: str) -> str | None:
    check: Check = needs("text", _("say it in a few words"))
    values = await form.ask(Sheet(title, [Row([Text("text", label, tall=2)])], body, sends=sends), check=check)
    return None if values is None else values["text"].strip()


def _goods(rma: RmaView) -> str:
    return "\n".join(line_words(line, rma.currency) for line in rma.lines)


def _head(line: RmaLineView) -> str:
    pieces = line.quantity if line.received is None else line.received
    title = clean(line.title).strip() or clean(line.sku)
    return _("{n} x {title}: {reason}, {remedy}").format(
        n=pieces, title=title, reason=words.return_reason(line.reason), remedy=words.remedy_name(line.remedy)
    )


def _customer(view: TicketView) -> str:
    return clean(view.row.customer_name).strip() or _("the customer")


def _of(view: TicketView, step: Step) -> RmaView:
    return next(rma for rma in view.rmas if rma.id == step.of)
