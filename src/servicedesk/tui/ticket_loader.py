"""Reads the ticket that the panes show. The newest wish counts; an older reading that arrives late is dropped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.tui.desk_state import DeskState
from servicedesk.tui.link import DeskLink
from servicedesk.tui.read_marks import ReadMarks

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView, ThreadPage, TicketView


class TicketLoader:
    """Keeps ``state.ticket`` and ``state.customer`` at ``state.wanted``; two callbacks paint.

    The customer is read only while ``shows_customer`` says that someone can see them, or when asked for.
    """

    def __init__(
        self,
        link: DeskLink,
        state: DeskState,
        paint_ticket: Callable[[TicketView, datetime | None], None],
        paint_customer: Callable[[TicketView, CustomerView | None], None],
        shows_customer: Callable[[], bool],
    ) -> None:
        self._link = link
        self._state = state
        self._paint_ticket = paint_ticket
        self._paint_customer = paint_customer
        self._shows_customer = shows_customer
        self._customer_of: int | None = None
        self.marks = ReadMarks(link)

    async def show(self, ticket_id: int) -> TicketView | None:
        """Read and paint a ticket, then its customer; None when another one was wished for meanwhile."""
        state = self._state
        state.wanted = ticket_id
        read_at, view, mark = await self._link.read(
            lambda desk: (desk.clock.now(), desk.tickets.show(ticket_id), desk.presence.read_mark(ticket_id))
        )
        if state.wanted != ticket_id:
            return None
        same = state.ticket is not None and state.ticket.row.id == ticket_id
        since = self.marks.shown(ticket_id, read_at, mark)
        changed = not same or state.ticket != view
        if changed:
            state.ticket = view
            self._paint_ticket(view, since)
        if self._shows_customer():
            await self._read_customer(view, anew=changed)
        else:
            state.customer, self._customer_of = None, None
        return view

    async def customer(self) -> CustomerView | None:
        """The customer of the ticket shown, read now if they weren't."""
        view = self._state.ticket
        if view is not None and self._customer_of != view.row.id:
            await self._read_customer(view)
        return self._state.customer

    async def _read_customer(self, view: TicketView, *, anew: bool = False) -> None:
        """``anew``: the ticket, whose returns stand beside its customer, has changed."""
        ticket_id, state = view.row.id, self._state
        customer = await self._link.read(lambda desk: desk.tickets.customer(ticket_id))
        if state.wanted == ticket_id and (anew or self._customer_of != ticket_id or customer != state.customer):
            state.customer, self._customer_of = customer, ticket_id
            self._paint_customer(view, customer)

    async def older(self, before: int) -> ThreadPage | None:
        """The messages before the oldest one shown; None when the ticket was left meanwhile."""
        ticket_id = self._state.wanted
        if ticket_id is None:
            return None
        page = await self._link.read(lambda desk: desk.tickets.thread(ticket_id, before=before))
        return page if self._state.wanted == ticket_id else None
