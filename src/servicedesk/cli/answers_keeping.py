"""``servicedesk answers list|show|history|restore|retire``: what is kept, and what it said before."""

from argparse import Namespace
from collections.abc import Sequence

from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.answer_choice import chosen, code_argument, coded, nearest, owner_of, owner_options, whose
from servicedesk.cli.answer_shapes import answer_object, changed_object, version_object, view_object
from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.cli.words import ticket_number, whole_number
from servicedesk.desk.answers.views import AnswerView
from servicedesk.domain.errors import Invalid
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    listed = add_act(commands, "list", list_answers, _("the answers there are"), on_ticket=False)
    listed.add_argument("--folder", metavar="FOLDER", help=_("only those in this folder and below"))
    listed.add_argument("--language", metavar="LANGUAGE", help=_("only in this language, such as en or zh"))
    listed.add_argument("--retired", action="store_true", help=_("those out of use instead"))
    _whose(listed)
    listed.set_defaults(table=True)
    show = add_act(commands, "show", show_answer, _("one answer in each of its languages"), on_ticket=False)
    code_argument(show)
    show.add_argument("--ticket", type=ticket_number, metavar="N", help=_("filled in for this ticket too"))
    _whose(show)
    history = add_act(commands, "history", show_history, _("what an answer said, the newest first"), on_ticket=False)
    code_argument(history)
    _whose(history)
    what = _("let an answer say again what it said in a version")
    restore = add_act(commands, "restore", restore_answer, what, on_ticket=False)
    code_argument(restore)
    restore.add_argument(
        "--version", type=whole_number(1, 2**31), required=True, metavar="V", help=_("as history has it")
    )
    _whose(restore)
    what = _("take an answer out of use, in each of its languages; its history stays")
    retire = add_act(commands, "retire", retire_answer, what, on_ticket=False)
    code_argument(retire)
    retire.add_argument("--back", action="store_true", help=_("use it again"))
    _whose(retire)


def _whose(parser: CommandParser) -> None:
    owner_options(parser, _("only everybody's"), _("only this team's"), _("only your own"))


def list_answers(session: Session, arguments: Namespace) -> int:
    found = session.desk.answers.all(retired=arguments.retired)
    views = chosen(found, owner_of(session, arguments), arguments.language, arguments.folder)
    columns = (_("code"), _("language"), _("title"), _("folder"), _("whose"), _("does"), _("uses"))
    session.out.sheet([view_object(view) for view in views], Sheet(columns, [_row(view) for view in views], _("none")))
    return 0


def _row(view: AnswerView) -> tuple[str, ...]:
    answer = view.answer
    does = ", ".join(f"{action.what} {action.value}" for action in answer.actions)
    uses = str(view.uses) if view.uses else ""
    return answer.code, answer.language, answer.title, answer.folder, whose(answer.owner), does, uses


def show_answer(session: Session, arguments: Namespace) -> int:
    """Of all owners: the first of each language is the one that the console offers."""
    views = coded(session, arguments)
    filled = [""] * len(views)
    if arguments.ticket is not None:
        shelf = session.desk.answers.shelf(arguments.ticket)
        filled = [shelf.filled(view.answer, letter=True).text for view in views]
    told = [answer_object(view, text if arguments.ticket else None) for view, text in zip(views, filled, strict=True)]
    if session.options.json:
        session.out.json({"code": views[0].answer.code, "answers": [*told]})
        return 0
    for view, text in zip(views, filled, strict=True):
        _print(session.out, view, text)
    return 0


def _print(out: Output, view: AnswerView, filled: str) -> None:
    answer = view.answer
    out.line(f"{answer.code}  {answer.language}  {answer.title}", style="bold")
    fits = {*answer.kinds, *answer.natures, *answer.stages, *answer.lifecycle, *answer.parcels}
    out.facts(
        {
            _("state"): _("retired") if view.retired else "",
            _("folder"): answer.folder,
            _("whose"): whose(answer.owner),
            _("fits"): ", ".join(sorted(fits)),
            _("words"): ", ".join(answer.words),
            _("does"): ", ".join(f"{action.what} {action.value}" for action in answer.actions),
            _("uses"): str(view.uses) if view.uses else "",
            _("changed"): " ".join(filter(None, (out.when(view.changed_at), view.changed_by))),
        }
    )
    out.block(filled or answer.body)
    for example in answer.examples:
        out.line(_("example: {text}").format(text=example), style="dim")
    out.line("")


def show_history(session: Session, arguments: Namespace) -> int:
    views = nearest(coded(session, arguments))
    histories = [(view, session.desk.answers.history(view.answer.number)) for view in views]
    if session.options.json:
        told: list[Json] = [
            {**changed_object(view.answer), "versions": [version_object(version) for version in versions]}
            for view, versions in histories
        ]
        session.out.json({"code": views[0].answer.code, "answers": told})
        return 0
    for view, versions in histories:
        session.out.line(f"{view.answer.code}  {view.answer.language}", style="bold")
        for version in versions:
            state = _("retired") if version.retired else ""
            said = (f"v{version.version}", session.out.when(version.changed_at), version.changed_by, state)
            session.out.line("  ".join((*filter(None, said), version.answer.title)))
            session.out.block(version.answer.body)
    return 0


def restore_answer(session: Session, arguments: Namespace) -> int:
    """Of several languages one has to be named, as their versions count apart. Raises Invalid."""
    views = nearest(coded(session, arguments))
    if len(views) > 1:
        languages = ", ".join(view.answer.language for view in views)
        raise Invalid("language", _("name one of {languages}").format(languages=languages))
    _tell(session, [session.desk.answers.restore(views[0].answer.number, arguments.version)])
    return 0


def retire_answer(session: Session, arguments: Namespace) -> int:
    answers = session.desk.answers
    views = nearest(coded(session, arguments, retired=arguments.back))
    act = answers.bring_back if arguments.back else answers.retire
    _tell(session, [act(view.answer.number, version=view.answer.version) for view in views])
    return 0


def _tell(session: Session, views: Sequence[AnswerView]) -> None:
    session.out.either(
        {"answers": [{**changed_object(view.answer), "retired": view.retired} for view in views]},
        "\n".join(_told(view) for view in views),
    )


def _told(view: AnswerView) -> str:
    text = _("{code} ({language}) is out of use") if view.retired else _("{code} ({language}) is in use, version {n}")
    return text.format(code=view.answer.code, language=view.answer.language, n=view.answer.version)
