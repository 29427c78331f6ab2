"""What the agent has read: marks in the store, so that \"new since you last looked\" holds on every console."""

from __future__ import annotations

from datetime import datetime
from time import monotonic
from typing import Final

from servicedesk.tui.link import DeskLink

SEEN_AFTER: Final = 1.0
"""Seconds that a ticket has to be open before it counts as read."""


class ReadMarks:
    """One ticket is open at a time. Only what was shown is marked: up to the instant at which it was read."""

    def __init__(self, link: DeskLink) -> None:
        self._link = link
        self._marks: dict[int, datetime] = {}
        self._ticket: int | None = None
        self._since: datetime | None = None
        self._opened_at = 0.0
        self._shown_to: datetime | None = None

    def shown(self, ticket_id: int, read_at: datetime, mark: datetime | None) -> datetime | None:
        """A ticket is on the screen as it was at ``read_at``, with the store's ``mark``.

        Returns since when things on it are new; that stands as long as the ticket stays open.
        """
        if ticket_id != self._ticket:
            self.left()
            known = [at for at in (mark, self._marks.get(ticket_id)) if at is not None]
            self._ticket, self._opened_at, self._since = ticket_id, monotonic(), max(known, default=None)
        self._shown_to = read_at
        return self._since

    def left(self) -> None:
        """The ticket gives way to another one, or to none: all that was shown of it is marked."""
        if self._ticket is not None and self._shown_to != self._marks.get(self._ticket):
            self._mark()
        self._ticket = self._shown_to = None

    def beat(self) -> None:
        """A second has passed: a ticket that has been open long enough is marked, once until it is left."""
        if self._ticket is not None and self._marks.get(self._ticket) in (None, self._since):
            self._mark()

    def _mark(self) -> None:
        ticket_id, shown_to = self._ticket, self._shown_to
        if ticket_id is None or shown_to is None or monotonic() - self._opened_at < SEEN_AFTER:
            return
        self._marks[ticket_id] = shown_to
        self._link.drop(lambda desk: desk.presence.mark_read(ticket_id, shown_to))
