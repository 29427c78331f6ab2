"""Showing the panes that fit, and one sentence where none does."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.panes import SMALLEST, Pane, side_by_side, too_small, visible

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


def lay_out(desk: "DeskScreen") -> None:
    """Show the panes that fit; a screen too small for any gets one sentence, and the work is kept."""
    mark_width(desk)
    if desk.has_class("-too-small"):
        text = _("This window is too small for the desk, which wants {columns} × {rows}. Your work is kept.")
        columns, rows = SMALLEST
        desk.query_one("#too-small", Static).update(Content(text.format(columns=columns, rows=rows)))
    shown = visible(desk.size.width, desk.pane)
    for pane in Pane:
        for holder in desk.query(f"#{pane}-pane"):
            holder.display = pane in shown
    if Pane.CUSTOMER in shown and desk.customer is not None:
        desk.reading.customer_seen()


def mark_width(desk: "DeskScreen") -> None:
    """Set the classes of this window's size. Before there are widgets that is cheap: each change restyles them all."""
    width, height = desk.size
    count = side_by_side(width)
    desk.set_class(too_small(width, height), "-too-small")
    desk.set_class(count == 2, "-two")
    desk.set_class(count == 3, "-three")
