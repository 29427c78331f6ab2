"""``servicedesk approval``: ask for money beyond one's limit, decide what others ask for, see the limits."""

from argparse import Namespace
from collections.abc import Sequence

from servicedesk.cli.acts import Acts, add_act, add_change, text_option
from servicedesk.cli.approval_shapes import approval_object, limits_object, money, print_approval
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done
from servicedesk.cli.words import read_text, ticket_number
from servicedesk.desk.views import Done
from servicedesk.desk.workflow_views import ApprovalView
from servicedesk.domain.events import Json
from servicedesk.i18n import _

KINDS = ("refund", "compensation")


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="approval_command")
    list_ = add_act(commands, "list", list_some, _("approvals that wait, yours to grant first"), on_ticket=False)
    which = list_.add_mutually_exclusive_group()
    which.add_argument("--mine", action="store_true", help=_("only those you may grant"))
    which.add_argument("--ticket", type=ticket_number, metavar="N", help=_("all of one ticket, decided ones too"))
    list_.set_defaults(table=True)
    ask = add_change(commands, "ask", ask_for, _("ask for a refund or a compensation"))
    ask.add_argument("kind", choices=KINDS, help=_("a refund is held against what was paid for the order"))
    ask.add_argument("amount", metavar="AMOUNT", help=_("as people write it: 540, 49.90"))
    ask.add_argument("currency", metavar="CURRENCY", type=str.upper, help="EUR, CNY, …")
    text_option(ask, "--why", _("the reason"))
    ask.add_argument("--order", metavar="NUMBER", help=_("default: the ticket's"))
    _add_decisions(commands)
    limits = add_act(commands, "limits", show_limits, _("what each role grants on its own"), on_ticket=False)
    others = _("what changes, such as 'agent EUR 200, CNY 1500; supervisor any'; the rest stays")
    limits.add_argument("--set", dest="wanted", metavar="LIMITS", help=others)
    limits.set_defaults(table=True)


def _add_decisions(commands: Acts) -> None:
    approve = _on_approval(commands, "approve", _("grant all that was asked for"))
    text_option(approve, "--word", _("a word on it"), required=False)
    reduce = _on_approval(commands, "reduce", _("grant less"))
    reduce.add_argument("amount", metavar="AMOUNT", help=_("what is granted, in the currency asked for"))
    text_option(reduce, "--reason", _("why not all"))
    reject = _on_approval(commands, "reject", _("grant nothing"))
    text_option(reject, "--reason", _("why"))
    _on_approval(commands, "withdraw", _("take back what you asked for"))


def _on_approval(commands: Acts, name: str, help_text: str) -> CommandParser:
    parser = add_act(commands, name, decide, help_text, on_ticket=False)
    parser.add_argument("approval", type=ticket_number, metavar="ID", help=_("the approval's number"))
    parser.add_argument(
        "--if-version",
        type=ticket_number,
        dest="version_seen",
        metavar="V",
        help=_("refuse when others changed the ticket after this version"),
    )
    parser.set_defaults(move=name)
    return parser


def list_some(session: Session, arguments: Namespace) -> int:
    found = _found(session, arguments)
    data: dict[str, Json] = {"approvals": [approval_object(one) for one in found]}
    columns = (_("id"), _("ticket"), _("kind"), _("amount"), _("state"), _("asker"), _("asked"), _("yours"), _("why"))
    rows = [
        (
            str(one.id),
            str(one.ticket_id),
            one.kind,
            money(one.amount, one.currency),
            one.state,
            one.asker,
            session.out.when(one.asked_at),
            _("yes") if one.mine else one.why_not or "",
            " ".join(one.why.split()),
        )
        for one in found
    ]
    session.out.sheet(data, Sheet(columns, rows, _("no approvals")))
    return 0


def _found(session: Session, arguments: Namespace) -> Sequence[ApprovalView]:
    if arguments.ticket is not None:
        return session.desk.approvals.of_ticket(arguments.ticket)
    waiting = session.desk.approvals.waiting()
    return [one for one in waiting if one.mine] if arguments.mine else waiting


def ask_for(session: Session, arguments: Namespace) -> int:
    from servicedesk.tui.wording.amounts import minor_of

    done, view = session.desk.approvals.ask(
        arguments.ticket,
        arguments.kind,
        minor_of(arguments.amount, arguments.currency),
        arguments.currency,
        read_text("why", arguments.why),
        order=arguments.order,
        version=arguments.version_seen,
    )
    return _told(session, done, view)


def decide(session: Session, arguments: Namespace) -> int:
    approvals, number, version = session.desk.approvals, arguments.approval, arguments.version_seen
    match arguments.move:
        case "approve":
            done = approvals.approve(number, read_text("word", arguments.word or ""), version=version)
        case "reduce":
            from servicedesk.tui.wording.amounts import minor_of

            granted = minor_of(arguments.amount, approvals.get(number).currency)
            done = approvals.reduce(number, granted, read_text("reason", arguments.reason), version=version)
        case "reject":
            done = approvals.reject(number, read_text("reason", arguments.reason), version=version)
        case _:
            done = approvals.withdraw(number, version=version)
    return _told(session, done, approvals.get(number))


def _told(session: Session, done: Done, view: ApprovalView) -> int:
    if not session.options.json:
        print_approval(session.out, view)
    return print_done(session, done, approval=approval_object(view))


def show_limits(session: Session, arguments: Namespace) -> int:
    approvals = session.desk.approvals
    limits = approvals.limits() if arguments.wanted is None else approvals.set_limits(arguments.wanted)
    rows = [
        (
            each.role,
            _("any amount")
            if each.limits is None
            else ", ".join(money(each.limits[currency], currency) for currency in sorted(each.limits)),
        )
        for each in limits.roles
    ]
    session.out.sheet(limits_object(limits), Sheet((_("role"), _("grants alone")), rows, ""))
    return 0
