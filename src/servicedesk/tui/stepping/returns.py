"""A return's steps after its request: approving, declining, on its way, arrived, inspected, finished, cancelled."""

from typing import TYPE_CHECKING

from servicedesk.desk.returning.views import Ending, EndQuote, Finding
from servicedesk.desk.views import Done, RmaLineView, RmaView, TicketView
from servicedesk.domain.errors import NotFound
from servicedesk.domain.lifecycle import LifecycleStage
from servicedesk.domain.refunds.rules import Standing
from servicedesk.domain.returns import Condition, Disposition, Outcome, Remedy, usual_disposition, usual_outcome
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Count, Field, Finds, Pick, Row, Sheet, Text
from servicedesk.tui.screens.workflows.form import Values
from servicedesk.tui.stepping.asking import Form, needs
from servicedesk.tui.stepping.replying import APPROVED, EXCHANGED, REFUNDED, TOO_LATE, About, reply_about
from servicedesk.tui.stepping.steps import Step, beyond_own
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.banners import line_words, money_words, settled_words
from servicedesk.tui.wording.joined import commas, headed

if TYPE_CHECKING:
    from servicedesk.desk.belongings import ProductChoice
    from servicedesk.tui.screens.desk import DeskScreen


async def approve(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """Within the rules and one's limit it is approved and the reply opens; else it is asked for."""
    rma = _of(view, step)
    form, wanted = Form(desk, f"approve:{rma.id}"), _("approve the return")
    if await _waits(desk, rma):
        title = _("Return {n} needs somebody with more authority: why should it come back?").format(n=rma.id)
        done = await form.send(
            _text(title, _("why"), _("asks for it"), _goods(rma)),
            wanted,
            view,
            lambda d, said, v: d.returns.approve(rma.id, said["text"].strip(), version=v),
            check=_said_so,
        )
        await form.done(done)
    else:
        done = await desk.acting.change(wanted, view.row, lambda d, v: d.returns.approve(rma.id, version=v))
    if done is None:
        return None
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
    return beyond_own(rma, own)


async def decline(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    form = Form(desk, f"decline:{rma.id}")
    title = _("Return {n}: why can't it come back?").format(n=rma.id)
    done = await form.send(
        _text(title, _("reason"), _("declines it"), _goods(rma)),
        _("decline the return"),
        view,
        lambda d, said, v: d.returns.decline(rma.id, said["text"].strip(), version=v),
        check=_said_so,
    )
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
    done = await form.send(
        Sheet(title, rows, _goods(rma), sends=_("writes it down")),
        _("it is on its way"),
        view,
        lambda d, said, v: d.returns.ship(rma.id, said["tracking"].strip(), version=v),
    )
    return await _said(desk, form, rma, done, "in_transit")


async def receive(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    form = Form(desk, f"receive:{rma.id}")
    rows = [Row([Count(f"n:{line.id}", _("pieces"), line.quantity, line.quantity)], _head(line)) for line in rma.lines]
    title = _("Return {n} has arrived: how much of it?").format(n=rma.id)
    done = await form.send(
        Sheet(title, rows, sends=_("writes it down")),
        _("it has arrived"),
        view,
        lambda d, said, v: d.returns.receive(
            rma.id, {line.id: int(said[f"n:{line.id}"]) for line in rma.lines}, version=v
        ),
    )
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
    done = await form.send(
        Sheet(_("Inspect return {n}").format(n=rma.id), rows, sends=_("writes it down")),
        _("inspect it"),
        view,
        lambda d, said, v: d.returns.inspect(rma.id, {line.id: _finding(said, line) for line in came}, version=v),
    )
    return await _said(desk, form, rma, done, "inspected")


async def complete(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """How each line ends; money goes back at this moment."""
    rma = _of(view, step)
    form = Form(desk, f"complete:{rma.id}")

    async def finds(text: str) -> list[tuple[str, str]]:
        found = await desk.acting.read(lambda d: d.belongings.products(text))
        return [(one.sku, _article(one)) for one in found if one.stage != LifecycleStage.WITHDRAWN]

    async def live(values: Values) -> str:
        try:
            return ending_words(await desk.acting.read(lambda d: d.returns.foretell(rma.id, _endings(values, rma))))
        except NotFound:
            return _("type a part of the article's name or SKU, enter takes the marked one")

    done = await form.send(
        finish_sheet(rma, finds),
        _("finish the return"),
        view,
        lambda d, said, v: d.returns.complete(rma.id, _endings(said, rma), version=v),
        live=live,
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


def finish_sheet(rma: RmaView, finds: Finds) -> Sheet:
    """How each line that came ends, with what the inspection found; ``finds`` finds the article that goes out."""
    outcomes = [(str(one), words.outcome_name(one)) for one in Outcome]
    rows: list[Row] = []
    for line in rma.lines:
        if not line.received:
            continue
        name = f"outcome:{line.id}"
        rows.append(Row((), _head(line)))
        if seen := _seen(line):
            rows.append(Row((), seen, "ink-quiet"))
        rows.append(Row([Pick(name, _("ends"), outcomes, _ends(line, rma))]))
        article = Text(f"replacement:{line.id}", _("sends"), line.replacement or "", _("the same article"), finds=finds)
        rows.append(Row([article], only=(name, str(Outcome.EXCHANGED))))
    return Sheet(_("Finish return {n}").format(n=rma.id), rows, sends=_("finishes it"))


def _seen(line: RmaLineView) -> str:
    """What the inspection found: ``opened, restock: the band is torn``."""
    parts = (words.condition_name(line.found) if line.found else "",
             words.disposition_name(line.disposition) if line.disposition else "")  # fmt: skip
    found = commas(filter(None, parts))
    note = " ".join(clean(line.note, lines=True).split())
    return headed(found, note) if found and note else found or note


def _article(one: "ProductChoice") -> str:
    return "  ".join(filter(None, (one.sku, one.name, one.name_zh, present.money(one.price, one.currency))))


def ending_words(quote: EndQuote) -> str:
    """What ending a return so does with money, and that it can't be taken back then."""
    if quote.currency is None or not (quote.refund_total or quote.differences):
        return _("no money moves; u takes it back")
    money = settled_words(quote.currency, quote.refund_total, quote.difference)
    return _("{money}; once finished this can't be undone").format(money=money)


async def cancel(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    rma = _of(view, step)
    done = await desk.acting.change(_("cancel the return"), view.row, lambda d, v: d.returns.cancel(rma.id, version=v))
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


def _finding(values: Values, line: RmaLineView) -> Finding:
    return Finding(*(values[f"{name}:{line.id}"] for name in ("condition", "disposition", "note")))


def _endings(values: Values, rma: RmaView) -> dict[int, Ending]:
    return {line.id: _ending(values, line) for line in rma.lines if line.received}


def _ending(values: Values, line: RmaLineView) -> Ending:
    outcome = values[f"outcome:{line.id}"]
    replacement = values.get(f"replacement:{line.id}", "").strip()
    return Ending(outcome, replacement or None if outcome == Outcome.EXCHANGED else None)


async def _said(desk: "DeskScreen", form: Form, rma: RmaView, done: Done | None, stage: str) -> Done | None:
    if await form.done(done):
        desk.say(_("Return {n}: {stage}.").format(n=rma.id, stage=present.stage_name(stage)))
    return done


def _text(title: str, label: str, sends: str, body: str) -> Sheet:
    return Sheet(title, [Row([Text("text", label, tall=2)])], body, sends=sends)


def _said_so(values: Values) -> None:
    needs("text", _("say it in a few words"))(values)


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
