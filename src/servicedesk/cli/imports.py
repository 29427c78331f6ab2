"""``servicedesk import``: tickets of other programs, from files."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.cli.output import Output, Sheet
from servicedesk.cli.parser import CommandParser
from servicedesk.cli.progress import progress_bar
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_pairs
from servicedesk.domain.errors import Invalid
from servicedesk.i18n import _

if TYPE_CHECKING:
    from servicedesk.channels.files import ImportOptions
    from servicedesk.desk.importing.summary import ImportSummary

_SHOWN_REJECTIONS = 20
"""Rejected rows listed for people; --json has them all."""


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, dest="import_command")
    tickets = commands.add_parser("tickets", help=_("tickets of another help desk"), description=_("Import tickets."))
    tickets.add_argument("file", type=Path, metavar="FILE", help=_("the file, or the folder of an export"))
    tickets.add_argument("--format", choices=("csv", "jsonl", "json", "freshdesk"), help=_("default: found out"))
    tickets.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN", help=_("which column is which field")
    )
    tickets.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", help=_("the same value for every row")
    )
    tickets.add_argument(
        "--map-value", action="append", default=[], metavar="FIELD:FROM=TO", help=_("the source's word and ours")
    )
    tickets.add_argument("--source", metavar="NAME", help=_("the program they come from; default: the format's name"))
    tickets.add_argument("--date-format", metavar="FMT", help=_("such as %%m/%%d/%%Y; default: ISO 8601"))
    tickets.add_argument("--encoding", metavar="NAME", help=_("default: found out"))
    tickets.add_argument(
        "--sla",
        choices=("history", "from-import", "none"),
        default="history",
        help=_("what open tickets' clocks count from"),
    )
    tickets.add_argument(
        "--exclusive", action="store_true", help=_("write more at a time; others who write wait meanwhile")
    )
    tickets.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    tickets.set_defaults(run=import_tickets)


def import_tickets(session: Session, arguments: Namespace) -> int:
    """Exit code 1 when rows were rejected; the good ones are in."""
    from servicedesk.channels.files import read_tickets

    file = read_tickets(arguments.file, _options(arguments))
    with progress_bar(_("importing")) as progress:
        summary = session.desk.imports.tickets(
            file,
            source=arguments.source or file.format,
            file_name=file.name,
            fingerprint=file.fingerprint,
            sla=arguments.sla,
            dry_run=arguments.dry_run,
            progress=progress,
            lines=file.lines,
            exclusive=arguments.exclusive,
        )
    if session.options.json:
        session.out.json(summary.as_json())
    else:
        _print(session.out, summary, file.unused_columns(), dry_run=arguments.dry_run)
    return 1 if summary.rejected else 0


def _options(arguments: Namespace) -> "ImportOptions":
    from servicedesk.channels.files import ImportOptions

    return ImportOptions(
        format=arguments.format,
        maps=read_pairs("map", arguments.map),
        sets=read_pairs("set", arguments.set),
        values=_value_maps(arguments.map_value),
        # The zone of the file's times, never the one that this desk shows times in.
        timezone=getattr(arguments, "timezone", "UTC"),
        date_format=arguments.date_format,
        encoding=arguments.encoding,
    )


def _value_maps(given: Sequence[str]) -> dict[str, dict[str, str]]:
    maps: dict[str, dict[str, str]] = {}
    for word in given:
        field, colon, pair = word.partition(":")
        source, equals, ours = pair.rpartition("=")
        if not (field and colon and equals):
            raise Invalid("map-value", _("expected field:from=to, not {given!r}").format(given=word))
        maps.setdefault(field, {})[source] = ours
    return maps


def _print(out: Output, summary: "ImportSummary", unused: Sequence[str], *, dry_run: bool) -> None:
    if dry_run:
        out.line(_("a dry run: nothing was changed"), style="bold")
    out.facts(
        {
            _("read"): str(summary.read),
            _("created"): str(summary.created),
            _("updated"): str(summary.updated),
            _("unchanged"): str(summary.unchanged),
            _("rejected"): str(len(summary.rejected)),
            _("unknown orders"): str(summary.unknown_orders or ""),
            _("unknown products"): str(summary.unknown_products or ""),
            _("without a customer"): str(summary.unknown_customers or ""),
            _("unknown assignees"): str(summary.unknown_assignees or ""),
            _("done by an earlier run"): str(summary.resumed or ""),
            _("columns left out"): ", ".join(unused),
        }
    )
    if summary.preview:
        columns = (_("line"), _("kind"), _("status"), _("priority"), _("subject"))
        rows = [(str(r.line), r.kind, r.status, r.priority, r.subject) for r in summary.preview]
        out.table(Sheet(columns, rows, ""))
    _print_rejected(out, summary)


def _print_rejected(out: Output, summary: "ImportSummary") -> None:
    if not summary.rejected:
        return
    shown = summary.rejected[:_SHOWN_REJECTIONS]
    rows = [(str(row.line), row.field, row.reason) for row in shown]
    out.line("")
    out.table(Sheet((_("line"), _("field"), _("rejected because")), rows, ""))
    if len(summary.rejected) > len(shown):
        more = len(summary.rejected) - len(shown)
        out.line(_("and {n} more; --json lists them all").format(n=more))
