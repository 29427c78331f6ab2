"""What the desk screen knows: the list it shows, the ticket it has open, and who acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from servicedesk.desk.queue_views import QueueRow, SavedViewView

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView, PersonView, TicketView


@dataclass(slots=True)
class DeskState:
    """``filter`` and ``sort`` rule the list; they are the active view's unless the agent narrowed it.

    ``counts`` are the views' once they were read; ``promised`` is how many promises are due today. ``totals`` are the
    same by filter, and the shown list's.
    ``under_way``: an act on many tickets runs; the list is read when it ends.
    ``own_words``: a paragraph that was typed for the third time, until it is kept as an answer.
    ``passing``: an act that another undo takes back, though a reply after it has left.
    ``wanted`` is the ticket that panes are to show; ``ticket`` the one they show, read completely.
    """

    views: tuple[SavedViewView, ...] = ()
    active: int = 0
    narrowed: str | None = None
    counts: tuple[int, ...] = ()
    totals: dict[str, int] = field(default_factory=dict)
    promised: int = 0
    under_way: bool = False
    me: PersonView | None = None
    undo: str | None = None
    wanted: int | None = None
    ticket: TicketView | None = None
    customer: CustomerView | None = None
    own_words: str = ""
    passing: str = ""

    @property
    def view(self) -> SavedViewView | None:
        return self.views[self.active] if self.active < len(self.views) else None

    @property
    def filter(self) -> str:
        if self.narrowed is not None:
            return self.narrowed
        return self.view.filter if self.view is not None else ""

    @property
    def sort(self) -> str:
        return self.view.sort if self.view is not None else "due"

    @property
    def order(self) -> str:
        """What the list is really ordered by: tickets that are done have nothing due."""
        return _order(self.sort, self.filter)

    def shown(self, row: QueueRow | None) -> TicketView | None:
        """The whole ticket of ``row``, if it is the one that has been read."""
        if row is not None and self.ticket is not None and self.ticket.row.id == row.id:
            return self.ticket
        return None


@lru_cache(16)
def _order(sort: str, text: str) -> str:
    from servicedesk.domain.filters import parse_filter, parse_order

    return str(parse_order(sort, parse_filter(text).scope))
