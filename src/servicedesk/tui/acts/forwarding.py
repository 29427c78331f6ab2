"""Side threads: a carrier, warehouse or vendor is asked, and what they answer is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from servicedesk.desk.views import CustomerView, MessageView, OrderView, ParcelView, TicketView
from servicedesk.domain.side_threads import SideDraft, SideFacts, likeliest_side, ready_text
from servicedesk.i18n import _
from servicedesk.tui.asked_sides import unanswered
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.parcel_words import parcel_words

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen

TRACKING_SHOWN = 12
"""Characters of a tracking number in the list."""


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody to write to, or to write down the answer of; ``ready`` is the text to begin with."""

    draft: SideDraft
    ready: str


async def forward(desk: "DeskScreen") -> None:
    """Choose whom, then write: the composer opens with the facts they need."""
    row = desk.subject
    if row is None:
        return

    def read(d: "Desk") -> tuple[TicketView, CustomerView | None, tuple[MessageView, ...]]:
        return d.tickets.show(row.id), d.tickets.customer(row.id), d.tickets.everything_said(row.id)

    view, customer, said = await desk.acting.read(read)
    title = _("#{n}: write to whom? The customer never sees it").format(n=row.id)
    side = await desk.acting.ask(Choices(title, side_lines(view, customer, said, desk.now(), desk.zone)))
    if side is not None:
        await desk.writing.begin(row, str(side.draft), ready=side.ready)


def side_lines(
    view: TicketView, customer: CustomerView | None, said: Sequence[MessageView], now: datetime, zone: tzinfo
) -> list[Choice[Side]]:
    """The likeliest first; an answer still to be written down before all."""
    order = _order(view, customer)
    parcels = order.parcels if order is not None else ()
    lines = [_line(view, order, parcel, parcel_words(parcel, now, zone)[0]) for parcel in parcels]
    lines = lines or [_nobody_carries()]
    lines += [_plain(view, order, parcels, side) for side in ("warehouse", "vendor")]
    first = likeliest_side(_facts(view, order, parcels[-1] if parcels else None))
    lines.sort(key=lambda line: (line.reason is not None, line.value.draft.side != first))
    return [*_answers(said), *lines]


def _order(view: TicketView, customer: CustomerView | None) -> OrderView | None:
    orders = customer.orders if customer is not None else ()
    return next((order for order in orders if order.number == view.order), None)


def _facts(view: TicketView, order: OrderView | None, parcel: ParcelView | None) -> SideFacts:
    goods = ", ".join(f"{line.sku or line.title} x{line.quantity}" for line in order.lines) if order else ""
    return SideFacts(
        ticket=view.row.id,
        kind=view.row.kind,
        order=view.order or view.order_text,
        tracking=parcel.tracking if parcel is not None else "",
        status=parcel.status if parcel is not None else "",
        scan=parcel.scan if parcel is not None else "",
        goods=view.product or goods or view.product_text,
        returning=any(rma.stage in ("approved", "in_transit", "received") for rma in view.rmas),
    )


def _line(view: TicketView, order: OrderView | None, parcel: ParcelView, state: str) -> Choice[Side]:
    carrier = parcel.carrier.strip() or _("the carrier")
    ready = ready_text("carrier", carrier, _facts(view, order, parcel))
    tracking = clean(parcel.tracking)
    shown = tracking if len(tracking) <= TRACKING_SHOWN else f"{tracking[:TRACKING_SHOWN]}…"
    hint = _("parcel {tracking}, {status}").format(tracking=shown, status=state)
    return Choice(Side(SideDraft("side", "carrier", carrier), ready), _("carrier {name}").format(name=carrier), hint)


def _nobody_carries() -> Choice[Side]:
    nobody = Side(SideDraft("side", "carrier", "carrier"), "")
    return Choice(nobody, _("carrier"), "", _("no parcel is known; set the order first (p)"))


def _plain(view: TicketView, order: OrderView | None, parcels: Sequence[ParcelView], side: str) -> Choice[Side]:
    names = {"warehouse": _("warehouse"), "vendor": _("vendor")}
    hints = {"warehouse": _("stock, packing, returns"), "vendor": _("the maker: faults, parts, advice")}
    facts = _facts(view, order, parcels[-1] if parcels else None)
    return Choice(Side(SideDraft("side", side, side), ready_text(side, side, facts)), names[side], hints[side])


def _answers(said: Sequence[MessageView]) -> list[Choice[Side]]:
    """Those whose last word on the ticket is ours: their answer may be written down."""
    return [
        Choice(
            Side(SideDraft("answer", asked.side, asked.to), ""),
            _("write down the answer of {to}").format(to=clean(asked.to)),
        )
        for asked in unanswered(said)
    ]
