"""The conversation of a ticket, read like an edited chat; line by line, and only the stretch it was given."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from servicedesk.desk.views import MessageView, ThreadPage, TicketView
from servicedesk.i18n import language_in_use
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.conversation_blocks import Line, Stop
from servicedesk.tui.widgets.conversation_model import Conversation, Frame
from servicedesk.tui.widgets.line_view import PATIENCE, LineView, Span
from servicedesk.tui.wording.signs import UNICODE, Signs

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
        self.empty_text = empty_text
        """What stands there while no ticket is open."""
        self._thread = Conversation()
        self._now = datetime.now(UTC)
        self._asked: tuple[int, float] | None = None
        self._lines: list[Line] = []
        self._stops: list[int] = []
        self._focus: Stop | None = None
        self._pinned = False
        self._strips: dict[tuple[int, bool], Strip] = {}

    # What it is given

    def show(self, ticket: TicketView, now: datetime, *, new_since: datetime | None = None) -> None:
        """Show a ticket, newest message in view. The same ticket again keeps place, focus and what is open."""
        at_end = self._focus is not None and self._focus == self._last_stop()
        place = self._anchor()
        self._now = now
        same = self._thread.take(ticket, new_since)
        self._asked = None
        if not same:
            self._focus = None
        self._lay_out()
        if same and not at_end:
            self._restore(place)
        else:
            self._go_to_newest()

    def see_newest(self) -> None:
        """To the newest message, with the cursor on it: something was stored just now."""
        self._go_to_newest()
        self.refresh()

    def clear(self) -> None:
        """Show no ticket."""
        self._thread.clear()
        self._focus = None
        self._lay_out()

    def prepend(self, page: ThreadPage) -> None:
        """Put older messages above; what is being read stays where it is."""
        place = self._anchor()
        self._thread.prepend(page)
        self._asked = None
        self._lay_out()
        if self._focus == _OLDER and page.messages:
            self._focus = Stop("message", page.messages[-1].id)
        self._restore(place)

    def tick(self, now: datetime) -> None:
        """Time has passed: repaint the heads of messages that are about to leave."""
        self._now = now
        frame = self._frame()
        for index in self._stops:
            stop = self._lines[index].stop
            message = self._thread.messages.get(stop.id) if stop is not None and stop.kind == "message" else None
            if message is None or message.delivery != "pending":
                continue
            line = self._thread.head(message, frame)
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
        return self._thread.messages.get(self._focus.id)

    @property
    def ticket_id(self) -> int | None:
        """The ticket shown."""
        return self._thread.ticket_id

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
        self.scroll_line(0)
        self._focus_first(0, self._bottom())

    def action_end(self) -> None:
        self.scroll_line(len(self._lines))
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
            self.scroll_line(index - 1)
        elif index == self._bottom() - 1:
            self.scroll_line(self.scroll_offset.y + 1)

    def _scroll_by(self, lines: int) -> None:
        if lines < 0 and self.scroll_offset.y == 0:
            self._focus_first(0, self._bottom())
            return
        self.scroll_line(self.scroll_offset.y + lines)
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

    def scroll_line(self, line: int) -> None:
        self._pinned = False
        super().scroll_line(line)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if new_value < 1 <= old_value:
            self._ask_for_older()

    # Opening and asking

    def _toggle(self, stop: Stop) -> None:
        self._thread.toggle(stop)
        top = self.scroll_offset.y
        at = self._focus_line() or 0
        self._lay_out()
        if self._focus_line() is None:
            self._focus_first(0, at + 1, last=True)
        self.scroll_line(top)

    def _ask_for_older(self) -> None:
        """Ask once; again only if nothing came for a while."""
        oldest, now = self._thread.oldest, time.monotonic()
        if not self._thread.older or oldest is None:
            return
        if self._asked is None or self._asked[0] != oldest or now - self._asked[1] > PATIENCE:
            self._asked = oldest, now
            self.post_message(self.OlderWanted(self, oldest))

    # Layout

    def _frame(self) -> Frame:
        return Frame(self.line_width, self._zone, self._now, self._signs, self.names, language_in_use())

    def _lay_out(self) -> None:
        self._lines = self._thread.lines(self._frame())
        self._stops = [index for index, line in enumerate(self._lines) if line.stop is not None]
        self._strips.clear()
        self.set_extent(len(self._lines))
        self.refresh()

    def reword(self) -> None:
        self._relayout()

    def _relayout(self) -> None:
        """The width, the zone or the language changed: lay out anew, keeping the place."""
        place = self._anchor()
        self._lay_out()
        self._restore(place)

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
        """To the end, and back up so far that the newest message begins on the screen."""
        top = max(0, len(self._lines) - self.size.height)
        newest = self._newest_message()
        begins = next((index for index in self._stops if self._lines[index].stop == newest), top)
        top = min(top, begins)
        self.scroll_to(y=top, animate=False, force=True)

    def _newest_message(self) -> Stop | None:
        ids = list(self._thread.messages)
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
            text = clean(self.empty_text) if self._thread.ticket_id is None and y == 1 else ""
            return self.paint([(" " + text, "quiet")], self.line_width)
        line = self._lines[index]
        focused = line.stop is not None and line.stop == self._focus
        strip = self._strips.get((index, focused))
        if strip is None:
            cursor = (self._signs.cursor if focused else " ", "accent")
            spans, ground = self.look_of(index, line)
            strip = self.paint((cursor, *spans), self.line_width, ground)
            self._strips[index, focused] = strip
        return strip

    def look_of(self, index: int, line: Line) -> tuple[tuple[Span, ...], str]:
        """A line's spans and ground; who marks some of them extends it."""
        del index
        return line.spans, line.ground

    def _repaint(self, index: int) -> None:
        self._strips.pop((index, False), None)
        self._strips.pop((index, True), None)
        self.refresh_line(index)

    def forget_strips(self) -> None:
        super().forget_strips()
        self._strips.clear()
