"""``servicedesk answers``: the canned answers, by what is typed or for a ticket."""

from argparse import Namespace

from servicedesk.answers.answer import Offer
from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.words import whole_number
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="answers_command")
    find = commands.add_parser(
        "find",
        help=_("answers by code, title or words, best first"),
        description=_("Print the answers that a text finds; with a ticket those that fit it come first."),
    )
    find.add_argument("text", nargs="*", metavar="TEXT", help=_("a code, words of the title or the text"))
    find.add_argument("--ticket", type=whole_number(1, 2**53), metavar="N", help=_("the ticket to answer"))
    find.add_argument("--limit", type=whole_number(1, 1000), default=5, metavar="N", help=_("answers at most"))
    find.set_defaults(run=find_answers, table=True)


def find_answers(session: Session, arguments: Namespace) -> int:
    answers = session.desk.answers
    offers = answers.shelf(arguments.ticket).find(" ".join(arguments.text), limit=arguments.limit)
    session.out.sheet(
        [_object(offer) for offer in offers],
        Sheet(
            (_("code"), _("language"), _("score"), _("title"), _("why")),
            [
                (offer.answer.code, offer.answer.language, str(offer.score), offer.answer.title, ", ".join(_why(offer)))
                for offer in offers
            ],
            _("nothing found"),
        ),
        "; ".join(problem.message for problem in answers.problems()),
    )
    return 0


def _object(offer: Offer) -> dict[str, Json]:
    answer = offer.answer
    return {
        "id": answer.id,
        "code": answer.code,
        "title": answer.title,
        "language": answer.language,
        "score": offer.score,
        "why": [*_why(offer)],
    }


def _why(offer: Offer) -> list[str]:
    return [f"{reason.what}: {reason.detail}" if reason.detail else reason.what for reason in offer.why]
