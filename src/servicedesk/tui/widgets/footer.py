"""The last lines: what the keys do here, or a notice in their place, and what ``u`` would undo."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does; ``enabled`` False paints it faint."""

    action: str
    key: str
    label: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the agent. ``error`` colours it; ``serial`` tells two equal ones apart."""

    text: str
    error: bool = False
    serial: int = 0


class Footer(Widget):
    """Hints from the left, as many as fit; those of the ``tail`` (undo, help) always stand at the right end."""

    class Chosen(Message):
        """A hint was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    DEFAULT_CSS = """
    Footer { height: auto; max-height: 3; background: $ground-raised; color: $ink-quiet; }
    """

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._hints: tuple[Hint, ...] = ()
        self._tail: tuple[Hint, ...] = ()
        self._notice: Notice | None = None
        self._spans: list[tuple[int, int, str]] = []

    def show_hints(self, hints: tuple[Hint, ...], tail: tuple[Hint, ...]) -> None:
        """Paint these hints; those of ``tail`` keep their place at the right."""
        if (hints, tail) != (self._hints, self._tail):
            self._hints, self._tail = hints, tail
            self.refresh()

    def show_notice(self, notice: Notice | None) -> None:
        """Put a sentence in place of the hints, or take it away. A long one takes up to three lines."""
        if notice != self._notice:
            self._notice = notice
            self.refresh(layout=True)

    @property
    def notice(self) -> Notice | None:
        return self._notice

    def render(self) -> Content:
        if self._notice is not None:
            return self._sentence(self._notice)
        width = self.size.width
        self._spans = []
        tail_width = sum(_hint(hint).cell_length + 3 for hint in self._tail)
        line = Content(" ")
        for hint in self._hints:
            if line.cell_length + _hint(hint).cell_length + tail_width <= width:
                line = self._add(line, hint) + Content("   ")
        line = line.pad_right(max(0, width - line.cell_length - tail_width + 2))
        for n, hint in enumerate(self._tail):
            line = self._add(line + Content("   ") if n else line, hint)
        return line

    def _add(self, line: Content, hint: Hint) -> Content:
        """The line with a hint at its end, remembered for clicks."""
        start = line.cell_length
        line += _hint(hint)
        self._spans.append((start, line.cell_length, hint.action))
        return line

    def _sentence(self, notice: Notice) -> Content:
        text = clip(clean(notice.text), room_for(self.size.width))
        sign = ("!", "$overdue bold") if notice.error else ("·", "$accent bold")
        return Content.assemble(" ", sign, " ", (text, "$ink"))

    def on_click(self, event: events.Click) -> None:
        """Do what the hint under the mouse says; a click on a notice puts it away."""
        if self._notice is not None:
            self.show_notice(None)
            return
        for start, end, action in self._spans:
            if start <= event.x < end and action:
                self.post_message(self.Chosen(action))


def room_for(width: int) -> int:
    """Cells of a sentence that three lines of a footer hold."""
    return max(20, width * 3 - 8)


def _hint(hint: Hint) -> Content:
    label = clip(clean(hint.label), 44)
    if not hint.enabled:
        return Content.styled(f"{hint.key} {label}", "$ink-faint")
    if not cell_len(hint.key):
        return Content.styled(label, "$ink-quiet")
    return Content.assemble((hint.key, "$accent"), " ", (label, "$ink-quiet"))
