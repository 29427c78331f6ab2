"""The way out: JSON for scripts, tables and lines for people. Stored text is cleaned here, once."""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.cli.column_widths import GAP, column_widths
from servicedesk.domain.events import Json

if TYPE_CHECKING:
    from rich.console import Console

_UNSHOWABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What JSON may hold bare but a terminal should not get: DEL, C1, bidi controls. Lone surrogates fit no stream."""

_PIPED_WIDTH: Final = 10_000
"""Columns when nobody's terminal has a say: tables keep their own width and nothing is cut."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table before it is printed. ``rows`` are plain texts; ``empty`` says what no rows mean.

    ``most``: cells of the last column where no terminal limits it; 0 all of it. CSV has it whole.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str
    most: int = 0


class Output:
    """Prints results to stdout. A command gives its data once; this chooses how it looks."""

    def __init__(self, *, as_json: bool, as_csv: bool, zone: tzinfo | None) -> None:
        self._as_json = as_json
        self._as_csv = as_csv
        self._zone = zone

    def json(self, data: Json) -> None:
        """One JSON value on a line. Other scripts' letters stay readable where the stream takes them."""
        utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        text = json.dumps(data, ensure_ascii=not utf8)
        sys.stdout.write(_UNSHOWABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")

    def either(self, data: Json, line: str) -> None:
        """``data`` with ``--json``, else one line."""
        if self._as_json:
            self.json(data)
        else:
            self.line(line)

    def sheet(self, data: Json, sheet: Sheet, after: str = "") -> None:
        """Print a table, or its CSV, or ``data`` with ``--json``; ``after`` is a line below for people."""
        if self._as_json:
            self.json(data)
        elif self._as_csv:
            _print_csv(sheet)
        else:
            self.table(sheet)
            if after and sheet.rows:
                self.line(after)

    def table(self, sheet: Sheet) -> None:
        """A table, without the columns that are empty in every row."""
        from rich import box
        from rich.cells import cell_len
        from rich.table import Table
        from rich.text import Text

        from servicedesk.tui.clean import clean
        from servicedesk.tui.wrap import clip

        if not sheet.rows:
            self.line(sheet.empty)
            return
        rows = [[clean(cell) for cell in row] for row in sheet.rows]
        if sheet.most and _console().width == _PIPED_WIDTH:
            rows = [[*row[:-1], clip(row[-1], sheet.most)] for row in rows]
        used = [n for n in range(len(sheet.columns)) if any(row[n] for row in rows)]
        widths = column_widths(
            [cell_len(sheet.columns[n]) for n in used],
            [max(cell_len(row[n]) for row in rows) for n in used],
            _console().width,
        )
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        for n, width in zip(used, widths, strict=True):
            heading = Text(sheet.columns[n], style="bold")
            table.add_column(heading, width=width, no_wrap=True, overflow="ellipsis")
        for row in rows:
            table.add_row(*(Text(row[n]) for n in used))
        _console().print(table)

    def facts(self, facts: Mapping[str, str]) -> None:
        """Names and values in two columns; empty values are left out."""
        from rich.table import Table
        from rich.text import Text

        from servicedesk.tui.clean import clean

        grid = Table.grid(padding=(0, 2))
        for name, value in facts.items():
            if value:
                grid.add_row(Text(name, style="dim"), Text(clean(value)))
        _console().print(grid)

    def raw(self, text: str) -> None:
        """Text of our own, laid out already."""
        sys.stdout.write(text)

    def line(self, text: str, style: str = "") -> None:
        """One line."""
        from rich.text import Text

        from servicedesk.tui.clean import clean

        _console().print(Text(clean(text), style=style))

    def block(self, text: str, indent: int = 2) -> None:
        """A text of several lines, such as a message's body; wrapped only where a terminal shows it."""
        from servicedesk.tui.clean import clean

        body = clean(text, lines=True)
        if not sys.stdout.isatty():
            sys.stdout.writelines(" " * indent + line + "\n" for line in body.split("\n"))
            return
        from rich.padding import Padding
        from rich.text import Text

        _console().print(Padding(Text(body), (0, 0, 0, indent)))

    def when(self, at: datetime | None) -> str:
        """An instant to the minute, in the zone of this call; nothing for None."""
        return "" if at is None else at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")


def _print_csv(sheet: Sheet) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(sheet.columns)
    writer.writerows([_cell(cell) for cell in row] for row in sheet.rows)


def _cell(text: str) -> str:
    """Customers write subjects, and a spreadsheet would work out what begins as a formula does; a number is one."""
    from servicedesk.channels.files.harmless import no_formula
    from servicedesk.tui.clean import clean

    plain = clean(text)
    number = plain.lstrip("+-").replace(".", "", 1)
    return plain if not number or number.isdecimal() else no_formula(plain)


def _console() -> "Console":
    from rich.console import Console

    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=_PIPED_WIDTH if piped else None, markup=False, emoji=False, highlight=False, soft_wrap=False)
