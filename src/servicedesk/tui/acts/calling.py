"""A call or another contact, over the work in hand: the slip, what is kept of it, and the act that stores it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import CustomerHit, CustomerView, Done, QueueRow
from servicedesk.domain.calls import PhoneCall, taken_up
from servicedesk.domain.errors import DeskError
from servicedesk.domain.tickets import Kind
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.calling.form import CallForm, Contact, from_texts
from servicedesk.tui.screens.calling.lines import Turn, Unfinished
from servicedesk.tui.screens.calling.slip import CallSlip
from servicedesk.tui.screens.calling.words import Matter, name_of
from servicedesk.tui.wording import present

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.forms import KeptForm
    from servicedesk.tui.screens.desk import DeskScreen

FORM: Final = "call:"
"""Kept slips are named so, with a number: several calls may be unfinished."""
OPEN_SHOWN: Final = 5
LOOKED_UP: Final = 5


async def call(desk: "DeskScreen") -> None:
    """The phone rings: the slip of an unfinished call, or a new one."""
    await _contact(desk, CallForm(desk.now()))


async def new_contact(desk: "DeskScreen") -> None:
    """Somebody wrote elsewhere: the same slip, for a letter, a mail or a chat."""
    await _contact(desk, CallForm(desk.now(), "mail"))


async def contact_with(desk: "DeskScreen", *, customer: int | None = None, who: str = "") -> None:
    """A new slip about a customer who was found, or about somebody to be found as ``who``."""
    await _contact(desk, CallForm(desk.now(), named=customer is not None, customer=customer, who=who))


async def _contact(desk: "DeskScreen", slip: CallForm) -> None:
    in_hand = desk.writing.composer.address is not None and desk.pane is Pane.TICKET
    kept = dict(await desk.acting.read(lambda d: d.forms.kept(FORM)))
    name = _next_name(kept)
    answer = await _ask(desk, name, slip, [await _unfinished(desk, *one) for one in kept.items()])
    if isinstance(answer, Unfinished):
        name = answer.name
        answer = await _ask(desk, name, _taken_up(kept[name], desk.now()))
    match answer:
        case None:
            await _say_kept(desk, name)
        case Contact():
            await _send(desk, answer, name, in_hand=in_hand)
        case Turn():
            await desk.acting.do(lambda d: d.forms.discard(name))
    if in_hand:
        desk.writing.focus()


async def _unfinished(desk: "DeskScreen", name: str, kept: "KeptForm") -> Unfinished:
    """``go on: call with Mara, 2m`` and how its notes begin."""
    form = from_texts(kept.fields, desk.now())
    customer, row = await _known(desk, form)
    who = name_of(replace(form, name=form.name or form.who), customer, row)
    words = " ".join(clean(form.text or form.who, lines=True).split())
    if form.is_call:
        lasted = present.said_span(kept.updated_at - form.began)
        return Unfinished(name, _("go on: call with {who}, {length}").format(who=who, length=lasted), words)
    return Unfinished(name, _("go on: contact with {who}").format(who=who), words)


def _taken_up(kept: "KeptForm", now: datetime) -> CallForm:
    form = from_texts(kept.fields, now)
    return replace(form, began=taken_up(form.began, kept.updated_at, now))


def _next_name(taken: Collection[str]) -> str:
    """A name under which nothing is kept yet."""
    number = 1
    while f"{FORM}{number}" in taken:
        number += 1
    return f"{FORM}{number}"


async def _known(desk: "DeskScreen", form: CallForm) -> tuple[CustomerView | None, QueueRow | None]:
    """The customer and the ticket that a form names, where they are still there."""
    number, ticket = form.customer, form.ticket
    try:
        customer = None if number is None else await desk.acting.read(lambda d: d.customers.show(number))
        row = None if ticket is None else await desk.acting.read(lambda d: d.queue.row(ticket))
    except DeskError:
        return None, None
    return customer, row


async def _ask(
    desk: "DeskScreen", name: str, form: CallForm, unfinished: Sequence[Unfinished] = ()
) -> Contact | Turn | Unfinished | None:
    """Show a slip as it was filled in; a customer who is gone has to be found anew."""
    customer, row = await _known(desk, form)
    if customer is None and form.customer is not None:
        form = replace(form, customer=None, ticket=None, named=False)
    slip = CallSlip(_Board(desk, name), form, customer=customer, row=row, unfinished=unfinished)
    return await desk.acting.ask(slip)


async def _send(desk: "DeskScreen", contact: Contact, name: str, *, in_hand: bool) -> None:
    done = await _store(desk, contact, name)
    if done is not None:
        await _shown(desk, contact, done, in_hand=in_hand)


async def _say_kept(desk: "DeskScreen", name: str) -> None:
    if await desk.acting.read(lambda d: d.forms.load(name)) is not None:
        desk.say(_("Kept unfinished; {key} goes on with it.").format(key=desk.keymap.hint("ticket.call")))


async def _store(desk: "DeskScreen", contact: Contact, name: str) -> Done | None:
    """One act: the ticket where it is new, what was said, the status; the kept slip goes with it."""
    row = contact.row
    if row is None:
        return await desk.acting.do(lambda d: _open(d, contact, name))
    if contact.call is None:
        form = contact.form
        return await desk.acting.do(
            lambda d: d.conversation.message(row.id, form.text, channel=form.channel, form=name)
        )
    made, then, text = contact.call, contact.then, contact.form.text
    return await desk.acting.change(
        _("log the call"),
        row,
        lambda d, version: d.conversation.call(
            row.id, text, outcome=made.outcome, seconds=made.seconds, then=then, version=version, form=name
        ),
    )


def _open(desk: "Desk", contact: Contact, name: str) -> Done:
    form, wording = contact.form, contact.form.wording()
    kind = form.kind_of_new()
    complaint = kind is Kind.COMPLAINT
    known = form.customer is not None
    return desk.intake.open(
        kind=kind,
        subject=form.subject or None,
        body=form.text,
        customer_id=form.customer,
        customer=None if known else form.mail,
        phone=None if known else form.phone,
        name=None if known else form.name.strip() or None,
        channel=form.channel,
        language=desk.customers.show(form.customer).language if form.customer is not None else None,
        order=form.order.strip() or None,
        nature=wording.nature if complaint else None,
        severity=wording.severity if complaint else None,
        call=contact.call,
        then=contact.then,
        form=name,
    )


async def _shown(desk: "DeskScreen", contact: Contact, done: Done, *, in_hand: bool) -> None:
    """Say what was stored; the ticket opens unless something else is being written."""
    words = _("#{n}: {what}; {status}.")
    status = present.status_name(done.ticket.status)
    desk.say(words.format(n=done.ticket.id, what=_what(contact), status=status))
    await desk.changed(done)
    if not in_hand:
        desk.reading.open(done.ticket)
    if desk.conversation is not None and desk.conversation.ticket_id == done.ticket.id:
        desk.conversation.see_newest()


def _what(contact: Contact) -> str:
    new = contact.row is None
    if contact.call is None:
        return _("opened") if new else _("their message stored")
    words = _outcome(contact.call)
    return _("opened, {what}").format(what=words) if new else words


def _outcome(call: PhoneCall) -> str:
    minutes = max(1, round((call.seconds or 0) / 60))
    if call.outcome == "spoke":
        return _("spoke, {n} min").format(n=minutes)
    return _("voicemail, {n} min").format(n=minutes)


class _Board:
    """The desk as a slip sees it. ``name``: under which the slip is kept."""

    def __init__(self, desk: "DeskScreen", name: str) -> None:
        self._desk = desk
        self._name = name

    @property
    def zone(self) -> tzinfo:
        return self._desk.zone

    def now(self) -> datetime:
        return self._desk.now()

    def hold(self) -> None:
        self._desk.fittings.lane.hold()

    def release(self) -> None:
        self._desk.fittings.lane.release()

    async def lookup(self, text: str) -> Sequence[CustomerHit]:
        return await self._desk.link.read(lambda d: d.customers.lookup(text, LOOKED_UP))

    async def open_tickets(self, customer_id: int) -> Sequence[QueueRow]:
        wanted = f"is:live customer:{customer_id}"
        page = await self._desk.link.read(lambda d: d.queue.page(wanted, "-updated", limit=OPEN_SHOWN))
        return page.rows

    async def ticket(self, ticket_id: int) -> QueueRow:
        return await self._desk.link.read(lambda d: d.queue.row(ticket_id))

    async def matter(self, ticket_id: int) -> Matter:
        def read(d: "Desk") -> Matter:
            view = d.tickets.show(ticket_id, messages=1)
            return Matter(ticket_id, view.order, view.promises, d.tickets.customer(ticket_id))

        return await self._desk.link.read(read)

    async def customer(self, customer_id: int) -> CustomerView:
        return await self._desk.link.read(lambda d: d.customers.show(customer_id))

    async def keep(self, fields: Mapping[str, str]) -> None:
        await self._desk.link.act(lambda d: d.forms.save(self._name, fields))
