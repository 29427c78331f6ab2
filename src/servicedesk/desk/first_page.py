"""The queue before anything heavy is imported: what the console paints first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from servicedesk.desk.queue_views import QueueRow, SavedViewView
from servicedesk.domain.errors import StoreUnavailable
from servicedesk.store import light
from servicedesk.store.address import parse_address

ROWS = 100


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The first view's first rows, all views, and the shop's settings."""

    handle: str
    rows: tuple[QueueRow, ...]
    total: int
    views: tuple[SavedViewView, ...]
    settings: dict[str, str]


def first_page(url: str, handle: str | None) -> FirstPage | None:
    """The first page by the light path; None where the full store has to look (absent, older, unreachable, …)."""
    try:
        found = light.first_rows(parse_address(url), handle, ROWS)
    except StoreUnavailable:
        return None
    if found is None:
        return None
    views = tuple(SavedViewView(int(str(v[0])), str(v[1]), str(v[2]), str(v[3])) for v in found.views)
    return FirstPage(found.person[1], tuple(plain_row(row) for row in found.rows), found.total, views, found.settings)


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""As in domain.events, which this doesn't wait for: there is much in it that the first page needs nothing of."""
_INSTANTS: Final = (10, 12, 13, 14, 15, 18, 19)
"""Positions of due_at, waiting_since, snoozed_until, created_at, updated_at, remind_at, risk_at in light.COLUMNS."""


def plain_row(row: tuple[object, ...]) -> QueueRow:
    """A row as a driver gives it, instants in microseconds."""
    values = list(row)
    for place in _INSTANTS:
        if isinstance(value := values[place], int):
            values[place] = _EPOCH + timedelta(microseconds=value)
    return QueueRow(*values)  # type: ignore[arg-type]
