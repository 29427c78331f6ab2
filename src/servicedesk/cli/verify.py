"""``servicedesk verify``: the rows proved from the events, the events from their chain."""

from argparse import Namespace
from pathlib import Path

from servicedesk.cli.output import Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.progress import progress_bar
from servicedesk.cli.session import Session
from servicedesk.desk.views import Verdict
from servicedesk.i18n import _


def configure(parser: CommandParser) -> None:
    parser.add_argument(
        "--anchor",
        type=Path,
        metavar="FILE",
        help=_("a digest of every stream's head: written when the file is absent, compared when it is there"),
    )
    parser.set_defaults(run=run)


def run(session: Session, arguments: Namespace) -> int:
    anchor: Path | None = arguments.anchor
    proof = session.desk.proof
    compared = anchor is not None and anchor.exists()
    if anchor is not None and compared:
        verdict = proof.compare_anchor(anchor)
    else:
        with progress_bar(_("verifying")) as progress:
            verdict = proof.verify(lambda seen: progress(seen, None))
        if anchor is not None and not verdict.problems:
            proof.write_anchor(anchor)
    _print(session, verdict, anchor, compared)
    return 1 if verdict.problems else 0


def _print(session: Session, verdict: Verdict, anchor: Path | None, compared: bool) -> None:
    problems = verdict.problems
    if session.options.json:
        session.out.json(
            {
                "streams": verdict.streams,
                "events": verdict.events,
                "problems": [{"stream": p.stream, "seq": p.seq, "problem": p.problem} for p in problems],
                "anchor": None if anchor is None else "compared" if compared else "refused" if problems else "written",
            }
        )
        return
    session.out.line(
        _("{streams} streams, {events} events, {problems} problems").format(
            streams=verdict.streams, events=verdict.events, problems=len(problems)
        )
    )
    if problems:
        rows = [(p.stream, "" if p.seq is None else str(p.seq), p.problem) for p in problems]
        session.out.table(Sheet((_("stream"), _("seq"), _("problem")), rows, ""))
    if anchor is not None:
        session.out.line(_anchor_line(anchor, compared, bool(problems)))


def _anchor_line(anchor: Path, compared: bool, problems: bool) -> str:
    if compared:
        return _("compared with {anchor}").format(anchor=anchor)
    if problems:
        return _("{anchor} was not written: mend the problems first").format(anchor=anchor)
    return _("written to {anchor}: keep it away from this machine").format(anchor=anchor)
