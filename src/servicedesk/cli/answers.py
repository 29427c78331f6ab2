"""``servicedesk answers``: the canned answers, found, suggested, kept and looked after."""

from servicedesk.cli import answers_eval, answers_files, answers_find, answers_keeping, answers_lint
from servicedesk.cli.parser import CommandParser
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="answers_command")
    answers_find.add(commands)
    answers_keeping.add(commands)
    answers_files.add(commands)
    answers_lint.add(commands)
    answers_eval.add(commands)
