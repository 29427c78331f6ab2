"""Which answers a command is about: by code, language, folder, and whose they are."""

from argparse import Namespace
from collections.abc import Sequence

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.desk.answers.views import AnswerView
from servicedesk.domain.errors import NotFound
from servicedesk.i18n import _


def code_argument(parser: CommandParser) -> None:
    parser.add_argument("code", metavar="CODE", help=_("the answer's code, in any case"))
    parser.add_argument("--language", metavar="LANGUAGE", help=_("only in this language, such as en or zh"))


def owner_options(parser: CommandParser, everybody: str, team: str, own: str) -> None:
    """``--shared``, ``--team CODE`` and ``--own``, of which one may be given, with what each means here."""
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--shared", action="store_true", help=everybody)
    whose.add_argument("--team", metavar="CODE", help=team)
    whose.add_argument("--own", action="store_true", help=own)


def owner_of(session: Session, arguments: Namespace) -> str | None:
    """The owner that was named; None where none was."""
    if arguments.own:
        return f"person:{session.desk.me.handle}"
    if arguments.team is not None:
        return f"team:{arguments.team}"
    return "" if arguments.shared else None


def chosen(
    views: Sequence[AnswerView], owner: str | None, language: str | None, folder: str | None
) -> list[AnswerView]:
    """Those of an owner, a language, and a folder with all below it; None asks for nothing."""
    return [
        view
        for view in views
        if owner in (None, view.answer.owner)
        and (language is None or view.answer.language == language.lower())
        and (folder is None or f"{view.answer.folder}/".startswith(f"{folder.rstrip('/')}/"))
    ]


def coded(session: Session, arguments: Namespace, *, retired: bool | None = None) -> list[AnswerView]:
    """The answers with a code, one's own before the team's before everybody's; ``retired`` None: all of them.

    Raises NotFound.
    """
    answers = session.desk.answers
    views = [view for kind in (False, True) if retired in (None, kind) for view in answers.all(retired=kind)]
    found = [view for view in views if view.answer.code.upper() == arguments.code.upper()]
    found = chosen(found, owner_of(session, arguments), arguments.language, None)
    if not found:
        raise NotFound("answer", arguments.code)
    place = {"person": 0, "team": 1}
    return sorted(found, key=lambda view: place.get(view.answer.owner.partition(":")[0], 2))


def nearest(views: Sequence[AnswerView]) -> list[AnswerView]:
    """Of those that ``coded`` gave, the ones of the owner that stands first."""
    return [view for view in views if view.answer.owner == views[0].answer.owner]


def whose(owner: str) -> str:
    """An owner in a table; nothing for everybody's."""
    return owner.partition(":")[2]
