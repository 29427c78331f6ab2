"""``servicedesk answers import|export``: YAML, JSON lines and CSV."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.answers.answer import Answer
from servicedesk.answers.including import included as included_by
from servicedesk.cli.acts import Acts, add_act
from servicedesk.cli.answer_choice import chosen, owner_of, owner_options
from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.progress import Report, progress_bar
from servicedesk.cli.session import Session
from servicedesk.domain.errors import BadFile
from servicedesk.domain.events import Json
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.answers.files.reading import Read
    from servicedesk.desk.answers.views import AnswerProblem

Key = tuple[str, str, str]
Placed = tuple[Answer, int]
"""An answer and its line."""
FORMATS = ("yaml", "jsonl", "csv")
STANDARD = "-"
_AT_ONCE = 500
_SHOWN = 20
"""Rejected entries listed for people; --json has them all."""


@dataclass(slots=True)
class _Summary:
    """As for other imports; ``includes``: codes that are included and not there."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[BadFile] = field(default_factory=list)
    includes: int = 0

    def as_json(self) -> dict[str, Json]:
        """The shape that scripts hold on to (CONTRACTS, Import)."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [_rejected(problem) for problem in self.rejected],
            "unknown": {"orders": 0, "products": 0, "customers": 0, "includes": self.includes},
        }


def _rejected(problem: BadFile) -> dict[str, Json]:
    line = problem.details["line"]
    return {
        "file": str(problem.details["file"]),
        "line": line if isinstance(line, int) else 0,
        "field": str(problem.details["field"]),
        "reason": str(problem.details["reason"]),
    }


def add(commands: Acts) -> None:
    what = _("take answers in from files; what is wrong is named by line and field, the rest goes in")
    taking = add_act(commands, "import", import_answers, what, on_ticket=False)
    taking.add_argument("files", nargs="+", metavar="FILE", help=_("YAML, JSON lines or CSV; - reads standard input"))
    taking.add_argument("--format", choices=FORMATS, help=_("default: found out"))
    taking.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    owner_options(
        taking,
        _("for everybody, whatever the file says"),
        _("for this team, whatever the file says"),
        _("for yourself alone, whatever the file says"),
    )
    giving = add_act(commands, "export", export_answers, _("write answers into a file"), on_ticket=False)
    giving.add_argument("file", nargs="?", default=STANDARD, metavar="FILE", help=_("default: standard output"))
    giving.add_argument("--format", choices=FORMATS, help=_("default: by the file's name, else yaml"))
    giving.add_argument("--folder", metavar="FOLDER", help=_("only those in this folder and below"))
    giving.add_argument("--language", metavar="LANGUAGE", help=_("only in this language, such as en or zh"))
    owner_options(giving, _("only everybody's"), _("only this team's"), _("only your own"))


# import


def import_answers(session: Session, arguments: Namespace) -> int:
    """Exit code 1 when something was rejected; the rest is in."""
    owner, summary = owner_of(session, arguments), _Summary()
    reads = [_read(name, arguments.format) for name in arguments.files]
    seen: dict[Key, str] = {}
    included: set[str] = set()
    with progress_bar(_("importing")) as progress:
        for read in reads:
            placed = _first_ones(read, owner, seen, summary)
            _take(session, read.file, placed, summary, progress, dry_run=arguments.dry_run)
            summary.read += read.entries
            summary.rejected += read.problems
            included |= {code.upper() for answer, _line in placed for code in included_by(answer)}
    summary.rejected.sort(key=_place)
    summary.includes = len(included - _known(session, reads)) if included else 0
    if session.options.json:
        session.out.json(summary.as_json())
    else:
        _print(session.out, summary, len(reads), dry_run=arguments.dry_run)
    return 1 if summary.rejected else 0


def _read(name: str, form: str | None) -> "Read":
    """Raises BadFile for a file that isn't there: nothing is in then, also of those before it."""
    import sys

    from servicedesk.answers.files.reading import parse_answers
    from servicedesk.cli.words import read_bytes

    if name != STANDARD:
        return parse_answers(read_bytes(Path(name)), name, form)
    if sys.stdin is None:
        raise BadFile(_("standard input"), None, "", _("standard input is closed"))
    return parse_answers(sys.stdin.buffer.read(), _("standard input"), form)


