"""``servicedesk find``: tickets, customers and orders by what is known of them."""

from argparse import Namespace

from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import hit_object
from servicedesk.cli.words import whole_number
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    known = _("a number or its last digits, a phone, a name, an address, words")
    parser.add_argument("text", nargs="+", metavar="TEXT", help=known)
    parser.add_argument("--limit", type=whole_number(1, 1000), default=20, metavar="N", help=_("hits at most"))
    parser.set_defaults(run=run, table=True)


def run(session: Session, arguments: Namespace) -> int:
    hits = session.desk.search.find(" ".join(arguments.text), limit=arguments.limit)
    session.out.sheet(
        {"hits": [hit_object(hit) for hit in hits]},
        Sheet(
            (_("what"), _("id"), _("ticket"), _("matched"), _("when"), _("label"), _("detail")),
            [
                (
                    hit.what,
                    str(hit.id),
                    "" if hit.ticket_id is None else str(hit.ticket_id),
                    hit.why,
                    session.out.when(hit.at),
                    hit.label,
                    hit.found or hit.detail,
                )
                for hit in hits
            ],
            _("nothing found"),
        ),
    )
    return 0
