"""Painting the panes from what was read, and anew each second where a time stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.chrome import paint_top

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView, TicketView
    from servicedesk.tui.screens.desk import DeskScreen


def paint_ticket(desk: DeskScreen, view: TicketView, since: datetime | None) -> None:
    """The open ticket has been read."""
    if desk.header is None or desk.conversation is None:
        return
    desk.header.show(view, desk.now(), desk.zone, hint=_keys(desk, view))
    desk.conversation.names = desk.opening.names
    desk.conversation.show(view, desk.now(), new_since=since)
    desk.writing.ticket_shown(view)
    desk.paint_chrome()


def _keys(desk: DeskScreen, view: TicketView) -> str:
    """``w do it  d why?``, as far as there is a next step and something due."""
    from servicedesk.tui.stepping.steps import OFFERS, steps_of

    keys = []
    step = next((step for step in steps_of(view, desk.now(), desk.zone) if step.reason is None), None)
    if step is not None:
        does = _("{key} more steps") if step.what in OFFERS else _("{key} do it")
        keys.append(does.format(key=desk.keymap.hint("ticket.step")))
    if view.row.due_at is not None:
        keys.append(_("{key} why?").format(key=desk.keymap.hint("ticket.ledger")))
    return "  ".join(keys)


def paint_customer(desk: DeskScreen, view: TicketView, customer: CustomerView | None) -> None:
    """The open ticket's customer has been read."""
    if desk.customer is not None:
        desk.customer.key = desk.keymap.hint("ticket.customer")
        desk.customer.show(customer, view, desk.now(), desk.zone)


def tick(desk: DeskScreen) -> None:
    """A second has passed: times are painted anew where they changed."""
    now = desk.now()
    desk.queue.tick(now)
    for pane in (desk.header, desk.conversation, desk.customer):
        if pane is not None:
            pane.tick(now)
    paint_top(desk)
