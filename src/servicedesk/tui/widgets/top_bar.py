"""The first line: the saved views with their counts, who acts, how fresh the screen is, and the time."""

from dataclasses import dataclass
from datetime import timedelta

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wording.present import said_span
from servicedesk.tui.wrap import clip


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view: ``index`` is its place among all of them. ``count`` is None until it is known."""

    name: str
    count: int | None
    index: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """``age`` of the last look at the store in seconds; None before the first. ``stale``: say it in red.

    ``unchecked``: seconds since the clocks were checked, where that is worth saying; else 0.
    """

    age: int | None = None
    stale: bool = False
    opening: bool = True
    unchecked: int = 0


class TopBar(Widget):
    """Tabs on the left, the state of the desk on the right; a click on a tab chooses it."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    DEFAULT_CSS = "TopBar { height: 1; background: $ground-raised; color: $ink-quiet; }"

    def __init__(self, shop: str) -> None:
        super().__init__(id="top")
        self._shop = clean(shop)
        self._tabs: tuple[Tab, ...] = ()
        self._active = 0
        self._promised = ""
        self._person = self._away = ""
        self._freshness = Freshness()
        self._clock = ""
        self._spans: list[tuple[int, int, int]] = []

    def show_tabs(self, tabs: tuple[Tab, ...], active: int, promised: str = "") -> None:
        """Paint the views and what is ``promised`` for today.

        ``active`` is the index of a view, or -1 while the list shows something that is no saved view.
        """
        if (tabs, active, promised) != (self._tabs, self._active, self._promised):
            self._tabs, self._active, self._promised = tabs, active, promised
            self.refresh()

    def show_state(self, person: str, freshness: Freshness, clock: str, *, away: str = "") -> None:
        """Paint the right side; nothing is repainted when nothing changed. ``away`` stands on every width."""
        if (person, freshness, clock, away) != (self._person, self._freshness, self._clock, self._away):
            self._person, self._freshness, self._clock, self._away = person, freshness, clock, away
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        right = self._state(width, self._shop)
        if not self._fits(width - right.cell_length - 1):
            right = self._state(width, "")
        left = self._views(width - right.cell_length - 1)
        return left.pad_right(max(1, width - left.cell_length - right.cell_length)) + right

    def _views(self, room: int) -> Content:
        """As many tabs as fit, always with the active one; a sign stands for those left out."""
        self._spans = []
        labels = [self._label(tab) for tab in self._tabs]
        at = next((n for n, tab in enumerate(self._tabs) if tab.index == self._active), -1)
        first, last = _window([cell_len(label) + 3 for label in labels], max(at, 0), room - 2)
        line = Content(" ")
        if first:
            line += Content.styled("‹", "$ink-faint")
        for index in range(first, last):
            if index > first:
                line += Content.styled("│", "$rule")
            start = line.cell_length
            style = "$ink bold" if index == at else "$ink-quiet"
            mark = ("$accent", "$accent") if index == at else ("", "")
            line += Content.assemble(("[" if mark[0] else " ", mark[0]), (labels[index], style))
            line += Content.styled("]" if mark[1] else " ", mark[1])
            self._spans.append((start, line.cell_length, self._tabs[index].index))
        if last < len(labels):
            line += Content.styled("›", "$ink-faint")
        return line

    def _label(self, tab: Tab) -> str:
        name = clip(clean(tab.name), 24)
        return name if tab.count is None else f"{name} {tab.count}"

    def _fits(self, room: int) -> bool:
        """Whether every tab has a place in so many cells."""
        return sum(cell_len(self._label(tab)) + 3 for tab in self._tabs) <= room - 2

    def _state(self, width: int, shop: str) -> Content:
        """What fits of: promises, shop, person, freshness, clock; on a narrow line the clock and the alarm stay."""
        parts: list[tuple[str, str]] = []
        if width >= 100 and self._promised:
            parts.append((self._promised, "$at-risk"))
        if width >= 130 and shop:
            parts.append((clip(shop, 28), "$ink-faint"))
        if width >= 100 and self._person:
            parts.append((clip(clean(self._person), 20), "$ink-quiet"))
        if self._away:
            parts.append((self._away, "$at-risk bold"))
        fresh = self._freshness
        if fresh.opening:
            parts.append((_("preparing …"), "$ink-quiet"))
        elif fresh.stale:
            parts.append((_("not synced for {n}s").format(n=fresh.age or 0), "$overdue bold"))
        elif fresh.unchecked:
            length = said_span(timedelta(seconds=fresh.unchecked))
            parts.append((_("clocks not checked for {length}").format(length=length), "$overdue bold"))
        elif fresh.age is not None and width >= 100:
            parts.append((_("synced {n}s").format(n=fresh.age), "$ink-faint"))
        if self._clock:
            parts.append((self._clock, "$ink"))
        return Content("   ").join([Content.styled(text, style) for text, style in parts]) + Content(" ")

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for start, end, index in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(index))


def _window(widths: list[int], active: int, room: int) -> tuple[int, int]:
    """The stretch of tabs around the active one that fits into ``room`` cells."""
    if not widths:
        return (0, 0)
    first = last = min(active, len(widths) - 1)
    used = widths[first]
    last += 1
    while True:
        if last < len(widths) and used + widths[last] <= room:
            used += widths[last]
            last += 1
        elif first > 0 and used + widths[first - 1] <= room:
            first -= 1
            used += widths[first]
        else:
            return (first, last)
