"""Cells of tables as scripts read them. Pure."""

from datetime import UTC, date, datetime

from servicedesk.domain.reports.figures import rounded
from servicedesk.domain.reports.tables import Cell, Measured, Named, Withheld


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
            return plain(cell.value)
        case float():
            return float(rounded(cell, 4))
        case _:
            return cell
