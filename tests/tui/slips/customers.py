"""Call slips and a whole customer whose every text is a given one: for where there is no store."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from tests.tui.slips.tickets import sample_row

from servicedesk.desk.views import (
    CustomerHit,
    CustomerPromise,
    CustomerView,
    EarlierTicket,
    IdentityView,
    OrderLineView,
    OrderView,
    ParcelView,
    PromiseView,
    QueueRow,
    RmaLineView,
    RmaView,
    WholeCustomer,
)
from servicedesk.tui.screens.calling.form import CallForm
from servicedesk.tui.screens.calling.lines import Unfinished
from servicedesk.tui.screens.calling.slip import CallSlip
from servicedesk.tui.screens.calling.words import Matter
from servicedesk.tui.screens.whole_customer.note import NoteSlip
from servicedesk.tui.screens.whole_customer.screen import CustomerScreen

AT: Final = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def sample_customer(text: str) -> CustomerView:
    parcel = ParcelView(text, text, text, text, AT, AT, None)
    order = OrderView(1, text, AT, text, 8900, (OrderLineView(text, text, 1, 8900, text),), (parcel,))
    return CustomerView(
        id=1,
        name=text,
        membership=text,
        language=text,
        timezone=text,
        note=text,
        since=AT,
        identities=(IdentityView(text, text), IdentityView("phone", text)),
        orders=(order,),
        order_count=3,
        tickets=(EarlierTicket(2, text, text, text, AT),),
        ticket_count=3,
        open_count=1,
        return_count=1,
    )


def sample_whole(text: str) -> WholeCustomer:
    line = RmaLineView(1, text, 1, text, text, text, text, text, 100)
    rma = RmaView(1, 2, text, text, AT, AT, (line,))
    promise = CustomerPromise(2, PromiseView(1, text, text, AT, AT, "open"))
    return WholeCustomer(sample_customer(text), (rma,), (promise,))


class SampleBoard:
    """Finds one customer with one ticket, whatever is asked."""

    zone: tzinfo = UTC

    def __init__(self, text: str) -> None:
        self._text = text

    def now(self) -> datetime:
        return AT

    def hold(self) -> None:
        """Nothing waits for it."""

    def release(self) -> None:
        """Nothing waited."""

    async def lookup(self, text: str) -> Sequence[CustomerHit]:
        text = self._text
        return [CustomerHit(1, text, text, text, text, 1, 1, 2, text, text)]

    async def open_tickets(self, customer_id: int) -> Sequence[QueueRow]:
        return [sample_row(self._text)]

    async def ticket(self, ticket_id: int) -> QueueRow:
        return sample_row(self._text)

    async def matter(self, ticket_id: int) -> Matter:
        promise = PromiseView(1, self._text, self._text, AT, AT - timedelta(hours=1), "open")
        return Matter(ticket_id, self._text, (promise,), sample_customer(self._text))

    async def customer(self, customer_id: int) -> CustomerView:
        return sample_customer(self._text)

    async def keep(self, fields: Mapping[str, str]) -> None:
        """Kept nowhere."""


class SampleMore:
    """Has no further pages."""

    async def tickets(self, after: int) -> Sequence[EarlierTicket]:
        return ()

    async def orders(self, after: int) -> Sequence[OrderView]:
        return ()


def call_slip(text: str) -> CallSlip:
    """A slip that asks who it is."""
    return CallSlip(SampleBoard(text), CallForm(AT, who=text), unfinished=[Unfinished("call:1", text, text)])


def call_notes(text: str) -> CallSlip:
    """A slip in which something is noted already."""
    form = CallForm(AT, named=True, name=text, address=text, subject=text, order=text, text=text)
    return CallSlip(SampleBoard(text), form, customer=sample_customer(text), row=sample_row(text))


def stranger_notes(text: str) -> CallSlip:
    """A slip about somebody unknown."""
    form = CallForm(AT, "chat", named=True, name=text, address=text, subject=text, order=text, text=text)
    return CallSlip(SampleBoard(text), form)


def whole_customer(text: str) -> CustomerScreen:
    return CustomerScreen(sample_whole(text), AT, UTC, SampleMore())


def customer_note(text: str) -> NoteSlip:
    return NoteSlip(text, text, theirs=text)
