"""``servicedesk return``: returns to read, to ask for and to move on, and the shop's rules for them."""

from argparse import Namespace

from servicedesk.cli import returns_acts, returns_policy, returns_quote
from servicedesk.cli.approval_shapes import money
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.return_shapes import print_return, returnable_object, rma_object, total_shown
from servicedesk.cli.session import Session
from servicedesk.cli.words import ticket_number, whole_number
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    from servicedesk.domain.returns import RmaStage

    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="return_command")
    list_ = commands.add_parser("list", help=_("every return, newest first"), description=_("List the returns."))
    list_.add_argument("--stage", choices=[str(stage) for stage in RmaStage], help=_("only those at this stage"))
    list_.add_argument("--limit", type=whole_number(1, 10_000), metavar="N", help=_("at most so many"))
    list_.add_argument("--after", type=ticket_number, metavar="RMA", help=_("only returns older than this one"))
    list_.set_defaults(run=list_returns, table=True)
    show = commands.add_parser("show", help=_("one return with its lines"), description=_("Show one return."))
    show.add_argument("rma", type=ticket_number, metavar="RMA", help=_("the return's number"))
    show.set_defaults(run=show_return)
    what = _("what of a ticket's order can still come back")
    left = commands.add_parser("left", help=what, description=what)
    left.add_argument("ticket", type=ticket_number, metavar="N", help=_("the ticket's number"))
    left.set_defaults(run=show_left, table=True)
    returns_acts.add(commands)
    returns_quote.add(commands)
    returns_policy.add(commands)


def list_returns(session: Session, arguments: Namespace) -> int:
    found = session.desk.returns.all(arguments.stage, arguments.limit, arguments.after)
    rows = [
        (
            str(rma.id),
            str(rma.ticket_id),
            rma.stage,
            rma.order or "",
            session.out.when(rma.opened_at),
            session.out.when(rma.updated_at),
            total_shown(rma),
            ", ".join(f"{line.quantity} x {line.title}" for line in rma.lines),
        )
        for rma in found
    ]
    columns = (_("return"), _("ticket"), _("stage"), _("order"), _("opened"), _("changed"), _("pays back"), _("lines"))
    session.out.sheet({"returns": [rma_object(rma) for rma in found]}, Sheet(columns, rows, _("no returns")))
    return 0


def show_return(session: Session, arguments: Namespace) -> int:
    rma = session.desk.returns.get(arguments.rma)
    if session.options.json:
        session.out.json(rma_object(rma))
    else:
        print_return(session, rma)
    return 0


def show_left(session: Session, arguments: Namespace) -> int:
    found = session.desk.returns.returnable(arguments.ticket)
    rows = [
        (
            line.sku,
            str(line.quantity),
            str(line.left),
            money(line.unit_price, found.currency),
            line.standing,
            line.rule,
            line.title,
        )
        for line in found.lines
    ]
    columns = (_("SKU"), _("pieces"), _("left"), _("price"), _("standing"), _("rule"), _("article"))
    after = _("order {order}: {left} of {paid} are left to pay back").format(
        order=found.order, left=money(found.left, found.currency), paid=money(found.paid, found.currency)
    )
    session.out.sheet(returnable_object(found), Sheet(columns, rows, _("no lines")), after)
    return 0
