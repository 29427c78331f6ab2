"""The parser: global options before or after the subcommand, and only the called command's arguments."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from servicedesk import __version__
from servicedesk.cli.argument_words import HelpWords, in_words
from servicedesk.cli.commands import commands
from servicedesk.i18n import _


class WrongUse(Exception):
    """An argument that is missing, unknown or malformed; ``usage`` shows how the command is meant."""

    def __init__(self, message: str, command: str, usage: str) -> None:
        super().__init__(message)
        self.message = message
        self.command = command
        self.usage = usage


class CommandParser(argparse.ArgumentParser):
    """Raises WrongUse instead of leaving the program, and knows the global options.

    One that isn't ``called`` only stands in the list of commands, without options of its own.
    """

    def __init__(
        self,
        prog: str | None = None,
        description: str | None = None,
        usage: str | None = None,
        *,
        called: bool = True,
    ) -> None:
        super().__init__(
            prog=prog,
            description=description,
            usage=usage,
            formatter_class=HelpWords,
            allow_abbrev=False,
            add_help=False,
        )
        if not called:
            return
        self._positionals.title, self._optionals.title = _("arguments"), _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and exit"))
        _add_globals(self)

    def error(self, message: str) -> NoReturn:
        raise WrongUse(in_words(message), self.prog, self.format_usage())


def _add_globals(parser: argparse.ArgumentParser) -> None:
    """Left out of the namespace unless given, so that one level of the parser never hides the other's."""
    group = parser.add_argument_group(_("everywhere"))

    def option(name: str, help_text: str, **kwargs: str) -> None:
        group.add_argument(name, default=argparse.SUPPRESS, help=help_text, **kwargs)  # type: ignore[arg-type]

    option("--store", _("the store: a file, sqlite:///PATH or postgresql+psycopg://…"), metavar="URL")
    option("--as", _("act as this person"), dest="acting_as", metavar="HANDLE")
    option("--json", _("print JSON and nothing else"), action="store_true")
    option("--csv", _("print a table as CSV"), action="store_true")
    option("--lang", _("language of the interface, such as en or zh_CN"), metavar="LANGUAGE")
    option("--timezone", _("time zone of times without one, and of times shown"), metavar="ZONE")


def build_parser(argv: Sequence[str]) -> CommandParser:
    """The parser for these arguments: every command by name, but arguments only of those that occur in them."""
    parser = CommandParser(
        prog="servicedesk",
        description=_("The customer-service console of a web shop. Without a command it opens the console."),
    )
    parser.add_argument(
        "--version", "-V", action="version", version=f"servicedesk {__version__}", help=_("show the version and exit")
    )
    parser.set_defaults(run=None, table=False)
    subparsers = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), dest="command")
    for command in commands():
        called = command.name in argv
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help, called=called)
        if called:
            import_module(f"servicedesk.cli.{command.module}").configure(subparser)
    return parser
