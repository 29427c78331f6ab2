"""Cells of tables as people read them, and as scripts do. Pure."""

from datetime import UTC, date, datetime, tzinfo
from typing import Final

from servicedesk.domain.reports.tables import Cell, Form, Measured, Named, Withheld

_MINUTE: Final = 60
_HOUR: Final = 3600
UNKNOWN: Final = "–"


def spelled(cell: Cell, form: Form, zone: tzinfo) -> str:
    """A cell for people: instants to the minute in ``zone``, shares in percent; a dash for what isn't known."""
    match cell:
        case None:
            return UNKNOWN
        case Named():
            return cell.text
        case Withheld():
            return str(cell)
        case Measured():
            return number(cell.value, cell.form)
        case datetime():
            return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case str():
            return cell
        case _:
            return number(cell, form)


def number(value: float, form: Form) -> str:
    """``1,204``, ``92.4 %``, ``26h 05m``; a ticket's number stays as one types it."""
    match form:
        case Form.SHARE:
            return f"{value:.1%}".replace("%", " %")
        case Form.SPAN:
            return span(round(value))
        case Form.COUNT:
            return f"{round(value):,}"
        case _:
            return str(value)


def span(seconds: int) -> str:
    """Working time: ``42s``, ``7m``, ``26h 05m``. Hours don't become days, as a working day has no fixed length."""
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE}m"
    return f"{seconds // _HOUR:,}h {seconds % _HOUR // _MINUTE:02d}m"


def plain(cell: Cell) -> str | int | float | None:
    """A cell for scripts: shares as numbers, times in seconds, instants ISO 8601 in UTC, codes; withheld is None."""
    match cell:
        case Named():
            return cell.code
        case Withheld():
            return None
        case datetime():
            return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return cell.isoformat()
        case Measured():
            return round(cell.value, 4)
        case float():
            return round(cell, 4)
        case _:
            return cell
