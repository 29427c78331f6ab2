"""Everything about a customer as blocks of lines: what can be opened, unfolded, narrowed. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from servicedesk.domain.words import fold_words
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.widgets.customer_lines import Frame, Spans, ends, parcel_lines, rma_lines, wrapped
from servicedesk.tui.wording import present
from servicedesk.tui.wording.parcel_words import parcel_words
from servicedesk.tui.wrap import clip, fit

if TYPE_CHECKING:
    from servicedesk.desk.views import (
        CustomerPromise,
        CustomerView,
        EarlierTicket,
        IdentityView,
        OrderView,
        RmaView,
        WholeCustomer,
    )


class What(StrEnum):
    """What a block stands for, and so what enter does on it; CONTACT is a call or letter of theirs, by its key."""

    NOTE = "note"
    TICKET = "ticket"
    ORDER = "order"
    CONTACT = "contact"
    MORE_TICKETS = "more_tickets"
    MORE_ORDERS = "more_orders"


@dataclass(frozen=True, slots=True)
class Target:
    """What enter opens: a ticket or an order by its id; 0 where there is only one."""

    what: What
    id: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together. ``words``: the folded text that narrowing looks at; headings have none."""

    lines: tuple[Spans, ...]
    target: Target | None = None
    words: str = ""
    heading: bool = False


def blocks(
    whole: "WholeCustomer",
    tickets: "Iterable[EarlierTicket]",
    orders: "Iterable[OrderView]",
    frame: Frame,
    *,
    unfolded: frozenset[int] = frozenset(),
) -> Iterator[Block]:
    """The sections in the order in which one asks for them. ``unfolded``: ids of orders that show all they hold."""
    customer = whole.customer
    yield from _section(_("NOTE"), [_note(customer, frame)])
    if whole.promises:
        yield from _section(_("PROMISED"), [_promise(promise, frame) for promise in whole.promises])
    tickets, orders = list(tickets), list(orders)
    yield from _section(_tickets_title(customer), [_ticket(ticket, frame) for ticket in tickets])
    if len(tickets) < customer.ticket_count:
        yield _more(What.MORE_TICKETS, customer.ticket_count - len(tickets))
    count = customer.order_count
    title = ngettext("{n} ORDER", "{n} ORDERS", count).format(n=count)
    yield from _section(title, [_order(order, frame, unfolded=order.id in unfolded) for order in orders])
    if len(orders) < count:
        yield _more(What.MORE_ORDERS, count - len(orders))
    count = len(whole.returns)
    title = ngettext("{n} RETURN", "{n} RETURNS", count).format(n=count)
    yield from _section(title, [_return(rma, frame) for rma in whole.returns])
    yield from _section(_("REACHED BY"), [_way(identity, frame) for identity in customer.identities])


def narrowed(found: Iterable[Block], text: str) -> Iterator[Block]:
    """The blocks in which every word of ``text`` stands, under their headings; all of them without a word."""
    wanted = fold_words(text).split()
    if not wanted:
        yield from found
        return
    heading: Block | None = None
    for block in found:
        if block.heading:
            heading = block
        elif block.words and all(word in block.words for word in wanted):
            if heading is not None:
                yield heading
            heading = None
            yield block


def _section(title: str, found: list[Block]) -> Iterator[Block]:
    yield Block(((), ((title, "label"),)), heading=True)
    if found:
        yield from found
    else:
        yield Block((((_("none"), "faint"),),))


def _block(lines: Iterable[Spans], target: Target | None, *more: str) -> Block:
    """A block found by what it shows, and by ``more``."""
    kept = tuple(lines)
    shown = " ".join(text for line in kept for text, _role in line)
    return Block(kept, target, fold_words(" ".join((shown, *more))))


def _note(customer: "CustomerView", frame: Frame) -> Block:
    note = clean(customer.note, lines=True).strip()
    lines = wrapped(note, "ink", frame) if note else iter([((_("none yet; enter writes one"), "faint"),)])
    return _block(lines, Target(What.NOTE))


