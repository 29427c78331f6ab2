"""The customer beside a ticket, as lines of spans. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import Final

from rich.cells import cell_len

from servicedesk.desk.views import CustomerView, EarlierTicket, OrderView, ParcelView, RmaView, TicketView
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.line_view import Span
from servicedesk.tui.wording import present
from servicedesk.tui.wording.customer_words import about
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wording.parcel_words import parcel_words, promise_words, scan_words
from servicedesk.tui.wording.present import Signal
from servicedesk.tui.wording.signs import Signs
from servicedesk.tui.wording.workflow_words import outcome_name, remedy_name
from servicedesk.tui.wrap import clip, wrap

SCAN_LINES: Final = 3
"""Lines that a carrier's own words about the last scan may take."""

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """``width``: cells a line may take. ``key``: what opens the whole customer, empty where nothing does."""

    width: int
    now: datetime
    zone: tzinfo
    signs: Signs
    key: str = ""


def customer_lines(customer: CustomerView | None, ticket: TicketView, frame: Frame) -> Iterator[Spans]:
    """Who they are, the ticket's order with its parcels, other orders, earlier tickets."""
    if customer is None:
        yield from _unknown(ticket, frame)
        return
    yield from _person(customer, frame)
    orders = list(customer.orders)
    own = next((order for order in orders if order.number == ticket.order), None)
    if own is not None:
        yield ()
        yield from _order(own, frame)
        orders.remove(own)
    else:
        yield from _said(ticket, frame)
    for rma in ticket.rmas:
        yield ()
        yield from rma_lines(rma, frame)
    yield from _other_orders(customer, orders, own, frame)
    yield from _tickets(customer, ticket, frame)


def _person(customer: CustomerView, frame: Frame) -> Iterator[Spans]:
    name = clean(customer.name).strip() or _("unnamed")
    tier = "" if customer.membership == "standard" else present.tier_name(customer.membership)
    yield ends((name, "strong"), (tier, "strong"), frame)
    yield from wrapped(about(customer, frame.now, frame.zone), "quiet", frame)
    yield _open_tickets(customer, frame)
    for identity in customer.identities:
        yield ((clip(clean(identity.value), frame.width, frame.signs.ellipsis), "quiet"),)
    yield from wrapped(clean(customer.note, lines=True), "ink", frame)


def _open_tickets(customer: CustomerView, frame: Frame) -> Spans:
    count = customer.open_count
    words = ngettext("{n} open ticket", "{n} open tickets", count).format(n=count)
    more = "  " + _("({key}: everything)").format(key=frame.key) if frame.key else ""
    return ((words, "ink"), (more, "faint"))


def _unknown(ticket: TicketView, frame: Frame) -> Iterator[Spans]:
    yield from wrapped(_("Nobody knows yet who this customer is."), "quiet", frame)
    name = clean(ticket.row.customer_name).strip()
    if name:
        yield ((clip(name, frame.width, frame.signs.ellipsis), "strong"),)
    yield from _said(ticket, frame)


def _said(ticket: TicketView, frame: Frame) -> Iterator[Spans]:
    """Order and product as the message named them, where we know neither."""
    for label, known, text in (
        (_("ORDER"), ticket.order, ticket.order_text),
        (_("PRODUCT"), ticket.product, ticket.product_text),
    ):
        said = clean(known or text).strip()
        if said:
            yield ()
            yield ((label + " ", "label"), (clip(said, frame.width - cell_len(label) - 1, frame.signs.ellipsis), "ink"))


def _order(order: OrderView, frame: Frame) -> Iterator[Spans]:
    label = _("ORDER") + " "
    number = clip(clean(order.number), max(4, frame.width - cell_len(label)), frame.signs.ellipsis)
    total = present.money(order.total, order.currency)
    placed = present.date(order.placed_at, frame.zone, frame.now)
    yield ((label, "label"), (number, "strong"))
    yield ends((_("placed {date}").format(date=placed), "quiet"), (total, "ink"), frame)
    for line in order.lines:
        title = f"{line.quantity} x {clean(line.title)}"
        yield ends((title, "ink"), (present.money(line.unit_price, "") if frame.width >= 30 else "", "quiet"), frame)
    for parcel in order.parcels:
        yield from parcel_lines(parcel, frame)


