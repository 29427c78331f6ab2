"""``servicedesk answers find|suggest``: by what is typed, or by what a customer wrote."""

from argparse import Namespace
from collections.abc import Sequence

from servicedesk.answers.answer import Offer
from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.answer_shapes import offer_object, reasons
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_text, ticket_number, whole_number
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    what = _("answers by code, title or words, best first; with a ticket those that fit it come first")
    find = add_act(commands, "find", find_answers, what, on_ticket=False)
    find.add_argument("text", nargs="*", metavar="TEXT", help=_("a code, words of the title or the text"))
    find.add_argument("--ticket", type=ticket_number, metavar="N", help=_("the ticket to answer"))
    _limit(find, 5)
    what = _("answers for what a customer wrote, from examples and earlier replies; nothing where none fits")
    suggest = add_act(commands, "suggest", suggest_answers, what, on_ticket=False)
    asked = suggest.add_mutually_exclusive_group(required=True)
    asked.add_argument("--text", metavar="TEXT", help=_("the customer's message; - reads standard input"))
    asked.add_argument("--ticket", type=ticket_number, metavar="N", help=_("the ticket to answer"))
    _limit(suggest, 3)


def _limit(parser: CommandParser, usual: int) -> None:
    parser.add_argument("--limit", type=whole_number(1, 1000), default=usual, metavar="N", help=_("answers at most"))
    parser.set_defaults(table=True)


def find_answers(session: Session, arguments: Namespace) -> int:
    shelf = session.desk.answers.shelf(arguments.ticket)
    _print(session, shelf.find(" ".join(arguments.text), limit=arguments.limit), _("nothing found"))
    return 0


def suggest_answers(session: Session, arguments: Namespace) -> int:
    """An empty list is an answer too: nothing that is kept fits."""
    text = None if arguments.text is None else read_text("text", arguments.text)
    offers = session.desk.answers.suggest(text=text, ticket_id=arguments.ticket, limit=arguments.limit)
    _print(session, offers, _("no answer fits"))
    return 0


def _print(session: Session, offers: Sequence[Offer], empty: str) -> None:
    columns = (_("code"), _("language"), _("score"), _("title"), _("why"))
    rows = [
        (offer.answer.code, offer.answer.language, str(offer.score), offer.answer.title, ", ".join(reasons(offer)))
        for offer in offers
    ]
    session.out.sheet([offer_object(offer) for offer in offers], Sheet(columns, rows, empty))
