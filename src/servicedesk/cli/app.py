"""One call of the command line, from its arguments to its exit code."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO, TextIOWrapper
from pathlib import Path

from servicedesk.cli.failures import Failures
from servicedesk.cli.options import joined_orders, read_options, spoken_language
from servicedesk.cli.parser import CommandParser, WrongUse, build_parser
from servicedesk.clock import Clock, SystemClock
from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _, use_language
from servicedesk.settings import Settings, load


def run(argv: Sequence[str], clock: Clock | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 found wrong or refused, 2 wrong use. Never raises."""
    failures = Failures(as_json="--json" in argv)
    try:
        _settle_stdout()
        code = _run(argv, clock or SystemClock(), failures)
        sys.stdout.flush()
    except SystemExit as leaving:  # help and version leave through argparse
        return leaving.code if isinstance(leaving.code, int) else 0
    except WrongUse as wrong:
        return failures.wrong_use(wrong)
    except DeskError as error:
        return failures.refused(error)
    except KeyboardInterrupt:
        return failures.interrupted()
    except BrokenPipeError:
        _drop_stdout()
        return 0  # the reader of our output has seen enough (``| head``); what the command did is done
    except OSError as error:
        _drop_stdout()
        return failures.unwritten(error)
    except Exception as error:  # the last door: a sentence here, the traceback in the log
        return failures.unforeseen(error)
    return code


def _settle_stdout() -> None:
    """A narrow encoding shows ``?`` for what it can't spell; a stream that was closed (``>&-``) takes nothing."""
    if sys.stdout is None:
        sys.stdout = StringIO()
    elif isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _run(argv: Sequence[str], clock: Clock, failures: Failures) -> int:
    argv = joined_orders(argv)
    settings = load()
    use_language(spoken_language(argv) or settings.language)
    if settings.problems:
        settings = load()  # what is wrong, in the language that is known by now
    parser = build_parser(argv)
    _refuse_bytes(parser, argv)
    arguments = parser.parse_args(argv)
    _check_globals(parser, arguments)
    if arguments.run is None:
        return _console(parser, arguments, settings)
    from servicedesk.cli.session import Session

    with Session(read_options(arguments, settings), settings, clock) as session:
        try:
            code: int = arguments.run(session, arguments)
        except DeskError as error:
            # Told while the desk is open: it knows the names of those who came between.
            return failures.refused(error, session)
        return code


def _refuse_bytes(parser: CommandParser, argv: Sequence[str]) -> None:
    """Bytes that are no UTF-8 arrive as lone surrogates, which no store takes. A file's name may have them."""
    for argument in argv:
        if any("\ud800" <= character <= "\udfff" for character in argument) and not Path(argument).exists():
            parser.error(_("{argument!a} is not UTF-8 text").format(argument=argument))


def _check_globals(parser: CommandParser, arguments: Namespace) -> None:
    if getattr(arguments, "csv", False) and not arguments.table:
        parser.error(_("--csv: this command prints no table"))
    if getattr(arguments, "csv", False) and getattr(arguments, "json", False):
        parser.error(_("--csv and --json exclude each other"))
    zone = getattr(arguments, "timezone", None)
    if zone is not None:
        _check_zone(parser, zone)


def _check_zone(parser: CommandParser, zone: str) -> None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        parser.error(_("--timezone: there is no time zone {zone!r}; one is Europe/Berlin").format(zone=zone))


def _console(parser: CommandParser, arguments: Namespace, settings: Settings) -> int:
    from servicedesk.cli.console import open_console

    return open_console(parser, read_options(arguments, settings), settings)


def _drop_stdout() -> None:
    """Python writes what is left in stdout once more at exit: to nowhere, or it would fail there again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
