"""A conversation in which words are found and lines selected."""

from collections.abc import Iterator, Sequence
from datetime import UTC, tzinfo
from typing import ClassVar, Final

from textual import events

from servicedesk.tui.clean import clean
from servicedesk.tui.quoting import parts
from servicedesk.tui.thread_search import Hit, places
from servicedesk.tui.widgets.conversation_blocks import Line, Stop, measure_of
from servicedesk.tui.widgets.conversation_view import ConversationView
from servicedesk.tui.widgets.line_selection import LineSelection
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wording.signs import UNICODE, Signs
from servicedesk.tui.wrap import original_lines

_SELECTED: Final = "+"
_DRAG: Final = 4
"""Cells that a drag covers at least within one line: less is a click."""


class MarkedConversation(ConversationView):
    """``find`` shows a place that was searched; ``toggle_selected`` and ``extend`` choose what a reply quotes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--found", "line--found-now"}
    DEFAULT_CSS = """
    MarkedConversation {
        & > .line--found { text-style: underline bold; }
        & > .line--found-now { text-style: reverse bold; }
    }
    """

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
        super().__init__(zone=zone, empty_text=empty_text, signs=signs, name=name, id=id, classes=classes)
        self.wanted = ""
        """What is searched just now, and marked."""
        self.sought = ""
        """What was searched last."""
        self._hit: Hit | None = None
        self._found_in: frozenset[int] = frozenset()
        self._marks: dict[int, list[tuple[int, int, str]]] = {}
        self._selection = LineSelection()
        self._pressed: tuple[int, int] | None = None
        self._dragged = False

    # Searching

    def search(self, wanted: str, found_in: frozenset[int]) -> None:
        """Mark a text in the messages in which it was found; an empty one marks nothing."""
        self.wanted, self._found_in, self._hit = wanted, found_in, None
        self.sought = wanted or self.sought
        self._mark()
        self._repaint_all()

    def find(self, hit: Hit) -> None:
        """Bring a place onto the screen, out of its fold; its message has the focus."""
        self._hit = hit
        self._thread.reveal(hit.message_id, hit.part)
        self._lay_out()
        self._focus = Stop("message", hit.message_id)
        at = next((at for at, marks in self._marks.items() if any(role == "found-now" for *_, role in marks)), None)
        line = self._focus_line() if at is None else at
        self.scroll_line((line or 0) - max(1, self.size.height // 3))

    def holds(self, message_id: int) -> bool:
        """Whether a message is loaded."""
        return message_id in self._thread.messages

    @property
    def oldest(self) -> int | None:
        """The oldest message held."""
        return self._thread.oldest

    # Selecting

    @property
    def selecting(self) -> bool:
        return bool(self._selection)

    def toggle_selected(self) -> None:
        """Select the words of the focused message, or of the opened quote under the cursor; or none of it."""
        focus = self._focus
        if focus is None or focus.kind not in ("message", "fold", "more"):
            return
        is_open = any(place is not None and place[:2] == (focus.id, focus.part) for place in self._selection.places)
        quote = focus.kind == "fold" and is_open
        chosen = frozenset({focus.part}) if quote else self._written(focus.id)
        self._selection.toggle(focus.id, chosen, whole=not quote)
        self._repaint_all()

    def extend(self, step: int) -> None:
        """Select a line more, or one less when going back; begins at the focused message."""
        focus = self._focus
        inside = focus.id if focus is not None and focus.kind not in ("older", "events") else None
        self._show_selected(self._selection.extend(step, inside))

    def clear_selected(self) -> bool:
        """Select nothing; False when nothing was."""
        had = self._selection.clear()
        if had:
            self._repaint_all()
        return had

    def selected_text(self) -> tuple[str, bool]:
        """What is selected of public messages, and whether internal lines were left out: those are for us alone."""
        texts: list[str] = []
        left_out = False
        for message_id in self._selection.messages:
            message = self._thread.messages.get(message_id)
            if message is None or message.visibility != "public":
                left_out = True
            elif message_id in self._selection.whole:
                written = self._written(message_id)
                raw = [part.text for index, part in enumerate(parts(message.body)) if index in written]
                texts.append(clean("".join(raw), lines=True).strip())
            else:
                texts.append("\n".join(self._selected_lines(message_id)))
        return "\n\n".join(text for text in texts if text), left_out

    def _show_selected(self, index: int | None) -> None:
        """Scroll as little as brings the last line selected onto the screen."""
        if index is None:
            return
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if index < top:
            self.scroll_line(index)
        elif index >= top + height:
            self.scroll_line(index - height + 1)
        self._repaint_all()

    def _selected_lines(self, message_id: int) -> Iterator[str]:
        """The message's own lines of which something is selected, however the screen breaks them."""
        message = self._thread.messages[message_id]
        own = [original_lines(part.text, measure_of(self.line_width)) for part in parts(message.body)]
        before: tuple[int, int] | None = None
        for index, line in enumerate(self._lines):
            if line.source is None or line.source[0] != message_id:
                continue
            part, blank = line.source[1], not line.spans[1][0].strip()
            number, text = (-1, "") if blank else next(own[part])
            if self._selection.holds(index) and (blank or before != (part, number)):
                yield text
                before = (part, number)

    def _written(self, message_id: int) -> frozenset[int]:
        """The parts of a message that were written now."""
        message = self._thread.messages.get(message_id)
        shown = parts(message.body) if message is not None else ()
        return frozenset(index for index, part in enumerate(shown) if part.kind == "text")

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pressed = (self.scroll_offset.y + event.y, event.x) if event.button == 1 else None
        self._dragged = False

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag over lines selects them."""
        if self._pressed is None or not event.button:
            return
        start, column = self._pressed
        index = self.scroll_offset.y + event.y
        if index != start or abs(event.x - column) >= _DRAG:
            reached = self._selection.reach(start, index)
            self._dragged = self._dragged or reached is not None
            self._show_selected(reached)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        del event
        self._pressed = None

    def on_click(self, event: events.Click) -> None:
        """The end of a drag is no click."""
        if self._dragged:
            event.prevent_default()

    # Layout and painting

    def clear(self) -> None:
        self._selection.clear()
        super().clear()

    def _lay_out(self) -> None:
        super()._lay_out()
        self._mark()

    def _mark(self) -> None:
        """Work out which line holds which words, and where those searched stand."""
        self._selection.lay_out(self._lines)
        self._marks = {}
        if not self.wanted:
            return
        groups: dict[tuple[int, int], list[int]] = {}
        for index, line in enumerate(self._lines):
            if line.source is not None and line.source[0] in self._found_in:
                groups.setdefault(line.source, []).append(index)
        for (message_id, part), lines in groups.items():
            texts = [self._lines[index].spans[1][0] for index in lines]
            for nth, stretches in enumerate(places(texts, self.wanted)):
                role = "found-now" if self._hit == Hit(message_id, part, nth) else "found"
                for number, start, end in stretches:
                    self._marks.setdefault(lines[number], []).append((start, end, role))

    def look_of(self, index: int, line: Line) -> tuple[tuple[Span, ...], str]:
        """What is found stands out, what is selected stands on another ground behind a plus."""
        spans = line.spans
        if index in self._marks:
            text, role = spans[1]
            spans = (spans[0], *_cut(text, role, self._marks[index]))
        if not self._selection.holds(index):
            return spans, line.ground
        return ((_SELECTED, "accent"), *spans[1:]), "cursor"

    def _repaint_all(self) -> None:
        self._strips.clear()
        self.refresh()


def _cut(text: str, role: str, marks: Sequence[tuple[int, int, str]]) -> Iterator[Span]:
    """A text in spans, the marked stretches in roles of their own."""
    at = 0
    for start, end, found in sorted(marks):
        if start > at:
            yield text[at:start], role
        yield text[max(at, start) : end], found
        at = max(at, end)
    if at < len(text):
        yield text[at:], role
