"""The conversation of a ticket, read like an edited chat; line by line, and only the stretch it was given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from servicedesk.desk.views import EventView, MessageView, ThreadPage, TicketView
from servicedesk.tui.clean import clean
from servicedesk.tui.signs import UNICODE, Signs
from servicedesk.tui.widgets.conversation_blocks import (
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
from servicedesk.tui.widgets.line_view import LineView

_FOLDS: Final = ("fold", "more", "events")
_OLDER: Final = Stop("older", 0)


class ConversationView(LineView, can_focus=True):
    """Messages, notes and events of one ticket.

    A focus cursor (``>``) stands on a message's head, a fold, a run of events or the line of older messages.
    ``up`` and ``down`` move it to the next such place on the screen, else scroll by a line.
    """

    @dataclass
    class OlderWanted(Message):
        """The messages before ``before_message_id``, please; then ``prepend``."""

        view: "ConversationView"
        before_message_id: int

        @property
        def control(self) -> "ConversationView":
            return self.view

    @dataclass
    class Unfolded(Message):
        """Something was opened or folded again; ``message_id`` is None for a run of events."""

        view: "ConversationView"
        message_id: int | None

        @property
        def control(self) -> "ConversationView":
            return self.view

    @dataclass
    class MenuWanted(Message):
        """Enter where nothing folds: the menu of every act, for ``message`` where one has the focus."""

        view: "ConversationView"
        message: MessageView | None

        @property
        def control(self) -> "ConversationView":
            return self.view

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line_up", show=False),
        Binding("down", "line_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "home", show=False),
        Binding("end", "end", show=False),
        Binding("enter", "unfold", show=False),
    ]

    def __init__(
        self,
        *,
        zone: tzinfo = UTC,
        empty_text: str = "",
        signs: Signs = UNICODE,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(signs=signs, name=name, id=id, classes=classes)
        self.names: Mapping[str, str] = {}
        """What to call the actors of events: ``person:3`` → ``Ana``."""
        self._zone = zone
        self._empty_text = empty_text
        self._ticket_id: int | None = None
        self._now = datetime.now(UTC)
        self._new_since: datetime | None = None
        self._messages: dict[int, MessageView] = {}
        self._events: dict[int, EventView] = {}
        self._older = 0
        self._asked_before: int | None = None
        self._folds = Folds()
        self._lines: list[Line] = []
        self._stops: list[int] = []
        self._focus: Stop | None = None
        self._pinned = False
        self._laid_out: dict[int, tuple[MessageView, list[Line]]] = {}
        self._strips: dict[tuple[int, bool], Strip] = {}

    # What it is given

    def show(self, ticket: TicketView, now: datetime, *, new_since: datetime | None = None) -> None:
        """Show a ticket, newest message in view. The same ticket again keeps place, focus and what is open."""
        same = ticket.row.id == self._ticket_id
        self._now, self._new_since = now, new_since
        if not same:
            self._forget_ticket(ticket)
        at_end = self._focus is not None and self._focus == self._last_stop()
        self._take(ticket.thread, replace_newest=same)
        top = self._anchor() if same else None
        self._lay_out()
        if top is None or at_end:
            self._go_to_newest()
        else:
            self._restore(top)

    def clear(self) -> None:
        """Show no ticket."""
        self._ticket_id = None
        self._messages.clear()
        self._events.clear()
        self._older = 0
        self._focus = None
        self._lay_out()

    def prepend(self, page: ThreadPage) -> None:
        """Put older messages above; what is being read stays where it is."""
        top = self._anchor()
        self._messages = {**{message.id: message for message in page.messages}, **self._messages}
        self._events = {**{event.seq: event for event in page.events}, **self._events}
        self._older = page.older
        self._asked_before = None
        focus = self._focus
        self._lay_out()
        if focus is not None and focus.kind == "older" and page.messages:
            self._focus = Stop("message", page.messages[-1].id)
        self._restore(top)

    def tick(self, now: datetime) -> None:
        """Time has passed: repaint the heads of messages that are about to leave."""
        self._now = now
        look = self._look()
        for index in self._stops:
            stop = self._lines[index].stop
            message = self._messages.get(stop.id) if stop is not None and stop.kind == "message" else None
            if message is None or message.delivery != "pending":
                continue
            line = head_line(message, look)
            if line != self._lines[index]:
                self._lines[index] = line
                self._repaint(index)

    @property
    def zone(self) -> tzinfo:
        """The zone that times are shown in."""
        return self._zone

    @zone.setter
    def zone(self, zone: tzinfo) -> None:
        self._zone = zone
        self._relayout()

    # What it tells

    @property
    def focused_message(self) -> MessageView | None:
        """The message that the focus cursor stands in."""
        if self._focus is None or self._focus.kind in ("older", "events"):
            return None
        return self._messages.get(self._focus.id)

    @property
    def ticket_id(self) -> int | None:
        """The ticket shown."""
        return self._ticket_id

    # Moving

    def action_line_up(self) -> None:
        """To the focus place above if it is on the screen, else up by a line."""
        self._step(-1)

    def action_line_down(self) -> None:
        self._step(1)

    def action_page_up(self) -> None:
        self._scroll_by(-max(1, self.size.height - 2))

    def action_page_down(self) -> None:
        self._scroll_by(max(1, self.size.height - 2))

    def action_home(self) -> None:
        self._scroll_line(0)
        self._focus_first(0, self._bottom())

    def action_end(self) -> None:
        self._scroll_line(len(self._lines))
        if self._stops:
            self._set_focus(self._stops[-1])

    def action_unfold(self) -> None:
        """Open or fold what the cursor is on; ask for older messages; else ask for the menu."""
        stop = self._focus
        if stop is not None and stop.kind == "older":
            self._ask_for_older()
        elif stop is not None and stop.kind in _FOLDS:
            self._toggle(stop)
            self.post_message(self.Unfolded(self, None if stop.kind == "events" else stop.id))
        else:
            self.post_message(self.MenuWanted(self, self.focused_message))

    def on_click(self, event: events.Click) -> None:
        """A click puts the focus where it lands, and opens a fold."""
        index = self.scroll_offset.y + event.y
        stops = [at for at in self._stops if at <= index]
        if index >= len(self._lines) or not stops:
            return
        self._set_focus(stops[-1])
        stop = self._lines[index].stop
        if stop is not None and stop.kind != "message":
            self.action_unfold()

    def _step(self, direction: int) -> None:
        top, bottom = self.scroll_offset.y, self._bottom()
        at = self._focus_line()
        ahead = [i for i in self._stops if (i - at) * direction > 0] if at is not None else []
        target = (min(ahead) if direction > 0 else max(ahead)) if ahead else None
        if target is not None and top <= target < bottom:
            self._set_focus(target)
            self._show_line(target)
        else:
            self._scroll_by(direction)

    def _show_line(self, index: int) -> None:
        """Keep a line of context beyond a focus at the edge."""
        if index == self.scroll_offset.y:
            self._scroll_line(index - 1)
        elif index == self._bottom() - 1:
            self._scroll_line(self.scroll_offset.y + 1)

    def _scroll_by(self, lines: int) -> None:
        if lines < 0 and self.scroll_offset.y == 0:
            self._focus_first(0, self._bottom())
            return
        self._scroll_line(self.scroll_offset.y + lines)
        at = self._focus_line()
        if at is None or not self.scroll_offset.y <= at < self._bottom():
            self._focus_first(self.scroll_offset.y, self._bottom(), last=lines < 0)

    def _focus_first(self, top: int, bottom: int, *, last: bool = False) -> None:
        """Focus the first (or last) place between two lines; without one the focus stays."""
        inside = [index for index in self._stops if top <= index < bottom]
        if inside:
            self._set_focus(inside[-1 if last else 0])

    def _set_focus(self, index: int) -> None:
        self._pinned = False
        before = self._focus_line()
        self._focus = self._lines[index].stop
        for line in (before, index):
            if line is not None:
                self._repaint(line)

    def _focus_line(self) -> int | None:
        return next((i for i in self._stops if self._lines[i].stop == self._focus), None)

    def _last_stop(self) -> Stop | None:
        return self._lines[self._stops[-1]].stop if self._stops else None

    def _bottom(self) -> int:
        return self.scroll_offset.y + self.size.height

    def _scroll_line(self, line: int) -> None:
        self._pinned = False
        self.scroll_to(y=max(0, line), animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if new_value < 1 <= old_value:
            self._ask_for_older()

    # Opening and asking

    def _toggle(self, stop: Stop) -> None:
        if stop.kind == "more":
            lines = {**(self._folds.lines or {}), stop.id: self._folds.limit(stop.id) + MORE_LINES}
            self._folds = replace(self._folds, lines=lines)
        else:
            self._folds = replace(self._folds, open=self._folds.open ^ {stop})
        self._laid_out.pop(stop.id if stop.kind != "events" else -1, None)
        top = self.scroll_offset.y
        at = self._focus_line() or 0
        self._lay_out()
        if self._focus_line() is None:
            self._focus_first(0, at + 1, last=True)
        self._scroll_line(top)

    def _ask_for_older(self) -> None:
        oldest = next(iter(self._messages), None)
        if self._older and oldest is not None and oldest != self._asked_before:
            self._asked_before = oldest
            self.post_message(self.OlderWanted(self, oldest))

    # Layout

    def _forget_ticket(self, ticket: TicketView) -> None:
        self._ticket_id = ticket.row.id
        self._messages.clear()
        self._events.clear()
        self._laid_out.clear()
        self._folds = Folds()
        self._focus = None
        self._asked_before = None

    def _take(self, thread: ThreadPage, *, replace_newest: bool) -> None:
        """Take a newest stretch; older messages that were prepended stay."""
        first = thread.messages[0].id if thread.messages else None
        kept: dict[int, MessageView] = {}
        if replace_newest and first in self._messages:
            for message_id, message in self._messages.items():
                if message_id == first:
                    break
                kept[message_id] = message
        self._older = max(0, thread.older - len(kept))
        self._messages = {**kept, **{message.id: message for message in thread.messages}}
        before = {seq: event for seq, event in self._events.items() if kept}
        self._events = {**before, **{event.seq: event for event in thread.events}}

    def _look(self) -> Look:
        return Look(self._ticket_id, self.line_width, self._zone, self._now, self._signs, self.names)

    def _lines_of(self, message: MessageView) -> list[Line]:
        """The lines of a message, worked out once for as long as nothing about it changes."""
        known = self._laid_out.get(message.id)
        if known is not None and known[0] == message and message.delivery != "pending":
            return known[1]
        lines = message_lines(message, self._look(), self._folds)
        self._laid_out[message.id] = (message, lines)
        return lines

    def _lay_out(self) -> None:
        look = self._look()
        lines = [older_line(self._older, look)] if self._older else []
        stretch = conversation(
            self._messages.values(), self._events.values(), look, self._folds, self._new_since, self._lines_of
        )
        lines.extend(stretch)
        self._lines = lines
        self._stops = [index for index, line in enumerate(lines) if line.stop is not None]
        self._strips.clear()
        self.virtual_size = Size(self.line_width, len(lines))
        self.refresh()

    def _relayout(self) -> None:
        """The width or the zone changed: lay out anew, keeping the place."""
        top = self._anchor()
        self._laid_out.clear()
        self._lay_out()
        self._restore(top)

    def on_resize(self) -> None:
        if self.line_width != self.virtual_size.width:
            self._relayout()
        if self._pinned:
            self._scroll_to_newest()

    def _go_to_newest(self) -> None:
        self._focus = self._newest_message()
        self._scroll_to_newest()
        self._pinned = True

    def _scroll_to_newest(self) -> None:
        """To the end, and back up so far that the customer's last message begins on the screen."""
        height = self.size.height
        top = max(0, len(self._lines) - height)
        asked = self._line_of_last_customer()
        if asked is not None and asked < top and top - asked < 2 * height:
            top = asked
        self.scroll_to(y=top, animate=False, force=True)

    def _line_of_last_customer(self) -> int | None:
        ids = [message.id for message in self._messages.values() if message.author == "customer"]
        wanted = Stop("message", ids[-1]) if ids else None
        return next((i for i in self._stops if self._lines[i].stop == wanted), None)

    def _newest_message(self) -> Stop | None:
        ids = list(self._messages)
        return Stop("message", ids[-1]) if ids else self._last_stop()

    def _anchor(self) -> tuple[Stop | None, int]:
        """The focus place nearest the top of the screen, and how many lines below the top it is."""
        top = self.scroll_offset.y
        lasting = [index for index in self._stops if self._lines[index].stop != _OLDER]
        at = min(lasting, key=lambda index: abs(index - top), default=None)
        return (None, 0) if at is None else (self._lines[at].stop, at - top)

    def _restore(self, anchor: tuple[Stop | None, int]) -> None:
        stop, below = anchor
        at = next((i for i in self._stops if self._lines[i].stop == stop), None)
        if at is not None:
            self.scroll_to(y=max(0, at - below), animate=False, force=True)

    # Painting

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        if index >= len(self._lines):
            text = clean(self._empty_text) if self._ticket_id is None and y == 1 else ""
            return self.paint([(" " + text, "quiet")], self.line_width)
        line = self._lines[index]
        focused = line.stop is not None and line.stop == self._focus
        strip = self._strips.get((index, focused))
        if strip is None:
            cursor = (self._signs.cursor if focused else " ", "accent")
            strip = self.paint((cursor, *line.spans), self.line_width, line.ground)
            self._strips[index, focused] = strip
        return strip

    def _repaint(self, index: int) -> None:
        self._strips.pop((index, False), None)
        self._strips.pop((index, True), None)
        self.refresh_line(index)

    def forget_strips(self) -> None:
        super().forget_strips()
        self._strips.clear()
