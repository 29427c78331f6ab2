"""``servicedesk return``: returns and their lines, to read."""

from argparse import Namespace

from servicedesk.cli import returns_quote
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import rma_object
from servicedesk.cli.words import ticket_number
from servicedesk.desk.views import RmaView
from servicedesk.domain.errors import NotFound
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    from servicedesk.domain.returns import RmaStage

    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="return_command")
    list_ = commands.add_parser("list", help=_("every return, newest first"), description=_("List the returns."))
    list_.add_argument("--stage", choices=[str(stage) for stage in RmaStage], help=_("only those at this stage"))
    list_.set_defaults(run=list_returns, table=True)
    show = commands.add_parser("show", help=_("one return with its lines"), description=_("Show one return."))
    show.add_argument("rma", type=ticket_number, metavar="N", help=_("the return's number"))
    show.set_defaults(run=show_return)
    returns_quote.add(commands)


def list_returns(session: Session, arguments: Namespace) -> int:
    wanted: str | None = arguments.stage
    found = [rma for rma in session.desk.returns.all() if wanted in (None, rma.stage)]
    rows = [
        (
            str(rma.id),
            str(rma.ticket_id),
            rma.stage,
            rma.order or "",
            session.out.when(rma.opened_at),
            session.out.when(rma.updated_at),
            ", ".join(f"{line.quantity} x {line.title}" for line in rma.lines),
        )
        for rma in found
    ]
    columns = (_("return"), _("ticket"), _("stage"), _("order"), _("opened"), _("changed"), _("lines"))
    session.out.sheet({"returns": [rma_object(rma) for rma in found]}, Sheet(columns, rows, _("no returns")))
    return 0


def show_return(session: Session, arguments: Namespace) -> int:
    number: int = arguments.rma
    rma = next((rma for rma in session.desk.returns.all() if rma.id == number), None)
    if rma is None:
        raise NotFound("return", number)
    if session.options.json:
        session.out.json(rma_object(rma))
        return 0
    session.out.line(_("return {id}, {stage}").format(id=rma.id, stage=rma.stage), style="bold")
    session.out.facts(
        {
            _("ticket"): f"#{rma.ticket_id}",
            _("order"): rma.order or "",
            _("opened"): session.out.when(rma.opened_at),
            _("changed"): session.out.when(rma.updated_at),
        }
    )
    session.out.table(line_sheet(rma))
    return 0


def line_sheet(rma: RmaView) -> Sheet:
    """A return's lines, with their amounts in minor units."""
    columns = (_("pieces"), _("reason"), _("condition"), _("remedy"), _("outcome"), _("amount"), _("article"))
    rows = [
        (
            str(line.quantity),
            line.reason,
            line.condition,
            line.remedy,
            " ".join(part for part in (line.outcome, line.disposition) if part),
            "" if line.amount is None else str(line.amount),
            line.title,
        )
        for line in rma.lines
    ]
    return Sheet(columns, rows, _("no lines"))
