"""Reads the ticket that the panes show. The newest wish counts; an older reading that arrives late is dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.tui.desk_state import DeskState
from servicedesk.tui.link import DeskLink

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView, ThreadPage, TicketView


class TicketLoader:
    """Keeps ``state.ticket`` and ``state.customer`` at ``state.wanted``; the two callbacks paint."""

    def __init__(
        self,
        link: DeskLink,
        state: DeskState,
        paint_ticket: Callable[[TicketView, datetime | None], None],
        paint_customer: Callable[[TicketView, CustomerView | None], None],
    ) -> None:
        self._link = link
        self._state = state
        self._paint_ticket = paint_ticket
        self._paint_customer = paint_customer

    async def show(self, ticket_id: int) -> TicketView | None:
        """Read and paint a ticket, then its customer; None when another one was wished for meanwhile."""
        state = self._state
        state.wanted = ticket_id
        view = await self._link.read(lambda desk: desk.tickets.show(ticket_id))
        if state.wanted != ticket_id:
            return None
        same = state.ticket is not None and state.ticket.row.id == ticket_id
        # A ticket that stays open keeps its mark: it was all read when it was opened.
        since = None if same else state.looked_at.get(ticket_id)
        state.looked_at[ticket_id] = self._link.desk.clock.now()
        if not same or state.ticket != view:
            state.ticket = view
            self._paint_ticket(view, since)
        customer = await self._link.read(lambda desk: desk.tickets.customer(ticket_id))
        if state.wanted == ticket_id and (not same or customer != state.customer):
            state.customer = customer
            self._paint_customer(view, customer)
        return view

    async def older(self, before: int) -> ThreadPage | None:
        """The messages before the oldest one shown; None when the ticket was left meanwhile."""
        ticket_id = self._state.wanted
        if ticket_id is None:
            return None
        page = await self._link.read(lambda desk: desk.tickets.thread(ticket_id, before=before))
        return page if self._state.wanted == ticket_id else None
