"""The words around a call slip: its title, the running time, what is known of the caller, the hints. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.content import Content

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.tickets import Kind
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.calling.form import CHANNELS, CallForm
from servicedesk.tui.wording import present
from servicedesk.tui.wording.customer_words import about, name_and_tier
from servicedesk.tui.wording.joined import commas, headed, semicolons
from servicedesk.tui.wording.parcel_words import parcel_words

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerView, OrderView, PromiseView

TITLE_ITEMS = 2
"""Lines of an order that are named."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a call is about: the ticket's order by its number, its promises, and its customer with that order."""

    ticket: int
    order: "str | None"
    promises: "tuple[PromiseView, ...]"
    customer: "CustomerView | None"


class Stage(StrEnum):
    """What the slip asks just now."""

    WHO = "who"
    WHICH = "which"
    NOTES = "notes"
    END = "end"


def channel_name(channel: str) -> str:
    """How the customer reached us."""
    names = {"phone": _("calls"), "mail": _("wrote a mail"), "chat": _("wrote in a chat"), "local": _("wrote a letter")}
    return names.get(channel) or clean(channel)


def channel_line(channel: str) -> Content:
    """The ways side by side, the present one marked."""
    parts = [
        (f"[{channel_name(way)}]", "$accent bold") if way == channel else (f" {channel_name(way)} ", "$ink-faint")
        for way in CHANNELS
    ]
    return Content.assemble(_("the customer") + " ", *parts)


def clock_words(seconds: int) -> str:
    """``0:07``, ``12:34``, ``1:02:03``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def title_for(form: CallForm, customer: "CustomerView | None", row: QueueRow | None, stage: Stage) -> str:
    """``Call, Mara Costa, vip: #10432 Lamp arrived broken``."""
    what = _("Call") if form.is_call else _("New contact")
    if stage is Stage.WHO:
        return _("{what}: who is it?").format(what=what)
    who = name_of(form, customer, row)
    if stage is Stage.WHICH:
        return _("{what}, {who}: which ticket?").format(what=what, who=who)
    if row is not None:
        matter = f"#{row.id} {present.subject(row)}"
    else:
        wording = form.wording()
        matter = _("new {kind}").format(kind=present.kind_name(form.kind or wording.kind or Kind.INQUIRY))
        if not form.kind and wording.kind is not None and wording.words:
            matter += " " + _("(your words: {words})").format(words=clean(", ".join(wording.words[:2])))
    return headed(commas((what, who)), matter)


def name_of(form: CallForm, customer: "CustomerView | None", row: QueueRow | None) -> str:
    """Who it is, as far as that is known."""
    if customer is not None:
        return name_and_tier(customer.name, customer.membership)
    if row is not None:
        return present.customer_name(row)
    return clean(form.name or form.address).strip() or _("an unnamed caller")


def facts_about(customer: "CustomerView | None", now: datetime, zone: tzinfo, matter: "Matter | None" = None) -> str:
    """What one wants to know while talking: what is overdue, their time and language, an order, the note.

    The order is that of the ``matter`` where it has one, else their newest.
    """
    if customer is None:
        return ""
    lines = [*_overdue(matter, now, zone), about(customer, now, zone)]
    number = matter.order if matter is not None else None
    shown = next((order for order in customer.orders if number in (None, order.number)), None)
    if shown is not None:
        lines.append(_order(shown, now, zone))
    lines.append(clean(customer.note).strip())
    return "\n".join(filter(None, lines))


def _overdue(matter: "Matter | None", now: datetime, zone: tzinfo) -> list[str]:
    """The promise on the ticket that is overdue longest."""
    promises = () if matter is None else matter.promises
    late = [one for one in promises if one.state == "open" and one.due_at < now]
    words = _("! promised {when}: {text}")
    late.sort(key=lambda promise: promise.due_at)
    return [words.format(when=present.by_when(one.due_at, zone, now), text=clean(one.text)) for one in late[:1]]


def _order(order: "OrderView", now: datetime, zone: tzinfo) -> str:
    titles = ", ".join(f"{clean(line.title)} x{line.quantity}" for line in order.lines[:TITLE_ITEMS])
    text = _("order {number}").format(number=clean(order.number)) + f" {titles}"
    if order.parcels:
        parcel = order.parcels[0]
        text = semicolons((text, headed(clean(parcel.carrier), parcel_words(parcel, now, zone)[0])))
    return text


def hint_for(stage: Stage, *, call: bool) -> str:
    """What the keys do."""
    match stage:
        case Stage.WHO:
            return _("type to find, arrows and enter choose, tab: call, mail, chat, letter")
        case Stage.NOTES if call:
            return _("ctrl+s how it ended, tab next line, ctrl+o other ticket, esc keeps it")
        case Stage.NOTES:
            return _("ctrl+s stores it, tab next line, ctrl+o other ticket, esc keeps it")
    return _("a number or enter chooses, esc goes back")
