"""The queue before anything heavy is imported: what the console paints first."""

from dataclasses import dataclass

from servicedesk.desk.queue_rows import plain_row
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
