"""``servicedesk ticket``: show one, open one, and everything that can be done with one."""

from argparse import Namespace

from servicedesk.cli import acts_conversation, acts_handling, acts_joining, acts_reminders
from servicedesk.cli.acts import Acts, add_act, text_option
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done, print_ticket
from servicedesk.cli.words import read_text
from servicedesk.domain.tickets import Channel, Kind, Priority
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="ticket_command")
    add_act(commands, "show", show, _("the whole ticket"))
    _add_open(commands)
    acts_conversation.add(commands)
    acts_handling.add(commands)
    acts_joining.add(commands)
    acts_reminders.add(commands)


def show(session: Session, arguments: Namespace) -> int:
    print_ticket(session, arguments.ticket)
    return 0


def _add_open(commands: Acts) -> None:
    parser = add_act(commands, "open", open_ticket, _("open a ticket"), on_ticket=False)
    parser.add_argument(
        "--kind", required=True, choices=[str(kind) for kind in Kind], help=_("what the customer wants")
    )
    parser.add_argument("--subject", help=_("one line; default: the first of the message"))
    text_option(parser, "--body", _("the customer's first message"), required=False)
    parser.add_argument("--customer", metavar="MAIL", help=_("the customer's mail address"))
    parser.add_argument("--name", help=_("the customer's name"))
    parser.add_argument("--phone", help=_("the customer's phone number"))
    parser.add_argument(
        "--channel", default="local", choices=[str(channel) for channel in Channel], help=_("how it came")
    )
    parser.add_argument("--priority", choices=[str(priority) for priority in Priority], help=_("default: normal"))
    parser.add_argument("--language", help=_("the customer's language, such as en or zh"))
    parser.add_argument("--order", metavar="NUMBER", help=_("the order it is about"))
    parser.add_argument("--product", metavar="SKU", help=_("the product it is about"))
    parser.add_argument("--tag", action="append", default=[], help=_("may be given several times"))


def open_ticket(session: Session, arguments: Namespace) -> int:
    done = session.desk.intake.open(
        kind=arguments.kind,
        subject=arguments.subject,
        body=None if arguments.body is None else read_text("body", arguments.body),
        customer=arguments.customer,
        name=arguments.name,
        phone=arguments.phone,
        channel=arguments.channel,
        priority=arguments.priority,
        language=arguments.language,
        order=arguments.order,
        product=arguments.product,
        tags=arguments.tag,
    )
    return print_done(session, done)
