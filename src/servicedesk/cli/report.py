"""``servicedesk report``: what a supervisor says on Monday, and the figures behind it."""

from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.cli.parser import CommandParser
from servicedesk.cli.report_output import print_monday, print_table, write_file
from servicedesk.cli.session import Session
from servicedesk.cli.words import read_since, whole_number
from servicedesk.domain.errors import Invalid
from servicedesk.domain.reports.attained import Only
from servicedesk.domain.reports.periods import midnight
from servicedesk.i18n import _

DAYS: Final = 7
"""Whole days before today that a report covers unless said, and today so far."""
CYCLES_BY: Final = ("agent", "team", "kind", "priority", "product", "day")
VOLUME_BY: Final = ("day", "hour", "kind", "channel", "language", "product")


def configure(parser: CommandParser) -> None:
    commands = parser.add_subparsers(metavar=_("REPORT"), required=True, dest="report_command")

    def add(name: str, help_text: str) -> CommandParser:
        found = commands.add_parser(name, help=help_text, description=help_text)
        assert isinstance(found, CommandParser)
        found.set_defaults(run=RUNS[name], table=True)
        found.add_argument("--bom", action="store_true", help=_("with --csv: begin with the mark that Excel wants"))
        return found

    sla = add("sla", _("how many clocks were met in time: by clock, agent, team, kind, priority, product or day"))
    sla.add_argument("--by", choices=CYCLES_BY, help=_("count each of these apart"))
    sla.add_argument(
        "--only",
        choices=[str(one) for one in Only],
        default=str(Only.ALL),
        help=_("which clocks averages and percentiles take; all: open and breached ones too"),
    )
    volume = add("volume", _("what came in, came back and was resolved"))
    volume.add_argument("--by", choices=VOLUME_BY, default="day", help=_("count each of these apart; default: day"))
    workload = add("workload", _("who has what, and who did what"))
    for period in (sla, volume, workload):
        _add_period(period)
    add("backlog", _("what isn't finished: by age, status, kind and next move"))
    monday = add("monday", _("last week in five sentences, what stood behind breaches, and what to ask for"))
    monday.add_argument(
        "--back", type=whole_number(0, 520), default=0, metavar="WEEKS", help=_("so many weeks before the last one")
    )
    monday.add_argument("--markdown", metavar="FILE", help=_("write it as Markdown; - prints it"))
    monday.add_argument("--xlsx", type=Path, metavar="FILE", help=_("write it as an Excel workbook"))


def _add_period(parser: CommandParser) -> None:
    parser.add_argument(
        "--since", metavar="TIME", help=_("from then on: a day, a time, or a distance such as 28d; default: 7d")
    )
    parser.add_argument("--until", metavar="TIME", help=_("before then; a day is its first moment; default: now"))


def sla(session: Session, arguments: Namespace) -> int:
    since, until, zone = _period(session, arguments)
    table = session.desk.reports.sla(since, until, by=arguments.by, only=arguments.only, zone=zone)
    return print_table(session, arguments, table, zone, (since, until))


def volume(session: Session, arguments: Namespace) -> int:
    since, until, zone = _period(session, arguments)
    table = session.desk.reports.volume(since, until, by=arguments.by, zone=zone)
    return print_table(session, arguments, table, zone, (since, until))


def workload(session: Session, arguments: Namespace) -> int:
    since, until, zone = _period(session, arguments)
    table = session.desk.reports.workload(since, until, zone=zone)
    return print_table(session, arguments, table, zone, (since, until))


def backlog(session: Session, arguments: Namespace) -> int:
    return print_table(session, arguments, session.desk.reports.backlog(), _zone(session, arguments), None)


def monday(session: Session, arguments: Namespace) -> int:
    """Prints the report; with ``--markdown`` or ``--xlsx`` writes it to files and says where."""
    zone = _zone(session, arguments)
    found = session.desk.reports.monday(back=arguments.back, zone=zone)
    written: list[str] = []
    if arguments.markdown == "-":
        from servicedesk.channels.files.markdown_report import markdown_text

        session.out.raw(markdown_text(found.document, zone))
        return 0
    if arguments.markdown is not None:
        from servicedesk.channels.files.markdown_report import markdown_text

        written.append(write_file(Path(arguments.markdown), markdown_text(found.document, zone).encode()))
    if arguments.xlsx is not None:
        from servicedesk.channels.files.xlsx_report import xlsx_bytes

        written.append(write_file(arguments.xlsx, xlsx_bytes(found.document, zone)))
    return print_monday(session, arguments, found, zone, written)


RUNS: Final = {"sla": sla, "volume": volume, "workload": workload, "backlog": backlog, "monday": monday}


def _zone(session: Session, arguments: Namespace) -> ZoneInfo:
    """The shop's time zone, so that a report is the same for everybody; ``--timezone`` names another."""
    given = getattr(arguments, "timezone", None)
    return ZoneInfo(given) if given is not None else session.desk.reports.zone()


def _period(session: Session, arguments: Namespace) -> tuple[datetime, datetime, ZoneInfo]:
    """Raises Invalid for a time that can't be read, or an end before the beginning."""
    zone, now = _zone(session, arguments), session.desk.clock.now()
    week_ago = midnight(now.astimezone(zone).date() - timedelta(days=DAYS), zone)
    since = read_since("since", arguments.since, now, zone) or week_ago
    until = read_since("until", arguments.until, now, zone) or now
    if until <= since:
        raise Invalid("until", _("the period ends before it begins"))
    return since, until, zone
