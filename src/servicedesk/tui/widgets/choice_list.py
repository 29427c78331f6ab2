"""A short list to choose from by number, letter or cursor. Choices that can't be taken say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip, fit

T = TypeVar("T")

KEYS: Final = "1234567890abcdefghilmnoprstuvwxyz"
"""What chooses the first, second, … line; j, k and q keep their meaning."""
DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One line: ``hint`` explains it; ``reason`` says why it can't be taken now, None when it can.

    ``key`` chooses it besides its number, and counts before the letters of other lines. ``exact``: it is what was
    looked for by its whole number; the only such line is taken without a further key where a scanner looked.
    """

    value: T
    label: str
    hint: str = ""
    reason: str | None = None
    key: str = ""
    exact: bool = False


class ChoiceList(Widget, Generic[T]):
    """Lines with their keys; as many as fit around the cursor are painted."""

    class Clicked(Message):
        """A line was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    DEFAULT_CSS = "ChoiceList { height: auto; max-height: 100%; width: 100%; }"

    def __init__(
        self,
        choices: Sequence[Choice[T]] = (),
        *,
        at: int = 0,
        numbered: bool = True,
        rows: int = 12,
        labels: float = 0.5,
    ) -> None:
        """``labels``: the part of the width that labels may take at most."""
        super().__init__()
        self._labels = labels
        self._choices = tuple(choices)
        self._at = self._takeable(at)
        self._numbered = numbered
        self._cursor_shown = True
        self._rows = rows

    def _takeable(self, at: int) -> int:
        """The line ``at``, or the first one that can be taken when that one can't."""
        if at < len(self._choices) and self._choices[at].reason is None:
            return at
        return next((n for n, choice in enumerate(self._choices) if choice.reason is None), 0)

    @property
    def current(self) -> Choice[T] | None:
        return self._choices[self._at] if self._choices else None

    @property
    def choices(self) -> tuple[Choice[T], ...]:
        return self._choices

    def show(self, choices: Sequence[Choice[T]], *, at: int = 0) -> None:
        """Paint other lines with the cursor on ``at``."""
        self._choices = tuple(choices)
        self._at = self._takeable(at)
        self.refresh(layout=True)

    @property
    def at_end(self) -> bool:
        """The cursor is on the last line."""
        return self._at >= len(self._choices) - 1

    def show_cursor(self, shown: bool) -> None:
        """Paint the cursor, or not while something beside the list has it."""
        self._cursor_shown = shown
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor; it stops at the ends."""
        if self._choices:
            self._at = max(0, min(len(self._choices) - 1, self._at + by))
            self.refresh()

    def go(self, index: int) -> Choice[T] | None:
        """Put the cursor on a line and return it; None when there is no such line."""
        if not 0 <= index < len(self._choices):
            return None
        self._at = index
        self.refresh()
        return self._choices[index]

    def pick(self, key: str) -> Choice[T] | None:
        """The line that ``key`` chooses, with the cursor on it; None for any other key."""
        if not self._numbered or not key:
            return None
        own = [n for n, choice in enumerate(self._choices) if choice.key == key]
        lines = own or [n for n in range(len(self._choices)) if self._key_of(n) == key]
        return self.go(lines[0]) if lines else None

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as there are choices, up to ``rows``."""
        del container, viewport, width
        return max(1, min(self._rows, len(self._choices)))

    def render(self) -> Content:
        first = self._first()
        shown = self._choices[first : first + max(1, self.size.height)]
        return Content("\n").join(self._line(first + n, choice) for n, choice in enumerate(shown))

    def _first(self) -> int:
        height = max(1, self.size.height)
        return max(0, min(self._at - height // 2, len(self._choices) - height))

    def _key_of(self, index: int) -> str:
        """What chooses a line and stands before it: a digit, then the line's own key or the next letter."""
        own = self._choices[index].key
        if index >= DIGITS and len(own) == 1:
            return own
        return KEYS[index] if index < len(KEYS) else " "

    def _line(self, index: int, choice: Choice[T]) -> Content:
        width = self.size.width
        chosen = index == self._at and self._cursor_shown
        key = self._key_of(index) if self._numbered else " "
        label_width = min(
            max((cell_len(clean(c.label)) for c in self._choices), default=0) + 2, max(12, int(width * self._labels))
        )
        label = fit(clip(clean(choice.label), label_width - 2), label_width)
        tail = choice.reason if choice.reason is not None else choice.hint
        room = max(0, width - label_width - 5)
        ink = "$ink-faint" if choice.reason is not None else "$ink"
        tail_ink = "$at-risk" if choice.reason is not None else "$ink-quiet"
        line = Content.assemble(
            (">" if chosen else " ", "$accent bold"),
            (f" {key} ", "$accent"),
            (label, f"{ink} bold" if chosen else ink),
            (fit(clip(clean(tail), room), room), tail_ink),
        )
        return line.stylize("on $ground-cursor") if chosen else line

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the mouse."""
        index = self._first() + event.y
        if index < len(self._choices):
            self.post_message(self.Clicked(index))
