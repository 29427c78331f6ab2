"""A report as Markdown: text from outside is escaped, so that it stays text."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from servicedesk.channels.files.harmless import one_line
from servicedesk.desk.reports.spelling import spelled
from servicedesk.domain.reports.tables import Document, Form, Table

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#|!~&])")
_TO_THE_RIGHT: Final = frozenset({Form.COUNT, Form.TICKET, Form.SHARE, Form.SPAN, Form.MIXED})


def markdown_text(document: Document, zone: tzinfo) -> str:
    """The whole document; instants in ``zone``."""
    lines = [f"# {_plain(document.title)}", ""]
    for paragraph in document.lead:
        lines += [_plain(paragraph), ""]
    for section in document.sections:
        lines += [f"## {_plain(section.title)}", ""]
        for paragraph in section.paragraphs:
            lines += [_plain(paragraph), ""]
        if section.table is not None:
            lines += [*_table(section.table, zone), ""]
    return "\n".join(lines)


def _table(table: Table, zone: tzinfo) -> Iterator[str]:
    if table.rows:
        yield _row([_plain(column.title) for column in table.columns])
        yield _row(["---:" if column.form in _TO_THE_RIGHT else "---" for column in table.columns])
        for cells in table.cells():
            yield _row([_plain(spelled(cell, column.form, zone)) for column, cell in cells])
    else:
        yield _plain(table.empty)
    yield ""
    yield f"*{_plain(table.counted)}*"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", one_line(text))
