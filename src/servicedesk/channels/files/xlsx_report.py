"""A report as a workbook: the sentences on the first sheet, then a sheet a table, with real numbers and dates."""

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from io import BytesIO
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from servicedesk.channels.files.harmless import one_line
from servicedesk.desk.reports.spelling import spelled
from servicedesk.domain.reports.tables import Cell, Document, Form, Measured, Named, Table, Withheld

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_NAME: Final = 31
LONGEST_TEXT: Final = 32_767
WIDEST: Final = 60
NARROWEST: Final = 8
SECONDS_A_DAY: Final = 86_400
FORMATS: Final[Mapping[Form, str]] = {
    Form.COUNT: "#,##0",
    Form.TICKET: "0",
    Form.SHARE: "0.0%",
    Form.SPAN: "[h]:mm:ss",
    Form.INSTANT: "yyyy-mm-dd hh:mm",
    Form.HOUR: "yyyy-mm-dd hh:mm",
    Form.DAY: "yyyy-mm-dd",
}
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")


def xlsx_bytes(document: Document, zone: tzinfo) -> bytes:
    """The workbook. Text is always text, whatever it begins with; instants are in ``zone``, as Excel knows no zones.

    Working time is a number of days in the format of hours, shares are numbers in percent.
    """
    from xlsxwriter.workbook import Workbook

    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(held, options)
    try:
        _Pages(book, zone).write(document)
    finally:
        book.close()
    return held.getvalue()


class _Pages:
    """Writes sheets of one workbook; ``_formats`` are its looks."""

    def __init__(self, book: "Workbook", zone: tzinfo) -> None:
        self._book, self._zone = book, zone
        self._formats = {form: book.add_format({"num_format": look}) for form, look in FORMATS.items()}
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._bold = book.add_format({"bold": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._quiet = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})

    def write(self, document: Document) -> None:
        page = self._page(document.title.partition(":")[0])
        page.set_column(0, 0, 100)
        lines: list[tuple[str, Format]] = [(document.title, self._bold)]
        lines += [(paragraph, self._wrapped) for paragraph in document.lead]
        for section in document.sections:
            if section.paragraphs:
                lines += [("", self._wrapped), (section.title, self._bold)]
                lines += [(paragraph, self._wrapped) for paragraph in section.paragraphs]
        for row, (line, look) in enumerate(lines):
            _write_text(page, row, 0, line, look)
        for section in document.sections:
            if section.table is not None:
                self._sheet(section.table)

    def _page(self, title: str) -> "Worksheet":
        """A sheet of this name, as far as Excel takes it."""
        name = _NO_NAME.sub(" ", one_line(title)).strip("' ")[:LONGEST_NAME] or "–"
        taken = {page.get_name().casefold() for page in self._book.worksheets()}
        number = 2
        while name.casefold() in taken:
            name = f"{name[: LONGEST_NAME - 4]} ({number})"
            number += 1
        return self._book.add_worksheet(name)

    def _sheet(self, table: Table) -> None:
        page = self._page(table.title)
        page.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            _write_text(page, 0, place, column.title, self._head)
            texts = [column.title, *(spelled(row[place], column.form, self._zone) for row in table.rows)]
            page.set_column(place, place, min(WIDEST, max(NARROWEST, *(_cells(text) + 2 for text in texts))))
        for row, cells in enumerate(table.cells(), 1):
            for place, (column, cell) in enumerate(cells):
                self._cell(page, row, place, cell, column.form)
        if table.rows:
            page.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        end = len(table.rows) + 2
        page.merge_range(end, 0, end, max(1, len(table.columns) - 1), one_line(table.counted), self._quiet)
        page.set_row(end, 60)

    def _cell(self, page: "Worksheet", row: int, place: int, cell: Cell, form: Form) -> None:
        look = self._formats.get(form)
        match cell:
            case None:
                return
            case Named():
                _write_text(page, row, place, cell.text)
            case Withheld():
                _write_text(page, row, place, str(cell))
            case Measured():
                self._cell(page, row, place, cell.value, cell.form)
            case datetime():
                page.write_datetime(row, place, cell.astimezone(self._zone).replace(tzinfo=None), look)
            case date():
                page.write_datetime(row, place, cell, look)
            case str():
                _write_text(page, row, place, cell)
            case _:
                page.write_number(row, place, cell / SECONDS_A_DAY if form is Form.SPAN else cell, look)


def _write_text(page: "Worksheet", row: int, place: int, text: str, look: "Format | None" = None) -> None:
    page.write_string(row, place, one_line(text)[:LONGEST_TEXT], look)


def _cells(text: str) -> int:
    """How wide a text stands."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
