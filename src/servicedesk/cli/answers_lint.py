"""``servicedesk answers lint``: what deserves a look among the answers."""

from argparse import Namespace
from collections import Counter

from servicedesk.answers.linting import Flaw, Severity, lint
from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.answer_choice import owner_of, owner_options
from servicedesk.cli.answer_shapes import flaw_object
from servicedesk.cli.output import Sheet
from servicedesk.cli.session import Session
from servicedesk.domain.events import Json
from servicedesk.i18n import _


def add(commands: Acts) -> None:
    what = _("what is wrong or odd about the answers, the gravest first")
    parser = add_act(commands, "lint", lint_answers, what, on_ticket=False)
    parser.add_argument(
        "--least",
        choices=[str(severity) for severity in Severity],
        default=str(Severity.HINT),
        help=_("leave out what is less grave; default: hint"),
    )
    owner_options(parser, _("only everybody's"), _("only this team's"), _("only your own"))
    parser.set_defaults(table=True)


def lint_answers(session: Session, arguments: Namespace) -> int:
    """Exit code 1 for errors; warnings and hints are told only."""
    owner, order = owner_of(session, arguments), [*Severity]
    answers = [view.answer for view in session.desk.answers.all()]
    flaws = [flaw for flaw in lint(answers) if owner in (None, flaw.answer.owner)]
    counts = Counter(str(flaw.severity) for flaw in flaws)
    shown = [flaw for flaw in flaws if order.index(flaw.severity) <= order.index(Severity(arguments.least))]
    data: dict[str, Json] = {
        "answers": len(answers),
        "errors": counts["error"],
        "warnings": counts["warning"],
        "hints": counts["hint"],
        "findings": [flaw_object(flaw) for flaw in shown],
    }
    rows = [
        (severity_name(flaw.severity), flaw.answer.code, flaw.answer.language, flaw.field, told(flaw)) for flaw in shown
    ]
    after = _("{errors} errors, {warnings} warnings, {hints} hints").format(
        errors=counts["error"], warnings=counts["warning"], hints=counts["hint"]
    )
    columns = (_("severity"), _("code"), _("language"), _("field"), _("what"))
    session.out.sheet(data, Sheet(columns, rows, _("nothing is wrong")), after)
    return 1 if counts["error"] else 0


def severity_name(severity: Severity) -> str:
    return {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.HINT: _("hint")}[severity]


def told(flaw: Flaw) -> str:
    """A flaw in words."""
    sentences = {
        "unsound": "{detail}",
        "placeholder": _("there is no placeholder {detail}"),
        "other_placeholder": _("{detail} is another program's placeholder"),
        "blank": _("a blank that can't be walked: {detail}"),
        "circle": _("{detail} is a circle of includes"),
        "include": _("includes {detail}, which isn't there"),
        "language": _("the words are not in the language {detail}"),
        "same_title": _("{detail} has the same title"),
        "same_text": _("{detail} has the same text"),
        "long": _("has {detail} characters, more than customers read"),
        "near_title": _("{detail} has nearly the same title"),
        "no_pair": _("isn't there in the language {detail}"),
        "no_example": _("has no example message, so it is suggested late"),
    }
    return sentences[flaw.what].format(detail=flaw.detail)
