"""The whole customer: everything known of them on one screen, and the note about them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.desk.views import CustomerView, EarlierTicket, OrderView
from servicedesk.domain.errors import DeskError, Refused
from servicedesk.i18n import _
from servicedesk.tui.acts import calling
from servicedesk.tui.screens.whole_customer.blocks import Target, What
from servicedesk.tui.screens.whole_customer.note import NoteSlip
from servicedesk.tui.screens.whole_customer.screen import CustomerScreen
from servicedesk.tui.wording.customer_words import name_and_tier
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

TICKETS_MORE = 50
ORDERS_MORE = 20


async def whole(desk: "DeskScreen") -> None:
    """Everything about the customer of this ticket."""
    row = desk.subject
    if row is None:
        return
    if row.customer_id is None:
        desk.say(_("Nobody knows yet who the customer of #{n} is.").format(n=row.id))
        return
    await open_customer(desk, row.customer_id)


async def open_customer(desk: "DeskScreen", customer_id: int, *, order: int | None = None) -> None:
    """Everything about a customer, at an ``order`` where one is named; a ticket chosen there is opened."""
    while True:
        known = await desk.acting.read(lambda d: d.customers.whole(customer_id))
        more = _More(desk, customer_id)
        chosen = await desk.acting.ask(CustomerScreen(known, desk.now(), desk.zone, more, order=order))
        match chosen:
            case Target(What.TICKET, ticket):
                await desk.reading.find(ticket)
                return
            case Target(What.CONTACT):
                await calling.contact_with(desk, customer=customer_id)
                return
            case Target(What.NOTE):
                await _edit_note(desk, known.customer)
            case _:
                return


async def _edit_note(desk: "DeskScreen", customer: CustomerView) -> None:
    """Ask for the note; one that somebody else changed meanwhile is shown beside it, and asked for again."""
    name = name_and_tier(customer.name, customer.membership)
    text, seen, theirs = customer.note, customer.note, ""
    while True:
        written = await desk.acting.ask(NoteSlip(name, text, theirs=theirs), holds_words=bool(text))
        if written is None:
            return
        text = written
        try:
            await _store_note(desk, customer.id, text, seen)
        except Refused as refused:
            seen = theirs = str(refused.details.get("theirs", ""))
            continue
        except DeskError as error:
            desk.complain(sentence(error))
            return
        desk.acting.stored()
        await desk.refresh_all()
        desk.say(_("The note about {name} is stored.").format(name=name))
        return


async def _store_note(desk: "DeskScreen", customer_id: int, text: str, seen: str) -> None:
    await desk.link.act(lambda d: d.customers.note(customer_id, text, seen=seen))


class _More:
    """The further pages of a customer."""

    def __init__(self, desk: "DeskScreen", customer_id: int) -> None:
        self._desk = desk
        self._customer_id = customer_id

    async def tickets(self, after: int) -> Sequence[EarlierTicket]:
        return await self._desk.link.read(
            lambda d: d.customers.tickets(self._customer_id, after=after, limit=TICKETS_MORE)
        )

    async def orders(self, after: int) -> Sequence[OrderView]:
        return await self._desk.link.read(
            lambda d: d.customers.orders(self._customer_id, after=after, limit=ORDERS_MORE)
        )
