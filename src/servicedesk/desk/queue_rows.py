"""Rows of the queue as a driver gives them, made into views: fifty a page, and each of them many values."""

from dataclasses import fields, make_dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from servicedesk.desk.queue_views import QueueRow

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""As in ``domain.events``, which is much to import for what the first page may stand on."""
MICROSECOND: Final = timedelta(microseconds=1)
"""Multiplied, it is exact and costs half of what a delta does that is made from a number."""
INSTANTS: Final = (10, 12, 13, 14, 15, 18, 19)
"""Places of due_at, waiting_since, snoozed_until, created_at, updated_at, remind_at, risk_at in light.COLUMNS."""
NAMES: Final = tuple(field.name for field in fields(QueueRow))
Unsealed: Final = make_dataclass("Unsealed", NAMES, slots=True, eq=False, repr=False)
"""A row that may still be written: a frozen class takes eight times as long to fill its fields."""


def plain_row(row: tuple[object, ...]) -> QueueRow:
    """A row as a driver gives it, instants in microseconds."""
    values = list(row)
    for place in INSTANTS:
        if (at := values[place]) is not None:
            values[place] = EPOCH + MICROSECOND * at  # type: ignore[operator]
    made: QueueRow = Unsealed(*values)
    made.__class__ = QueueRow
    return made
