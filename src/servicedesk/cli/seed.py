"""``servicedesk seed``: a demo shop from a folder of files, and made-up tickets by the thousand."""

from argparse import Namespace
from pathlib import Path

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.progress import progress_bar
from servicedesk.cli.session import Session
from servicedesk.cli.words import whole_number
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help=_("a shop's files; default: the demo shop's")
    )
    parser.add_argument(
        "--size", type=whole_number(1, 10_000_000), metavar="N", help=_("fill up to N tickets with made-up ones")
    )
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    """The demo shop is loaded unless only a size is asked for."""
