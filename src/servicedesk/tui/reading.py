"""The ticket that is open: following the queue's cursor, opening, stepping to the next one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.painting import paint_customer, paint_ticket
from servicedesk.tui.panes import Pane, side_by_side, visible
from servicedesk.tui.read_marks import ReadMarks
from servicedesk.tui.ticket_loader import TicketLoader
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView, MessageView, TicketView
    from servicedesk.tui.screens.desk import DeskScreen


class Reading:
    """``row`` is the open ticket as it was last seen; its whole view follows from the store."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._loader = TicketLoader(
            desk.link, desk.state, self._paint_ticket, self._paint_customer, self._shows_customer
        )
        self.row: QueueRow | None = None
        self._under_way: int | None = None

    @property
    def marks(self) -> ReadMarks:
        """What has been read."""
        return self._loader.marks

    @property
    def view(self) -> TicketView | None:
        """The open ticket, once it has been read."""
        return self._desk.state.shown(self.row)

    @property
    def focused_message(self) -> MessageView | None:
        conversation = self._desk.conversation
        return conversation.focused_message if conversation is not None and self.view is not None else None

    def customer_seen(self) -> None:
        """The customer's pane has come: read who it is, unless that is known."""
        if self.view is not None:
            self._desk.run_worker(self._read_customer(), group="customer", exit_on_error=False)

    async def _read_customer(self) -> None:
        try:
            await self._loader.customer()
        except DeskError as error:
            self._desk.complain(sentence(error))

    def _shows_customer(self) -> bool:
        return Pane.CUSTOMER in visible(self._desk.size.width, self._desk.pane)

    def open(self, row: QueueRow) -> None:
        """Read a ticket and give its conversation the keys."""
        self._desk.trail.leaving_for(row.id)
        self._desk.queue.move_to_ticket(row.id)
        self._show(row)
        self._desk.go_to(Pane.TICKET)

    def follow(self) -> None:
        """While the queue has the keys, the panes beside it show the ticket under its cursor.

        Not where the agent wants to press enter for it: over a slow line each costs some kilobytes.
        """
        desk, row = self._desk, self._desk.queue.cursor_row
        beside = desk.pane is Pane.QUEUE and side_by_side(desk.size.width) > 1
        asked = self.row is not None and row is not None and self.row.id == row.id
        if not asked and desk.fittings.settings.follow == "enter":
            return
        if beside and row is not None and desk.built.is_set() and desk.link.ready:
            self._show(row)

    def rejoin(self) -> None:
        """The queue has the keys again: its cursor goes to the open ticket; one it doesn't list gives way."""
        if self.row is not None:
            self._desk.queue.move_to_ticket(self.row.id)
        self.follow()

    def step(self, by: int) -> None:
        """The next or previous ticket of the list, read where the agent reads.

        After an act by which the open ticket left the list, the cursor stands on its neighbour already.
        """
        queue = self._desk.queue
        before = queue.cursor_row
        if queue.slid == by and self._desk.pane is not Pane.QUEUE:
            before = self.row
        elif by > 0:
            queue.action_cursor_down()
        else:
            queue.action_cursor_up()
        row = queue.cursor_row
        if row is None or (before is not None and row.id == before.id):
            self._desk.say(_("That was the last ticket of the list.") if by > 0 else _("That was the first ticket."))
        elif self._desk.pane is not Pane.QUEUE:
            self._desk.notices.put_away()  # it was about another ticket
            self.open(row)

    def ensure(self) -> bool:
        """Have something to read: the open ticket, else the one under the cursor."""
        row = self._desk.queue.cursor_row
        if self._desk.pane is Pane.QUEUE and row is not None:
            self._show(row)
        return self.row is not None

    async def find(self, ticket_id: int) -> None:
        """Open a ticket by its number, wherever it is."""
        self.open(await self._desk.link.read(lambda desk: desk.queue.row(ticket_id)))

    async def come_back_to(self, ticket_id: int) -> None:
        """Put the cursor on a ticket again; while reading, read it."""
        if self._desk.pane is Pane.QUEUE:
            self._desk.queue.move_to_ticket(ticket_id)
        else:
            await self.find(ticket_id)

    async def whole(self, row: QueueRow) -> TicketView:
        """All of a ticket: what is shown already, else read."""
        known = self._desk.state.shown(row)
        return known if known is not None else await self._desk.link.read(lambda desk: desk.tickets.show(row.id))

    async def again(self) -> None:
        """Read the open ticket again."""
        if self.row is not None:
            await self._read(self.row.id)

    async def older(self, before: int) -> None:
        page = await self._loader.older(before)
        if page is not None and self._desk.conversation is not None:
            self._desk.conversation.prepend(page)

    def close(self) -> None:
        """Nothing is open; a draft that was shown with it is stored."""
        self.marks.left()
        self._desk.writing.put_by()
        self.row = None
        self._desk.state.wanted = None
        self._desk.state.ticket = None
        if self._desk.conversation is not None:
            self._desk.conversation.clear()
        if self._desk.header is not None:
            self._desk.header.show(None, self._desk.now(), self._desk.zone)
        if self._desk.customer is not None:
            self._desk.customer.clear()
        self._desk.paint_chrome()

    def _show(self, row: QueueRow) -> None:
        known = self.row is not None and self.row.id == row.id and self.view is not None
        self.row = row
        if known or self._under_way == row.id:
            return
        self._under_way = row.id
        self._desk.run_worker(self._read(row.id), group="ticket", exclusive=True, exit_on_error=False)

    async def _read(self, ticket_id: int) -> None:
        try:
            view = await self._loader.show(ticket_id)
        except DeskError as error:
            self._desk.complain(sentence(error))
            return
        finally:
            if self._under_way == ticket_id:
                self._under_way = None
        if view is not None and self.row is not None and self.row.id == view.row.id:
            self.row = view.row
            self._desk.paint_chrome()

    def _paint_ticket(self, view: TicketView, since: datetime | None) -> None:
        paint_ticket(self._desk, view, since)
        if self._desk.customer is not None and not self._shows_customer():
            self._desk.customer.clear()  # what it shows is of another ticket, or old by the time it comes

    def _paint_customer(self, view: TicketView, customer: CustomerView | None) -> None:
        paint_customer(self._desk, view, customer)
