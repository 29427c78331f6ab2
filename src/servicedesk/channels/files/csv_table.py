"""A report's table as CSV: codes, numbers, seconds and ISO instants, for scripts and spreadsheets."""

import csv
from io import StringIO
from typing import Final

from servicedesk.channels.files.harmless import no_formula
from servicedesk.domain.reports.spelling import plain
from servicedesk.domain.reports.tables import Cell, Table, Withheld

BYTE_ORDER_MARK: Final = "\ufeff"


def csv_text(table: Table, *, mark: bool = False) -> str:
    """The keys of the columns, then the rows. ``mark`` begins it with a byte-order mark, which Excel wants of UTF-8.

    A figure withheld for too few cases is ``–(cases)``, one that isn't known is empty.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_value(cell) for cell in row] for row in table.rows)
    return (BYTE_ORDER_MARK if mark else "") + out.getvalue()


def _value(cell: Cell) -> str | int | float:
    if isinstance(cell, Withheld):
        return str(cell)
    value = plain(cell)
    if value is None:
        return ""
    return no_formula(value) if isinstance(value, str) else value
