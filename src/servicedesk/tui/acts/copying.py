"""The copy menu: what one needs of a ticket elsewhere, by the best way to the clipboard there is."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.app import SuspendNotSupported

from servicedesk.desk.views import CustomerView, ParcelView, TicketView
from servicedesk.i18n import _
from servicedesk.tui.carriers import tracking_link
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.terminal import clipboard
from servicedesk.tui.terminal.painting import PaintedApp
from servicedesk.tui.terminal.plain_page import show
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.joined import headed
from servicedesk.tui.wrap import clip

if TYPE_CHECKING:
    from servicedesk.desk.queue_views import QueueRow
    from servicedesk.tui.screens.desk import DeskScreen

_SHOWN: Final = 200
"""Characters of a text in the menu."""
NAMED: Final = 32
"""Cells of what was copied that the notice shows."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to copy: what it is, its letter, its clean text. Empty: not known."""

    what: str
    key: str
    text: str


async def copy_menu(desk: "DeskScreen") -> None:
    """Choose what to copy, or see all of it on a plain page."""
    row = desk.subject
    if row is None:
        return
    items = await _items_of(desk, row)
    lines = [
        Choice(item, item.what, " ".join(item.text[:_SHOWN].split()), None if item.text else _("not known"), item.key)
        for item in items
    ]
    page = Item(_("show as plain page"), "w", "")
    lines.append(Choice(page, page.what, _("to select from with the terminal's own mouse"), key=page.key))
    first = next((n for n, item in enumerate(items) if item.text), len(items))
    chosen = await desk.acting.ask(Choices(_("Copy of #{n}").format(n=row.id), lines, at=first))
    if chosen is page:
        await _plain_page(desk, items)
    elif chosen is not None:
        await copy(desk, chosen.what, chosen.text)


async def copy(desk: "DeskScreen", what: str, text: str) -> None:
    """Copy a clean text and say how: the desktop's clipboard program, tmux, or the terminal."""
    environment = dict(os.environ)
    named = f"{what} {_named(text)}"
    for program in (clipboard.program(environment), clipboard.tmux(environment)):
        if program is not None and await _handed_over(desk, program, text):
            desk.say(_("Copied: {what} (by {program}).").format(what=named, program=program.name))
            return
    sequence = clipboard.sequence(text, environment)
    if sequence is None:
        desk.complain(_("{what} is too long for the terminal's clipboard: y, plain page.").format(what=what))
        return
    if isinstance(desk.app, PaintedApp):
        desk.app.send_to_terminal(sequence)
    told = _("Copied: {what} (by the terminal; if pasting brings nothing: y, plain page).")
    desk.say(told.format(what=named))


def _named(text: str) -> str:
    """A copied text in one line, its beginning where it is long."""
    return clip(" ".join(text.split()), NAMED)


async def _handed_over(desk: "DeskScreen", program: clipboard.Program, text: str) -> bool:
    return await desk.acting.read(lambda _d: clipboard.hand_over(program, text))


async def _items_of(desk: "DeskScreen", row: "QueueRow") -> list[Item]:
    view = await desk.reading.whole(row)
    shown = desk.state.shown(row) is not None
    known = desk.state.customer if shown else None
    customer = known or await desk.acting.read(lambda d: d.tickets.customer(row.id))
    message = desk.reading.focused_message if shown else None
    if message is None:
        message = next((said for said in reversed(view.thread.messages) if said.visibility == "public"), None)
    body = clean(message.body, lines=True).strip() if message is not None else ""
    returns = [Item(_("return"), "r" if n == 0 else "", str(rma.id)) for n, rma in enumerate(reversed(view.rmas))]
    return [*items(view, customer), Item(_("message"), "m", body), *returns, *_further(view, customer)]


def items(view: TicketView, customer: CustomerView | None) -> list[Item]:
    """What a ticket has to copy, always in the same order."""
    parcels = _parcels(view, customer)
    first = parcels[0] if parcels else None
    return [
        Item(_("order"), "o", _line(view.order or view.order_text)),
        Item(_("ticket"), "t", str(view.row.id)),
        Item(_("customer name"), "c", _line(customer.name if customer is not None else view.row.customer_name)),
        Item(_("e-mail"), "e", _identity(customer, "email")),
        Item(_("phone"), "p", _identity(customer, "phone")),
        Item(_("tracking number"), "n", _line(first.tracking) if first is not None else ""),
        Item(_("tracking link"), "l", (_link(first) or "") if first is not None else ""),
    ]


def _further(view: TicketView, customer: CustomerView | None) -> list[Item]:
    """Links of the order's other parcels."""
    links = [(parcel, _link(parcel)) for parcel in _parcels(view, customer)[1:]]
    return [Item(_("tracking link, {n}").format(n=_line(parcel.tracking)), "", link) for parcel, link in links if link]


def _parcels(view: TicketView, customer: CustomerView | None) -> list[ParcelView]:
    """Of the ticket's order; without one those of the newest order."""
    orders = customer.orders if customer is not None else ()
    own = [order for order in orders if order.number == view.order] or list(orders[:1])
    return [parcel for order in own for parcel in order.parcels]


def _link(parcel: ParcelView) -> str | None:
    return tracking_link(_line(parcel.carrier), _line(parcel.tracking))


def _identity(customer: CustomerView | None, kind: str) -> str:
    identities = customer.identities if customer is not None else ()
    return next((_line(known.value) for known in identities if known.kind == kind), "")


def _line(text: str) -> str:
    return clean(text).strip()


async def _plain_page(desk: "DeskScreen", items: Sequence[Item]) -> None:
    """All of it on the bare terminal. The draft is stored before: meanwhile the console does nothing."""
    await desk.writing.store()
    known = [item for item in items if item.text]
    page = "\n".join(headed(item.what, item.text) if "\n" not in item.text else f"\n{item.text}\n" for item in known)
    try:
        with desk.app.suspend():
            show(page)
    except SuspendNotSupported:
        desk.complain(_("This terminal can't show a page beside the console."))
    if isinstance(desk.app, PaintedApp):
        desk.app.paint_anew()
