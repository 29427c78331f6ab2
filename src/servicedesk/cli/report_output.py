"""Reports on their way out: tables that fit the terminal, JSON, CSV, and files."""

import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from servicedesk.cli.column_widths import GAP
from servicedesk.cli.output import Sheet
from servicedesk.cli.session import Session
from servicedesk.cli.shapes import instant
from servicedesk.desk.reports.spelling import spelled, times_in
from servicedesk.desk.reports.views import MondayView, Sentence
from servicedesk.domain.errors import BadFile
from servicedesk.domain.events import Json
from servicedesk.domain.reports.monday import Figure
from servicedesk.domain.reports.spelling import plain
from servicedesk.domain.reports.tables import Form, Table
from servicedesk.i18n import _

_PIPED: Final = 10_000
_TIMES: Final = frozenset({Form.INSTANT, Form.HOUR})


def print_table(
    session: Session, arguments: Namespace, table: Table, zone: ZoneInfo, period: tuple[datetime, datetime] | None
) -> int:
    """One table: JSON, CSV, or for people, in as many parts side by side as its columns need."""
    if session.options.json:
        session.out.json(table_object(table, zone, period))
    elif session.options.csv:
        _print_csv(session, table, mark=arguments.bom)
    else:
        session.out.line(table.title, "bold")
        show_table(session, table, zone)
    return 0


def _print_csv(session: Session, table: Table, *, mark: bool) -> None:
    from servicedesk.channels.files.csv_table import csv_text

    session.out.raw(csv_text(table, mark=mark))


def show_table(session: Session, table: Table, zone: tzinfo) -> None:
    """A table for people, and the line on how it counts."""
    from rich.cells import cell_len

    rows = [[spelled(cell, column.form, zone) for column, cell in row] for row in table.cells()]
    titles = [column.title for column in table.columns]
    widths = [max(cell_len(row[place]) for row in [titles, *rows]) for place in range(len(titles))]
    fixed = next(
        (n for n, column in enumerate(table.columns) if column.form not in (Form.TEXT, Form.DAY, Form.HOUR)), 1
    )
    for part in parts(widths, fixed, _width()):
        session.out.table(
            Sheet([titles[place] for place in part], [[row[place] for place in part] for row in rows], table.empty)
        )
    if rows:
        session.out.line(table.counted, "dim")
    if any(column.form in _TIMES for column in table.columns):
        session.out.line(times_in(zone), "dim")


def parts(widths: list[int], fixed: int, room: int) -> Iterator[list[int]]:
    """The columns in parts that fit: the first ``fixed`` ones, which tell rows apart, stand in each."""
    head = list(range(fixed))
    taken = sum(widths[:fixed]) + GAP * fixed
    part: list[int] = []
    used = taken
    for place in range(fixed, len(widths)):
        if part and used + widths[place] > room:
            yield head + part
            part, used = [], taken
        part.append(place)
        used += widths[place] + GAP
    yield head + part


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED


def table_object(table: Table, zone: ZoneInfo, period: tuple[datetime, datetime] | None) -> dict[str, Json]:
    """``rows`` are objects by the columns' keys; figures withheld for too few cases are null."""
    since, until = period or (None, None)
    return {
        "report": table.name,
        "since": instant(since),
        "until": instant(until),
        "timezone": zone.key,
        "counted": table.counted,
        "rows": _rows(table),
    }


def _rows(table: Table) -> list[Json]:
    return [{column.key: plain(cell) for column, cell in row} for row in table.cells()]


def print_monday(session: Session, arguments: Namespace, found: MondayView, zone: ZoneInfo, written: list[str]) -> int:
    """The report; with files written, only where they are."""
    if session.options.json:
        session.out.json({**monday_object(found, zone), "files": [*written]})
    elif written:
        for file in written:
            session.out.line(_("written: {file}").format(file=file))
    elif session.options.csv:
        _print_csv(session, found.tables[0], mark=arguments.bom)
    else:
        _tell(session, found, zone)
    return 0


def _tell(session: Session, found: MondayView, zone: ZoneInfo) -> None:
    out = session.out
    out.line(found.title, "bold")
    for sentence in found.sentences:
        out.line(f"- {sentence.text}")
    if found.cause is not None:
        out.line(found.cause.text)
    for example in found.examples:
        out.line(f"  {example.text}")
    out.line(found.times, "dim")
    out.line(found.asking.text, "bold")
    out.line("")
    show_table(session, found.tables[0], zone)


def monday_object(found: MondayView, zone: ZoneInfo) -> dict[str, Json]:
    """Everything of the report but its workbook's further tables, which have reports of their own."""
    asked = found.asking.request
    return {
        "report": "monday",
        "since": instant(found.period.since),
        "until": instant(found.period.until),
        "timezone": zone.key,
        "sentences": [_sentence(sentence) for sentence in found.sentences],
        "cause": None
        if found.cause is None
        else {"cause": found.cause.cause, "text": found.cause.text, "tickets": [*found.cause.tickets]},
        "examples": [
            {
                "ticket": one.breach.ticket,
                "clock": one.breach.clock,
                "breached_at": instant(one.breach.at),
                "late_s": one.breach.late,
                "holder": one.breach.holder,
                "text": one.text,
            }
            for one in found.examples
        ],
        "request": {
            "code": asked.code,
            "cause": asked.cause or None,
            "number": asked.number,
            "days": asked.days,
            "text": found.asking.text,
        },
    }


def _sentence(sentence: Sentence) -> Json:
    return {
        "code": sentence.code,
        "text": sentence.text,
        "figures": [_figure(figure) for figure in sentence.figures],
        "tickets": [*sentence.tickets],
        "filter": sentence.filter,
    }


def _figure(figure: Figure) -> Json:
    normal = figure.normal
    return {
        "figure": figure.code,
        "form": str(figure.form),
        "week": figure.now,
        "before": figure.before,
        "change": figure.change,
        "normal": None if normal is None else {"low": normal.low, "median": normal.median, "high": normal.high},
        "place": figure.place,
    }


def write_file(path: Path, data: bytes) -> str:
    """Write a file and say where it is; raises BadFile."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise BadFile(str(path), None, "", _("can't be written: {reason}").format(reason=error.strerror)) from error
    return str(path)