def parcel_lines(parcel: ParcelView, frame: Frame) -> Iterator[Spans]:
    """Carrier and state, then what the state rests on: the last scan, the date promised, the number."""
    state, signal = parcel_words(parcel, frame.now, frame.zone)
    carrier = clip(clean(parcel.carrier), max(4, frame.width // 3), frame.signs.ellipsis)
    sign = {Signal.OVERDUE: "! ", Signal.AT_RISK: "~ "}.get(signal, "")
    yield from (((line, signal.value),) for line in wrap(headed(carrier, sign + state), frame.width))
    scan = wrap(scan_words(parcel, frame.now, frame.zone), max(1, frame.width - 2))
    yield from (((f"  {line}", "quiet"),) for line in islice(scan, SCAN_LINES) if line)
    facts = (
        (promise_words(parcel, frame.now, frame.zone), "quiet"),
        (clean(parcel.tracking), "faint"),
    )
    for text, role in facts:
        if text:
            yield ((clip(f"  {text}", frame.width, frame.signs.ellipsis), role),)


def rma_lines(rma: RmaView, frame: Frame, where: str = "") -> Iterator[Spans]:
    """Its stage, ``where`` it belongs, then each line with its outcome or what is wanted."""
    head = ((_("RETURN") + " ", "label"), (present.stage_name(rma.stage), "ink"))
    yield (*head, (f"  {clip(where, frame.width // 2, frame.signs.ellipsis)}", "quiet")) if where else head
    for line in rma.lines:
        outcome = outcome_name(line.outcome) if line.outcome else remedy_name(line.remedy)
        yield ends((f"{line.quantity} x {clean(line.title)}", "ink"), (outcome, "quiet"), frame)


def _other_orders(
    customer: CustomerView, orders: list[OrderView], own: OrderView | None, frame: Frame
) -> Iterator[Spans]:
    count = max(customer.order_count - (own is not None), len(orders))
    if not count:
        return
    yield ()
    words = (
        ngettext("{n} other order", "{n} other orders", count) if own else ngettext("{n} order", "{n} orders", count)
    )
    yield ((words.format(n=count), "label"),)
    for order in orders:
        date = present.date(order.placed_at, frame.zone, frame.now)
        state = parcel_words(order.parcels[0], frame.now, frame.zone)[0] if order.parcels else ""
        left = f"{clean(order.number)}  {date}" if frame.width < 36 else f"{clean(order.number)}  {date}  {state}"
        yield ends((left, "quiet"), (present.money(order.total, order.currency), "quiet"), frame)


def _tickets(customer: CustomerView, ticket: TicketView, frame: Frame) -> Iterator[Spans]:
    """The counts of everything, then the other tickets."""
    yield ()
    counts = (
        ngettext("{n} order", "{n} orders", customer.order_count).format(n=customer.order_count),
        ngettext("{n} return", "{n} returns", customer.return_count).format(n=customer.return_count),
        ngettext("{n} ticket", "{n} tickets", customer.ticket_count).format(n=customer.ticket_count),
    )
    yield from wrapped(commas(counts), "label", frame)
    for other in customer.tickets:
        if other.id != ticket.row.id:
            yield from _earlier(other, frame)


def _earlier(other: EarlierTicket, frame: Frame) -> Iterator[Spans]:
    """Number and status, then the subject: on one line where both fit."""
    date = present.date(other.updated_at, frame.zone, frame.now)
    head = f"{present.kind_letter(other.kind)} {other.id}  "
    live = other.status in ("new", "open", "waiting_customer", "on_hold")
    yield ends((head + present.status_name(other.status), "ink" if live else "quiet"), (date, "faint"), frame)
    yield ((clip(f"  {clean(other.subject)}", frame.width, frame.signs.ellipsis), "faint"),)


def ends(left: Span, right: Span, frame: Frame) -> Spans:
    """One text at each end of the line; the left one is cut where they meet."""
    right_text = clip(right[0], frame.width // 2, frame.signs.ellipsis)
    room = frame.width - cell_len(right_text) - (1 if right_text else 0)
    text = clip(left[0], room, frame.signs.ellipsis)
    padding = " " * max(0, frame.width - cell_len(text) - cell_len(right_text))
    return ((text, left[1]), (padding + right_text, right[1]))


def wrapped(text: str, role: str, frame: Frame) -> Iterator[Spans]:
    """A text over as many lines as it needs; none for an empty one."""
    if text.strip():
        yield from (((line, role),) for line in wrap(text.strip(), frame.width))
