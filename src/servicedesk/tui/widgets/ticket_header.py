"""NEXT and PROMISED, on top of every ticket."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Final

from rich.cells import cell_len
from textual.strip import Strip

from servicedesk.desk.views import TicketView
from servicedesk.i18n import _
from servicedesk.tui.widgets.line_view import LineView, Span
from servicedesk.tui.wording.banners import Frame, banners
from servicedesk.tui.wording.due_words import clock_due
from servicedesk.tui.wording.handover_words import handover_line
from servicedesk.tui.wording.next_step import next_step, promise_lines
from servicedesk.tui.wrap import clip

_PROMISES = 2
ROOMY: Final = 30
"""Rows of a screen from which on what stands here may unfold."""
LINES: Final = 6
UNFOLDED: Final = 12
"""Lines that may stand here: on a low screen, and on a roomy one."""


class TicketHeader(LineView, can_focus=False):
    """One line of NEXT, one of DUE where that doesn't fit in or NEXT names another time, up to three of PROMISED.

    Between them stands what its workflows say: who was asked for what, a complaint's stages, returns.
    """

    DEFAULT_CSS = """
    TicketHeader {
        height: auto;
        max-height: 12;
        background: $ground-raised;
        overflow-y: hidden;
        scrollbar-gutter: auto;
    }
    """
    _lines: tuple[tuple[Span, ...], ...] = ()
    _hint = ""
    _shown: tuple[TicketView, datetime, tzinfo] | None = None

    def show(self, ticket: TicketView | None, now: datetime, zone: tzinfo = UTC, *, hint: str = "") -> None:
        """Say what ``ticket`` asks. ``hint`` names keys, at the right end where there is room."""
        self._shown = None if ticket is None else (ticket, now, zone)
        self._hint = hint
        self._build()

    def tick(self, now: datetime) -> None:
        """Time has passed."""
        if self._shown is not None:
            ticket, _before, zone = self._shown
            self._shown = ticket, now, zone
            self._build()

    def render_line(self, y: int) -> Strip:
        spans = self._lines[y] if y < len(self._lines) else ()
        return self.paint(spans, self.line_width)

    def on_resize(self) -> None:
        self._build()

    def reword(self) -> None:
        self._build()

    def _build(self) -> None:
        roomy = self.app.size.height >= ROOMY
        lines = tuple(islice(self._spans(folded=not roomy), UNFOLDED if roomy else LINES))
        if lines == self._lines:
            return
        higher = len(lines) != len(self._lines)
        self._lines = lines
        self.set_extent(len(lines))
        self.refresh(layout=higher)

    def _spans(self, *, folded: bool) -> Iterator[tuple[Span, ...]]:
        if self._shown is None:
            return
        ticket, now, zone = self._shown
        step = next_step(ticket, now, zone)
        clock, signal = clock_due(ticket.row, now, zone)
        label, ending = " " + _("NEXT") + "  ", f"  {step.when}" if step.when else ""
        apart = clock and (step.when != clock or cell_len(label + step.text + ending) > self.line_width)
        if apart and step.when == clock:
            ending = ""
        room = max(8, self.line_width - cell_len(label) - cell_len(ending))
        text = clip(step.text, room, self._signs.ellipsis)
        role = "quiet" if step.signal == "quiet" else "strong"
        spans: list[Span] = [(label, "label"), (text, role), (ending, step.signal.value)]
        if not apart:
            yield self._hinted(spans)
        else:
            yield tuple(spans)
            yield self._hinted([(" " + _("DUE") + "  ", "label"), (clock, signal.value)])
        yield from self._banners(ticket, now, zone, folded=folded)
        if ticket.handover is not None:
            yield ((" " + _("HANDED OVER") + "  ", "label"), (handover_line(ticket.handover, now, zone), "strong"))
        promises = list(promise_lines(ticket, now, zone))
        for words, signal in islice(promises, _PROMISES):
            yield ((" " + _("PROMISED") + "  ", "label"), (words, signal.value))
        if len(promises) > _PROMISES:
            more = _("and {n} more").format(n=len(promises) - _PROMISES)
            yield ((f"   {more}", "quiet"),)

    def _banners(self, ticket: TicketView, now: datetime, zone: tzinfo, *, folded: bool) -> Iterator[tuple[Span, ...]]:
        """What is under a label without one of its own stands behind it."""
        frame = Frame(now, zone, self._signs, self.line_width, folded)
        for banner in banners(ticket, frame):
            label = f" {banner.label}  " if banner.label else "   "
            yield ((label, "label"), (banner.text, banner.role))

    def _hinted(self, spans: list[Span]) -> tuple[Span, ...]:
        """The line with the hint at its end, where there is room."""
        used = sum(cell_len(text) for text, _role in spans)
        if self._hint and self.line_width - used > cell_len(self._hint) + 4:
            spans.append((f"   {self._hint}", "faint"))
        return tuple(spans)
