"""The stretch of a conversation that is held, and what of it the reader has opened. No screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from servicedesk.desk.views import EventView, MessageView, ThreadPage, TicketView
from servicedesk.tui.widgets.conversation_blocks import (
    ALL_LINES,
    MORE_LINES,
    Folds,
    Line,
    Look,
    Stop,
    conversation,
    head_line,
    message_lines,
    older_line,
)
from servicedesk.tui.wording.signs import Signs


@dataclass(frozen=True, slots=True)
class Frame:
    """What the lines depend on beside the conversation: the widget's ``width``, time, and how to call people."""

    width: int
    zone: tzinfo
    now: datetime
    signs: Signs
    names: Mapping[str, str]
    language: str


class Conversation:
    """Messages by id, oldest first, the events among them, and how many older ones aren't held."""

    def __init__(self) -> None:
        self.ticket_id: int | None = None
        self.messages: dict[int, MessageView] = {}
        self.older = 0
        self._events: dict[int, EventView] = {}
        self._new_since: datetime | None = None
        self._folds = Folds()
        self._laid_out: dict[int, tuple[MessageView, list[Line]]] = {}
        self._frame: Frame | None = None

    @property
    def oldest(self) -> int | None:
        """The id of the oldest message held."""
        return next(iter(self.messages), None)

    def take(self, ticket: TicketView, new_since: datetime | None) -> bool:
        """Hold a ticket's newest stretch; True when it is the same ticket as before.

        Then older messages that had been prepended stay, and so does what was opened.
        """
        same = ticket.row.id == self.ticket_id
        if not same:
            self.clear()
            self.ticket_id = ticket.row.id
        self._new_since = new_since
        thread = ticket.thread
        kept = self._held_before(thread)
        self.older = max(0, thread.older - len(kept))
        self.messages = {**kept, **{message.id: message for message in thread.messages}}
        events = self._events if kept else {}
        self._events = {**events, **{event.seq: event for event in thread.events}}
        return same

    def clear(self) -> None:
        """Hold nothing."""
        self.ticket_id = None
        self.messages = {}
        self.older = 0
        self._events = {}
        self._new_since = None
        self._folds = Folds()
        self._laid_out = {}

    def prepend(self, page: ThreadPage) -> None:
        """Hold older messages too."""
        self.messages = {**{message.id: message for message in page.messages}, **self.messages}
        self._events = {**{event.seq: event for event in page.events}, **self._events}
        self.older = page.older

    def toggle(self, stop: Stop) -> None:
        """Open a fold or close it; of a long message, show a stretch more."""
        if stop.kind == "more":
            lines = {**(self._folds.lines or {}), stop.id: self._folds.limit(stop.id) + MORE_LINES}
            self._folds = replace(self._folds, lines=lines)
        else:
            self._folds = replace(self._folds, open=self._folds.open ^ {stop})
        if stop.kind != "events":
            self._laid_out.pop(stop.id, None)

    def reveal(self, message_id: int, part: int) -> None:
        """Open what hides a part of a message."""
        lines = {**(self._folds.lines or {}), message_id: ALL_LINES}
        self._folds = replace(self._folds, lines=lines, open=self._folds.open | {Stop("fold", message_id, part)})
        self._laid_out.pop(message_id, None)

    def lines(self, frame: Frame) -> list[Line]:
        """Everything held, as lines. Messages that haven't changed are not laid out again."""
        if self._frame is None or replace(frame, now=self._frame.now) != self._frame:
            self._laid_out.clear()
        self._frame = frame
        look = self._look(frame)

        def lines_of(message: MessageView) -> list[Line]:
            return self._message_lines(message, look)

        lines = [older_line(self.older, look)] if self.older else []
        held = self.messages.values()
        lines.extend(conversation(held, self._events.values(), look, self._folds, self._new_since, lines_of))
        return lines

    def head(self, message: MessageView, frame: Frame) -> Line:
        """The first line of a message alone."""
        return head_line(message, self._look(frame))

    def _message_lines(self, message: MessageView, look: Look) -> list[Line]:
        known = self._laid_out.get(message.id)
        if known is not None and known[0] == message and message.delivery != "pending":
            return known[1]
        lines = message_lines(message, look, self._folds)
        self._laid_out[message.id] = (message, lines)
        return lines

    def _held_before(self, thread: ThreadPage) -> dict[int, MessageView]:
        """The messages held that stand before a stretch, if the stretch joins on to them."""
        first = thread.messages[0].id if thread.messages else None
        if first not in self.messages:
            return {}
        ids = list(self.messages)
        return {message_id: self.messages[message_id] for message_id in ids[: ids.index(first)]}

    def _look(self, frame: Frame) -> Look:
        return Look(self.ticket_id, frame.width, frame.zone, frame.now, frame.signs, frame.names)
