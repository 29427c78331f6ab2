"""Four eyes: asking for money without a return, deciding what others ask for, taking one's own request back.

Decisions don't say which version was seen: the desk looks at the approval itself, under its lock.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Done, TicketView
from servicedesk.desk.workflow_views import ApprovalView
from servicedesk.domain.errors import Invalid
from servicedesk.domain.workflows.approval import GRANTED, ApprovalKind
from servicedesk.i18n import _
from servicedesk.tui.screens.workflows.fields import Pick, Row, Sheet, Text
from servicedesk.tui.screens.workflows.form import Values
from servicedesk.tui.stepping.asking import Form, needs
from servicedesk.tui.stepping.replying import reply_about
from servicedesk.tui.stepping.steps import Step
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.amounts import minor_of, typed_amount
from servicedesk.tui.wording.banners import asked_words

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

CURRENCIES: Final = ("EUR", "CNY", "USD", "GBP", "JPY")
"""Offered for a compensation of a ticket without an order."""


async def grant(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    one = _of(view, step)
    done = await desk.acting.do(lambda d: d.approvals.approve(one.id))
    if done is not None:
        desk.say(
            _("#{n}: {what} approved; {who} goes on with it.").format(
                n=view.row.id, what=words.asked_for(one), who=words.asker_name(one)
            )
        )
    return done


async def reduce(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    one = _of(view, step)
    form = Form(desk, f"reduce:{one.id}")

    def check(values: Values) -> None:
        amount = minor_of(values["amount"], one.currency)
        if not 0 < amount < one.amount:
            most = present.money(one.amount, one.currency)
            raise Invalid(_("amount"), _("more than nothing and less than {most}").format(most=most))
        needs("text", _("say why"))(values)

    sheet = Sheet(
        _("#{n}: reduce {what}").format(n=view.row.id, what=words.asked_for(one)),
        [
            Row([Text("amount", _("to ({currency})").format(currency=one.currency))]),
            Row([Text("text", _("reason"), tall=2)]),
        ],
        asked_words(one, desk.now()),
        sends=_("reduces it"),
    )
    values = await form.ask(sheet, check=check)
    if values is None:
        return None
    amount, reason = minor_of(values["amount"], one.currency), values["text"].strip()
    done = await desk.acting.do(lambda d: d.approvals.reduce(one.id, amount, reason))
    if await form.done(done):
        granted = present.money(amount, one.currency)
        desk.say(_("#{n}: reduced to {amount}.").format(n=view.row.id, amount=granted))
    return done


async def reject(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    one = _of(view, step)
    form = Form(desk, f"reject:{one.id}")
    title = _("#{n}: why not {what}?").format(n=view.row.id, what=words.asked_for(one))
    sheet = Sheet(
        title, [Row([Text("text", _("reason"), tall=2)])], asked_words(one, desk.now()), sends=_("rejects it")
    )
    values = await form.ask(sheet, check=needs("text", _("say why")))
    if values is None:
        return None
    reason = values["text"].strip()
    done = await desk.acting.do(lambda d: d.approvals.reject(one.id, reason))
    if await form.done(done):
        desk.say(_("#{n}: rejected.").format(n=view.row.id))
    return done


async def withdraw(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    one = _of(view, step)
    done = await desk.acting.do(lambda d: d.approvals.withdraw(one.id))
    if done is not None:
        desk.say(_("#{n}: the request for approval is taken back.").format(n=view.row.id))
    return done


async def write(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """The reply to the customer, while somebody else is to decide."""
    del step
    await reply_about(desk, view.row, None)
    return None


async def money(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    """A refund or a compensation without a return; beyond one's limit it waits for a second pair of eyes."""
    del step
    row = view.row
    currency, paid = await _order_money(desk, view)
    limits = (await desk.acting.read(lambda d: d.approvals.limits())).own
    form = Form(desk, f"money:{row.id}")
    values = await form.ask(
        _money_sheet(view, currency, paid),
        check=lambda values: _check_money(values, currency),
        live=lambda values: _foretold(desk, view, values, currency, limits),
    )
    if values is None:
        return None
    code = currency or values["currency"]
    amount, why, kind = minor_of(values["amount"], code), values["text"].strip(), values["kind"]
    asked = await desk.acting.change(
        _("ask for {amount}").format(amount=present.money(amount, code)),
        row,
        lambda d, version: d.approvals.ask(row.id, kind, amount, code, why, version=version),
    )
    if asked is None:
        return None
    done, approval = asked
    await form.done(done)
    desk.say(_asked(desk, view, approval))
    return done