def _first_ones(read: "Read", owner: str | None, seen: dict[Key, str], summary: _Summary) -> list[Placed]:
    """The answers of a file, each with its line, without those of an earlier file's code, language and owner."""
    found: list[Placed] = []
    for given, line in zip(read.answers, read.lines, strict=True):
        answer = given if owner is None else replace(given, owner=owner)
        key = (answer.code.upper(), answer.language, answer.owner)
        if key in seen:
            reason = _("{code} ({language}) is there already, in {where}; that one counts")
            told = reason.format(code=answer.code, language=answer.language, where=seen[key])
            summary.rejected.append(BadFile(read.file, line, "code", told))
        else:
            seen[key] = f"{read.file}:{line}"
            found.append((answer, line))
    return found


def _take(
    session: Session, file: str, placed: Sequence[Placed], summary: _Summary, progress: Report, *, dry_run: bool
) -> None:
    for start in range(0, len(placed), _AT_ONCE):
        some = placed[start : start + _AT_ONCE]
        taken = session.desk.answers.take([answer for answer, _line in some], dry_run=dry_run)
        summary.created += taken.added
        summary.updated += taken.changed
        summary.unchanged += taken.unchanged
        summary.rejected += [_bad(problem, some, file) for problem in taken.problems]
        progress(start + len(some), len(placed))


def _bad(problem: "AnswerProblem", some: Sequence[Placed], file: str) -> BadFile:
    """What the store didn't take, with its line."""
    mine = (problem.code.upper(), problem.language)
    lines = [line for answer, line in some if (answer.code.upper(), answer.language) == mine]
    return BadFile(file, lines[0] if lines else None, problem.field, problem.reason)


def _place(problem: BadFile) -> tuple[str, int]:
    line = problem.details["line"]
    return str(problem.details["file"]), line if isinstance(line, int) else 0


def _known(session: Session, reads: Sequence["Read"]) -> set[str]:
    stored = {view.answer.code.upper() for view in session.desk.answers.all()}
    return stored | {answer.code.upper() for read in reads for answer in read.answers}


def _print(out: Output, summary: _Summary, files: int, *, dry_run: bool) -> None:
    if dry_run:
        out.line(_("a dry run: nothing was changed"), style="bold")
    out.facts(
        {
            _("read"): str(summary.read),
            _("created"): str(summary.created),
            _("updated"): str(summary.updated),
            _("unchanged"): str(summary.unchanged),
            _("rejected"): str(len(summary.rejected)),
            _("unknown includes"): str(summary.includes or ""),
        }
    )
    if not summary.rejected:
        return
    told = [_rejected(problem) for problem in summary.rejected[:_SHOWN]]
    rows = [
        (str(one["file"]) if files > 1 else "", str(one["line"] or ""), str(one["field"]), str(one["reason"]))
        for one in told
    ]
    out.line("")
    out.table(Sheet((_("file"), _("line"), _("field"), _("rejected because")), rows, ""))
    if len(summary.rejected) > _SHOWN:
        out.line(_("and {n} more; --json lists them all").format(n=len(summary.rejected) - _SHOWN))


# export


def export_answers(session: Session, arguments: Namespace) -> int:
    """Without FILE the file itself is printed; with --json too, as it is one format of several."""
    from servicedesk.answers.files.source import format_by_name
    from servicedesk.answers.files.writing import entry_of, written

    views = chosen(session.desk.answers.all(), owner_of(session, arguments), arguments.language, arguments.folder)
    answers = [view.answer for view in views]
    if arguments.file == STANDARD:
        if session.options.json:
            session.out.json([entry_of(answer) for answer in answers])
        else:
            session.out.raw(written(answers, arguments.format or "yaml"))
        return 0
    form = arguments.format or format_by_name(arguments.file) or "yaml"
    _write(Path(arguments.file), written(answers, form).encode())
    session.out.either(
        {"file": arguments.file, "format": form, "answers": len(answers)},
        _("{n} answers in {file}").format(n=len(answers), file=arguments.file),
    )
    return 0


def _write(path: Path, data: bytes) -> None:
    """Into a new file that takes the old one's place: an export that fails costs nothing. Raises BadFile."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise BadFile(str(path), None, "", _("can't be written: {reason}").format(reason=error.strerror)) from error
