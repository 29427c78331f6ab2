"""What rows of reports are grouped by: quarters of an hour, and what a ticket is."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ColumnElement, literal, literal_column, null, type_coerce

from servicedesk.domain.reports.periods import QUARTER
from servicedesk.store.tables.tickets import tickets

Key = int | str | None
"""What a row is counted under: a code, or the id of a person, team or product."""

TICKET_KEYS: Final[dict[str, ColumnElement[Any]]] = {
    "kind": tickets.c.kind,
    "channel": tickets.c.channel,
    "language": tickets.c.language,
    "product": tickets.c.product_id,
    # By the bare id SQLite would walk all tickets in its order, and not those of the period.
    "ticket": literal_column("+tickets.id", tickets.c.id.type),
}


def quarter_of(column: Column[datetime]) -> ColumnElement[int]:
    """The quarter of an hour an instant lies in, counted from 1970 in UTC."""
    # Spelled out, not bound: PostgreSQL groups by it only where both spellings are one.
    return type_coerce(column, BigInteger) // literal_column(str(QUARTER), BigInteger)


def grouping(by: str | None, at: Column[datetime]) -> tuple[ColumnElement[Any], ColumnElement[int]]:
    """What to group by: nothing and the quarter, or one of TICKET_KEYS and quarter 0."""
    if by is None:
        return null(), quarter_of(at)
    return TICKET_KEYS[by], literal(0)