def _money_sheet(view: TicketView, currency: str, paid: int | None) -> Sheet:
    kinds = [(str(kind), words.approval_kind(kind)) for kind in (ApprovalKind.REFUND, ApprovalKind.COMPENSATION)]
    start = str(ApprovalKind.REFUND if currency else ApprovalKind.COMPENSATION)
    head: list[Pick] = [Pick("kind", _("what"), kinds, start)]
    if not currency:
        head.append(Pick("currency", _("currency"), [(code, code) for code in CURRENCIES]))
    label = _("amount ({currency})").format(currency=currency) if currency else _("amount")
    start_amount = "" if paid is None else typed_amount(paid, currency)
    body = "" if paid is None else _("Paid for the order: {amount}").format(amount=present.money(paid, currency))
    rows = [
        Row(head),
        Row([Text("amount", label, empty=start_amount)]),
        Row([Text("text", _("why"), tall=2)]),
    ]
    title = _("#{n}: refund or compensation").format(n=view.row.id)
    return Sheet(title, rows, body, at="amount", sends=_("asks for it"))


async def _order_money(desk: "DeskScreen", view: TicketView) -> tuple[str, int | None]:
    """The currency of the ticket's order and what it cost; nothing without one."""
    if not view.order:
        return "", None
    customer = await desk.acting.read(lambda d: d.tickets.customer(view.row.id))
    orders = customer.orders if customer is not None else ()
    found = next((order for order in orders if order.number == view.order), None)
    return ("", None) if found is None else (found.currency, found.total)


def _check_money(values: Values, currency: str) -> None:
    if minor_of(values["amount"], currency or values["currency"]) <= 0:
        raise Invalid(_("amount"), _("more than nothing"))
    needs("text", _("say why"))(values)


async def _foretold(
    desk: "DeskScreen", view: TicketView, values: Values, currency: str, limits: Mapping[str, int] | None
) -> str:
    """Whether it is within one's own limit, with what one gave alone before."""
    if not values["amount"].strip():
        return ""
    code = currency or values["currency"]
    amount = minor_of(values["amount"], code)
    given = await desk.acting.read(lambda d: d.approvals.given_before(view.row.id, code))
    if limits is None or amount + given <= limits.get(code, 0):
        return _("within your limit: granted at once")
    own = present.money(limits.get(code, 0), code)
    if given:
        text = _("beyond your limit of {own}, with {given} you granted on this order before: waits for approval")
        if not view.order:
            text = _("beyond your limit of {own}, with {given} you granted on this ticket before: waits for approval")
        return text.format(own=own, given=present.money(given, code))
    return _("beyond your limit of {own}: waits for approval; the customer's clock runs on").format(own=own)


def _asked(desk: "DeskScreen", view: TicketView, approval: ApprovalView) -> str:
    n, what = view.row.id, words.asked_for(approval)
    if approval.state in GRANTED:
        key = desk.keymap.hint("ticket.reply")
        return _("#{n}: {what} granted, within your limit; {key} tells the customer.").format(n=n, what=what, key=key)
    return _("#{n}: {what} waits for approval; u takes it back.").format(n=n, what=what)


def _of(view: TicketView, step: Step) -> ApprovalView:
    return next(one for one in view.approvals if one.id == step.of)
