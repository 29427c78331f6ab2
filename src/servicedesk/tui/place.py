"""Where the agent is: what the reasons of disabled acts look at. Values only, no Textual."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from servicedesk.desk.queue_views import QueueRow

if TYPE_CHECKING:
    from servicedesk.desk.views import TicketView


@dataclass(frozen=True, slots=True)
class Place:
    """The ticket an act would touch, and what else decides whether it makes sense.

    ``undo`` names what ``u`` would take back.
    ``writing``: the composer is open, with the keys or without. ``asked``: a colleague's note asks
    for who acts. ``ticket`` is the whole ticket where it has been read; times are told at ``now`` in ``zone``.
    """

    row: QueueRow | None = None
    me: str | None = None
    undo: str | None = None
    writing: bool = False
    asked: bool = False
    ticket: "TicketView | None" = None
    now: datetime | None = None
    zone: tzinfo = UTC