def _promise(promised: "CustomerPromise", frame: Frame) -> Block:
    promise = promised.promise
    due = present.by_when(promise.due_at, frame.zone, frame.now)
    signal = present.owed_signal(promise.due_at, frame.now)
    sign = {present.Signal.OVERDUE: "! ", present.Signal.AT_RISK: "~ "}.get(signal, "")
    left = f"#{promised.ticket_id}  {sign}{clean(promise.text)}"
    return _block([ends((left, signal.value), (due, "quiet"), frame)], Target(What.TICKET, promised.ticket_id))


def _tickets_title(customer: "CustomerView") -> str:
    count = customer.ticket_count
    title = ngettext("{n} TICKET", "{n} TICKETS", count).format(n=count)
    return _("{title}, {n} open").format(title=title, n=customer.open_count)


def _ticket(ticket: "EarlierTicket", frame: Frame) -> Block:
    """``C 10432  open      Box arrived open``, its last change at the end."""
    live = ticket.status in ("new", "open", "waiting_customer", "on_hold")
    status = present.status_name(ticket.status)
    left = f"{present.kind_letter(ticket.kind)} {ticket.id:<7} {fit(status, 9)} {clean(ticket.subject)}"
    date = present.date(ticket.updated_at, frame.zone, frame.now)
    line = ends((left, "ink" if live else "quiet"), (date, "faint"), frame)
    return _block([line], Target(What.TICKET, ticket.id), f"#{ticket.id}", ticket.subject, ticket.kind)


def _order(order: "OrderView", frame: Frame, *, unfolded: bool) -> Block:
    """One line; with all its lines and parcels when unfolded."""
    date = present.date(order.placed_at, frame.zone, frame.now)
    states = [parcel_words(parcel, frame.now, frame.zone) for parcel in order.parcels]
    titles = ", ".join(f"{line.quantity} x {clean(line.title)}" for line in order.lines)
    state = states[0][0] if states else _("no parcel yet")
    left = f"{clean(order.number)}  {date}  {state}  {titles}"
    lines = [ends((left, "ink"), (present.money(order.total, order.currency), "quiet"), frame)]
    if unfolded:
        inner = Frame(max(1, frame.width - 4), frame.now, frame.zone, frame.signs)
        lines += [(("    ", "ink"), *line) for line in _inside(order, inner)]
    tracking = [parcel.tracking for parcel in order.parcels]
    return _block(lines, Target(What.ORDER, order.id), titles, *tracking)


def _inside(order: "OrderView", frame: Frame) -> Iterator[Spans]:
    for line in order.lines:
        title = f"{line.quantity} x {clean(line.title)}" + (f"  {clean(line.sku)}" if line.sku else "")
        yield ends((title, "ink"), (present.money(line.unit_price, order.currency), "quiet"), frame)
    for parcel in order.parcels:
        yield from parcel_lines(parcel, frame)


def _return(rma: "RmaView", frame: Frame) -> Block:
    where = _("order {number}").format(number=clean(rma.order)) if rma.order else ""
    return _block(rma_lines(rma, frame, where), Target(What.TICKET, rma.ticket_id), f"#{rma.ticket_id}")


def _way(identity: "IdentityView", frame: Frame) -> Block:
    names = {"email": _("e-mail"), "phone": _("phone"), "chat": _("chat")}
    kind = names.get(identity.kind) or clean(identity.kind)
    text = clip(f"{fit(kind, 8)} {clean(identity.value)}", frame.width, frame.signs.ellipsis)
    return _block([((text, "ink"),)], None)


def _more(what: What, count: int) -> Block:
    words = ngettext("{n} more (enter)", "{n} more (enter)", count).format(n=count)
    return Block((((f"  {words}", "accent"),),), Target(what))
