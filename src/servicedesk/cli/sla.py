"""``servicedesk sla``: what was promised, what became of it, proved from the events."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from servicedesk.cli import sla_breaches, sla_explain, sla_policies, sla_review
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.session import Session
from servicedesk.domain.errors import BadFile, DeskError, Invalid
from servicedesk.domain.events import Json
from servicedesk.domain.sla.cases import run_case
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="sla_command")
    sla_explain.add(commands)
    sla_breaches.add(commands)
    sla_review.add(commands)
    sla_policies.add(commands)
    replay = commands.add_parser("replay", help=_("the clocks of a case in a file, or of one case a line"))
    replay.add_argument("file", metavar="FILE", help=_("a .json file with one case, or .jsonl; - reads lines"))
    replay.set_defaults(run=replay_file)


def replay_file(session: Session, arguments: Namespace) -> int:
    """One result a line, in the order of the cases; a bad one gives its error in its place and exit code 1."""
    failed = False
    for case in _cases(arguments.file):
        result = _result(case)
        failed = failed or "error" in result
        session.out.json(result)
    return 1 if failed else 0


def _result(case: object) -> dict[str, Json]:
    try:
        if isinstance(case, ValueError):
            raise Invalid("line", f"not JSON: {case}")
        return run_case(case)
    except DeskError as error:
        details: dict[str, Json] = {name: str(value) for name, value in error.details.items()}
        return {"error": {"code": error.code, "message": error.message, "details": details}}


def _cases(name: str) -> Iterator[object]:
    """The cases of a file; a ValueError stands where a line is no JSON. Raises BadFile."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise BadFile(name, None, "", reason or "can't be read") from error
    if Path(name).suffix == ".json":
        yield _parsed(text)
        return
    for line in text.split("\n"):
        if line.strip():
            yield _parsed(line)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return error if isinstance(error, ValueError) else ValueError("nested too deep")
