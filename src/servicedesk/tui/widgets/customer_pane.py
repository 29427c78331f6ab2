"""The customer beside the ticket: who, what they bought, where it is, what was before."""

from datetime import UTC, datetime, tzinfo
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from servicedesk.desk.views import CustomerView, TicketView
from servicedesk.tui.widgets.customer_lines import Frame, Spans, customer_lines
from servicedesk.tui.widgets.line_view import LineView


class CustomerPane(LineView, can_focus=True):
    """Works from 24 columns on; scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "line_up", show=False),
        Binding("down", "line_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "home", show=False),
        Binding("end", "end", show=False),
    ]
    _shown: tuple[CustomerView | None, TicketView, datetime, tzinfo] | None = None
    _lines: tuple[Spans, ...] = ()
    key = ""
    """What opens the whole customer; the pane says so where there is one."""

    def show(self, customer: CustomerView | None, ticket: TicketView, now: datetime, zone: tzinfo = UTC) -> None:
        """Show a ticket's customer; None: nobody knows who it is. Another customer starts at the top."""
        before = self._shown
        self._shown = customer, ticket, now, zone
        self._build()
        if before is None or (before[0] and before[0].id) != (customer and customer.id):
            self.scroll_to(y=0, animate=False, force=True)

    def clear(self) -> None:
        """Show nobody."""
        self._shown = None
        self._build()

    def tick(self, now: datetime) -> None:
        """Time has passed: ages and the customer's clock."""
        if self._shown is not None:
            customer, ticket, _before, zone = self._shown
            self._shown = customer, ticket, now, zone
            self._build()

    def action_line_up(self) -> None:
        self._scroll_by(-1)

    def action_line_down(self) -> None:
        self._scroll_by(1)

    def action_page_up(self) -> None:
        self._scroll_by(-max(1, self.size.height - 2))

    def action_page_down(self) -> None:
        self._scroll_by(max(1, self.size.height - 2))

    def action_home(self) -> None:
        self.scroll_to(y=0, animate=False, force=True)

    def action_end(self) -> None:
        self.scroll_to(y=len(self._lines), animate=False, force=True)

    def _scroll_by(self, lines: int) -> None:
        self.scroll_to(y=max(0, self.scroll_offset.y + lines), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        index = self.scroll_offset.y + y
        spans = self._lines[index] if index < len(self._lines) else ()
        return self.paint(((" ", "ink"), *spans), self.line_width)

    def on_resize(self) -> None:
        self._build()

    def reword(self) -> None:
        self._build()

    def _build(self) -> None:
        lines: tuple[Spans, ...] = ()
        if self._shown is not None:
            customer, ticket, now, zone = self._shown
            frame = Frame(max(1, self.line_width - 2), now, zone, self._signs, self.key)
            lines = tuple(customer_lines(customer, ticket, frame))
        if lines != self._lines:
            self._lines = lines
            self.set_extent(len(lines))
            self.refresh()
