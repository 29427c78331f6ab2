"""Cells of tables as people read them, in the words of the interface."""

from datetime import date, datetime, tzinfo
from typing import Final

from servicedesk.domain.reports.figures import rounded
from servicedesk.domain.reports.tables import Cell, Form, Measured, Named, Withheld
from servicedesk.i18n import _

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
            return f"{percent(value, 1)} %"
        case Form.SPAN:
            return span(int(rounded(value)))
        case Form.COUNT:
            return f"{rounded(value):,}"
        case _:
            return str(value)


def percent(share: float, places: int = 0, *, signed: bool = False) -> str:
    """A share (1 is all) in hundredths, halves away from zero: ``93``, ``92.4``, ``+12``."""
    # Two places more before the sign of percent, so that no float is multiplied.
    found = rounded(share, places + 2).scaleb(2)
    return f"{found:+,f}" if signed else f"{found:,f}"


def span(seconds: int) -> str:
    """Working time: ``42s``, ``7m``, ``26h 05m``. Hours don't become days, as a working day has no fixed length."""
    if seconds < _MINUTE:
        return _("{n}s").format(n=seconds)
    if seconds < _HOUR:
        return _("{n}m").format(n=seconds // _MINUTE)
    return _("{h}h {m:02}m").format(h=f"{seconds // _HOUR:,}", m=seconds % _HOUR // _MINUTE)


def times_in(zone: tzinfo) -> str:
    """Which zone the times of a report are told in: said once."""
    return _("Times in {zone}").format(zone=zone)
