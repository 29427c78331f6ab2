"""Blocks of lines with a cursor that stops only where enter does something."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from servicedesk.tui.widgets.line_view import LineView, Span

T_co = TypeVar("T_co", covariant=True)


class Block(Protocol[T_co]):
    """Lines that are shown together; ``target`` is what the cursor chooses there, None where it doesn't stop."""

    @property
    def lines(self) -> Sequence[Sequence[Span]]: ...
    @property
    def target(self) -> T_co | None: ...


T = TypeVar("T")


class BlockList(LineView, Generic[T], can_focus=True):
    """Paints the blocks that fit; the block under the cursor stays in sight."""

    class Clicked(Message):
        """A block with a target was clicked; the cursor stands on it."""

    DEFAULT_CSS = "BlockList { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._blocks: Sequence[Block[T]] = ()
        self._starts: list[int] = []
        self._lines: list[tuple[Sequence[Span], int]] = []
        self._at = 0
        self._marked = True

    @property
    def current(self) -> T | None:
        """What the cursor stands on."""
        return self._blocks[self._at].target if self._at < len(self._blocks) else None

    def show_mark(self, shown: bool) -> None:
        """Put the sign before the line under the cursor, or not while a list beside this one has the keys."""
        self._marked = shown
        self.refresh()

    def show(self, blocks: Sequence[Block[T]]) -> None:
        """Show other blocks; the cursor stays on its target where that is still there, else near its place."""
        before = self.current
        self._blocks = blocks
        self._lines, self._starts = [], []
        for n, block in enumerate(blocks):
            self._starts.append(len(self._lines))
            self._lines += [(line, n) for line in block.lines]
        self.virtual_size = Size(self.line_width, len(self._lines))
        stops = self._stops()
        same = [n for n in stops if before is not None and blocks[n].target == before]
        self._at = (same or [n for n in stops if n >= self._at] or stops[-1:] or [0])[0]
        self.refresh()

    def stand_on(self, target: T | None) -> None:
        """Put the cursor on a target and it in sight, if it is shown."""
        at = next((n for n, block in enumerate(self._blocks) if block.target == target), None)
        if target is not None and at is not None:
            self._go(at)

    def walk(self, key: str) -> bool:
        """Move as the keys of every list do; False for another key."""
        match key:
            case "j" | "down":
                self.move(1)
            case "k" | "up":
                self.move(-1)
            case "space" | "pagedown":
                self.page(1)
            case "pageup":
                self.page(-1)
            case "g" | "home":
                self.first()
            case "G" | "end":
                self.last()
            case _:
                return False
        return True

    def move(self, by: int) -> None:
        """To the next or previous stop; at the ends the rest scrolls into sight."""
        stops = self._stops()
        beyond = [n for n in stops if n > self._at] if by > 0 else [n for n in reversed(stops) if n < self._at]
        if beyond:
            self._go(beyond[min(abs(by), len(beyond)) - 1])
        else:
            self.scroll_line(self.scroll_offset.y + (1 if by > 0 else -1))

    def page(self, by: int) -> None:
        """A page up or down, the cursor with it."""
        height = max(1, self.size.height - 1)
        line = max(0, min(len(self._lines) - 1, self._line_of_cursor() + by * height))
        stops = self._stops()
        near = (
            [n for n in stops if self._starts[n] >= line] if by > 0 else [n for n in stops if self._starts[n] <= line]
        )
        if stops:
            self._go((near[0] if by > 0 else near[-1]) if near else stops[-1 if by > 0 else 0])

    def first(self) -> None:
        """To the top."""
        stops = self._stops()
        if stops:
            self._go(stops[0])
        self.scroll_line(0)

    def last(self) -> None:
        """To the end."""
        stops = self._stops()
        if stops:
            self._go(stops[-1])
        self.scroll_line(len(self._lines))

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        if index >= len(self._lines):
            return self.paint((), self.line_width)
        spans, block = self._lines[index]
        chosen = block == self._at and self._blocks[block].target is not None
        mark = ">" if chosen and self._marked and index == self._starts[block] else " "
        return self.paint(((mark + " ", "accent"), *spans), self.line_width, "cursor" if chosen else "")

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.y
        if index < len(self._lines) and self._blocks[self._lines[index][1]].target is not None:
            self._go(self._lines[index][1])
            self.post_message(self.Clicked())

    def _stops(self) -> list[int]:
        return [n for n, block in enumerate(self._blocks) if block.target is not None]

    def _line_of_cursor(self) -> int:
        return self._starts[self._at] if self._at < len(self._starts) else 0

    def _go(self, at: int) -> None:
        self._at = at
        start, height = self._starts[at], max(1, self.size.height)
        end = start + len(self._blocks[at].lines)
        top = self.scroll_offset.y
        if start < top:
            self.scroll_line(start - 1 if at else 0)
        elif end > top + height:
            self.scroll_line(min(start, end - height))
        self.refresh()
