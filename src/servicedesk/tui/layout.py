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
    width, height = desk.size
    small = too_small(width, height)
    desk.set_class(small, "-too-small")
    if small:
        text = _("This window is too small for the desk, which wants {columns} × {rows}. Your work is kept.")
        columns, rows = SMALLEST
        desk.query_one("#too-small", Static).update(Content(text.format(columns=columns, rows=rows)))
    count = side_by_side(width)
    desk.set_class(count == 2, "-two")
    desk.set_class(count == 3, "-three")
    shown = visible(width, desk.pane)
    for pane in Pane:
        for holder in desk.query(f"#{pane}-pane"):
            holder.display = pane in shown
    if Pane.CUSTOMER in shown:
        desk.reading.customer_seen()
