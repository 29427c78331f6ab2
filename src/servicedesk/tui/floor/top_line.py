"""The floor's first line: its pages, how old the SLA check is, the time."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip


class TopLine(Widget):
    """Pages on the left, the age of the check and the clock on the right; a click on a page chooses it."""

    class Chosen(Message):
        """A page was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    DEFAULT_CSS = "TopLine { height: 1; background: $ground-raised; color: $ink-quiet; }"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._pages: tuple[str, ...] = ()
        self._at = 0
        self._state = ""
        self._alarm = False
        self._clock = ""
        self._spans: list[tuple[int, int]] = []

    def show(self, title: str, pages: tuple[str, ...], at: int, state: str, clock: str, *, alarm: bool) -> None:
        """Nothing is repainted when nothing changed. ``alarm`` says ``state`` in red."""
        shown = (clean(title), pages, at, state, clock, alarm)
        if shown != (self._title, self._pages, self._at, self._state, self._clock, self._alarm):
            self._title, self._pages, self._at, self._state, self._clock, self._alarm = shown
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        line = Content.assemble(" ", (self._title, "$ink bold"), "  ")
        self._spans = []
        for n, page in enumerate(self._pages):
            start = line.cell_length
            marks = ("[", "]") if n == self._at else (" ", " ")
            line += Content.assemble(
                (marks[0], "$accent"), (f"{n + 1} ", "$accent"), (page, "$ink bold" if n == self._at else "$ink-quiet")
            ) + Content.styled(marks[1], "$accent")
            self._spans.append((start, line.cell_length))
        state = clip(self._state, max(0, width - line.cell_length - cell_len(self._clock) - 6))
        right = Content.assemble(
            (state, "$overdue bold" if self._alarm else "$ink-faint"), "   ", (self._clock, "$ink"), " "
        )
        return line.pad_right(max(1, width - line.cell_length - right.cell_length)) + right

    def on_click(self, event: events.Click) -> None:
        """Choose the page under the mouse."""
        for n, (start, end) in enumerate(self._spans):
            if start <= event.x < end:
                self.post_message(self.Chosen(n))
