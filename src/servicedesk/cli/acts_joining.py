"""Acts on two tickets: merge, split, link."""

from argparse import Namespace

from servicedesk.cli.acts import Acts, add_change
from servicedesk.cli.session import Session
from servicedesk.cli.ticket_output import print_done
from servicedesk.cli.words import ticket_number
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    merge = add_change(commands, "merge", merge_tickets, _("move this ticket's conversation into another"))
    merge.add_argument("--into", required=True, type=ticket_number, metavar="TARGET", help=_("the ticket that goes on"))
    split = add_change(commands, "split", split_ticket, _("move one message into a new, linked ticket"))
    split.add_argument(
        "--message", required=True, type=ticket_number, metavar="ID", help=_("the message, as shown in ()")
    )
    link = add_change(commands, "link", link_tickets, _("note that two tickets belong together"))
    link.add_argument("other", type=ticket_number, metavar="M", help=_("the other ticket"))


def merge_tickets(session: Session, arguments: Namespace) -> int:
    """Prints the target."""
    return print_done(
        session, session.desk.joining.merge(arguments.ticket, arguments.into, version=arguments.version_seen)
    )


def split_ticket(session: Session, arguments: Namespace) -> int:
    """Prints the new ticket."""
    return print_done(
        session, session.desk.joining.split(arguments.ticket, arguments.message, version=arguments.version_seen)
    )


def link_tickets(session: Session, arguments: Namespace) -> int:
    return print_done(
        session, session.desk.joining.link(arguments.ticket, arguments.other, version=arguments.version_seen)
    )
