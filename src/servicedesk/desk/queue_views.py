"""The views of the queue, apart from the others: the console's first paint needs these and no more.

Every instant is aware UTC. Texts are as they came in: front ends clean them at the edge of their screen.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket in a list. ``version`` is what acts on it should name; ``remind_at`` the next promise or follow-up.

    ``due_at`` and ``due_clock`` are the earliest of its running clocks, ``risk_at`` when the first of them warns.
    ``waits``: ``escalated`` to somebody who hasn't accepted yet, for an ``approval``; empty for neither.
    """

    id: int
    kind: str
    status: str
    stage: str | None
    priority: str
    subject: str
    customer_id: int | None
    customer_name: str
    membership: str
    assignee: str | None
    due_at: datetime | None
    due_clock: str | None
    waiting_since: datetime | None
    snoozed_until: datetime | None
    created_at: datetime
    updated_at: datetime
    last_public_author: str | None
    version: int
    remind_at: datetime | None = None
    risk_at: datetime | None = None
    waits: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """``next`` is the cursor of the page after this one; None at the end.

    ``looked`` is set where a brief look ended before the page was full: the cursor to look on from.
    """

    rows: tuple[QueueRow, ...]
    next: str | None
    looked: str | None = None


@dataclass(frozen=True, slots=True)
class SavedViewView:
    """A tab of the queue: its name, its filter (domain/filters.py) and its order. ``own``: not everybody's."""

    id: int
    name: str
    filter: str
    sort: str
    own: bool = False
