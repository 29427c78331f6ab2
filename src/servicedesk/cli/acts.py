"""How the acts on a ticket are declared: ``servicedesk ticket ACT N …``."""

import argparse
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.words import ticket_number
from servicedesk.domain.tickets import Status
from servicedesk.i18n import _

if TYPE_CHECKING:
    Acts = argparse._SubParsersAction[CommandParser]
else:
    Acts = object

Run = Callable[[Session, Namespace], int]


def add_act(commands: "Acts", name: str, run: Run, help_text: str, *, on_ticket: bool = True) -> CommandParser:
    """Declare ``ticket NAME``, with the ticket's number as its first argument unless told otherwise."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    if on_ticket:
        parser.add_argument("ticket", type=ticket_number, metavar="N", help=_("the ticket's number"))
    parser.set_defaults(run=run)
    return parser


def add_change(commands: "Acts", name: str, run: Run, help_text: str) -> CommandParser:
    """An act that can be refused when somebody else changed the ticket meanwhile."""
    parser = add_act(commands, name, run, help_text)
    parser.add_argument(
        "--if-version",
        type=ticket_number,
        dest="version_seen",
        metavar="V",
        help=_("refuse when others changed the ticket after this version"),
    )
    return parser


def text_option(parser: CommandParser, name: str, help_text: str, *, required: bool = True) -> None:
    """An option for a text; ``-`` reads standard input."""
    parser.add_argument(
        name, required=required, metavar="TEXT", help=_("{what}; - reads standard input").format(what=help_text)
    )


def then_option(parser: CommandParser) -> None:
    """The status that the same act gives."""
    parser.add_argument("--then", choices=STATUSES, metavar="STATUS", help=_("set this status in the same act"))


STATUSES = tuple(str(status) for status in Status if status not in (Status.NEW, Status.MERGED))
