"""A new return: the order's lines with what can still come back, reasons and remedies, and what it pays back, live."""

from typing import TYPE_CHECKING, Final

from servicedesk.desk.returning.views import LineWanted, Returnable, ReturnableLine, ReturnQuote
from servicedesk.desk.views import AttachmentView, Done, TicketView
from servicedesk.domain.errors import Invalid
from servicedesk.domain.returns import Condition, Reason, Remedy
from servicedesk.domain.tickets import Nature
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Count, Field, Pick, Row, Sheet
from servicedesk.tui.screens.workflows.form import Values
from servicedesk.tui.stepping.asking import Form
from servicedesk.tui.stepping.steps import Step
from servicedesk.tui.wording import present
from servicedesk.tui.wording import workflow_words as words
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wrap import clip

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

FILES: Final = 6
"""The newest attachments that are offered as evidence."""
NAMED: Final = 24
"""Cells of a file's name."""


async def request(desk: "DeskScreen", view: TicketView, step: Step) -> Done | None:
    del step
    row = view.row
    goods = await desk.acting.read(lambda d: d.returns.returnable(row.id))
    form = Form(desk, f"request:{row.id}")

    async def live(values: Values) -> str:
        wanted = wanted_lines(goods, values)
        if not wanted:
            return _("nothing is chosen yet: how many pieces of which line?")
        return quote_words(await desk.acting.read(lambda d: d.returns.quote(row.id, wanted)))

    def check(values: Values) -> None:
        if not wanted_lines(goods, values):
            raise Invalid(_("pieces"), _("nothing is chosen yet"))

    asked = await form.send(
        request_sheet(view, goods),
        _("request a return"),
        view,
        lambda d, said, version: d.returns.request(
            row.id, wanted_lines(goods, said), attachments=_files(view, said), version=version
        ),
        check=check,
        live=live,
    )
    if asked is None:
        return None
    done, number = asked
    await form.done(done)
    key = desk.keymap.hint("ticket.step")
    desk.say(_("Return {n} is requested; {key} enter goes on with it.").format(n=number, key=key))
    return done


def request_sheet(view: TicketView, goods: Returnable) -> Sheet:
    """A line of the order a block; what has come back already stands there without fields."""
    rows = [_row(n, line, goods, view) for n, line in enumerate(goods.lines)]
    if view.attachments:
        rows.append(Row(_evidence(view.attachments), _("Evidence"), "ink-quiet"))
    title = _("#{n}: a return of order {order}").format(n=view.row.id, order=goods.order)
    left = _("paid {paid}, still to be had back {left}").format(
        paid=present.money(goods.paid, goods.currency), left=present.money(goods.left, goods.currency)
    )
    return Sheet(title, rows, left, at=_first(goods), sends=_("requests it"))


def _row(n: int, line: ReturnableLine, goods: Returnable, view: TicketView) -> Row:
    if not line.left:
        return Row((), _head(line, goods.currency), "ink-faint")
    able = [one for one in goods.lines if one.left]
    start = 1 if len(able) == 1 or line.sku == view.product else 0
    broken = view.nature == Nature.PRODUCT_QUALITY
    reason, condition = (Reason.DAMAGED, Condition.DAMAGED) if broken else (Reason.CHANGED_MIND, Condition.OPENED)
    cells: list[Field] = [
        Count(f"n:{n}", _("pieces"), line.left, start),
        Pick(f"reason:{n}", "", [(str(one), words.return_reason(one)) for one in Reason], reason),
        Pick(f"condition:{n}", "", [(str(one), words.condition_name(one)) for one in Condition], condition),
        Pick(f"remedy:{n}", "", [(str(one), words.remedy_name(one)) for one in Remedy], Remedy.REFUND),
    ]
    return Row(cells, _head(line, goods.currency))


def _head(line: ReturnableLine, currency: str) -> str:
    title = clean(line.title).strip() or clean(line.sku)
    if not line.left:
        return _("{title}: all of it has come back").format(title=title)
    left = _("{n} of {all} can still come back").format(n=line.left, all=line.quantity)
    delivered = _("delivered {day}").format(day=line.delivered_on) if line.delivered_on else _("not delivered yet")
    price = _("{amount} each").format(amount=present.money(line.unit_price, currency))
    return headed(title, commas((left, price, delivered, words.by_rule(line.standing, line.rule))))


def _first(goods: Returnable) -> str:
    return next((f"n:{n}" for n, line in enumerate(goods.lines) if line.left), "")


def _evidence(files: tuple[AttachmentView, ...]) -> list[Field]:
    answers = [("yes", _("yes")), ("", _("no"))]
    return [Pick(f"file:{file.id}", clip(clean(file.name), NAMED), answers, "yes") for file in files[-FILES:]]


def _files(view: TicketView, values: Values) -> tuple[int, ...]:
    return tuple(file.id for file in view.attachments if values.get(f"file:{file.id}"))


def wanted_lines(goods: Returnable, values: Values) -> list[LineWanted]:
    """The lines of which pieces are chosen."""
    return [
        LineWanted(
            line.sku,
            int(values[f"n:{n}"]),
            *(values[f"{name}:{n}"] for name in ("reason", "condition", "remedy")),
        )
        for n, line in enumerate(goods.lines)
        if line.left and int(values[f"n:{n}"])
    ]


def quote_words(quote: ReturnQuote) -> str:
    """What would come back and who decides, then each line with its rule."""
    total = _("{amount} back").format(amount=present.money(quote.refund_total, quote.currency))
    parts = [total]
    if quote.fee:
        parts.append(_("fee {amount}").format(amount=present.money(quote.fee, quote.currency)))
    if quote.shipping:
        parts.append(_("shipping {amount}").format(amount=present.money(quote.shipping, quote.currency)))
    parts.append(_("needs approval") if quote.needs_approval else _("you may approve it"))
    lines = [
        headed(
            _("{n} x {title}").format(n=line.quantity, title=clean(line.title).strip() or clean(line.sku)),
            commas((present.money(line.refund, quote.currency), words.by_rule(line.standing, line.rule))),
        )
        for line in quote.lines
    ]
    return "\n".join([commas(parts), *lines])
