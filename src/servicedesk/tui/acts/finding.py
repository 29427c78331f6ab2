"""Narrowing the list, and finding anything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from servicedesk.desk.looking import Looking
from servicedesk.desk.views import Hit
from servicedesk.domain.filters import FIELDS, parse_filter
from servicedesk.i18n import _
from servicedesk.tui.acts import calling
from servicedesk.tui.acts.customers import open_customer
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.widgets.hit_list import Found, HitList, Instead

LIMIT: Final = 40
RECENT: Final = 8

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def narrow(desk: "DeskScreen") -> None:
    """Ask for a filter; an empty one shows the view again. A wrong one is refused with what is wrong."""
    body = _("fields: {fields}; anything else is looked for in subject and name").format(fields=", ".join(FIELDS))
    text = await desk.acting.ask(
        TextPrompt(
            _("Show which tickets?"),
            value=f"{desk.state.filter} " if desk.state.filter else "",
            body=body,
            placeholder=_("e.g. is:live kind:complaint priority:high,urgent lamp"),
            check=parse_filter,
        )
    )
    if text is not None:
        await desk.listing.narrow(text)


async def find(desk: "DeskScreen") -> None:
    await find_from(desk, "")


async def find_from(desk: "DeskScreen", text: str, *, sole: bool = False) -> None:
    """Find a ticket, a customer or an order by anything known of it, and open it; tickets looked at last come first.

    ``sole``: what ``text`` finds by its whole number, if it is one thing, is opened without a further key.
    """
    looking = Looking()
    lines = HitList(desk.zone, desk.now)

    async def source(wanted: str) -> Sequence[Choice[Found]]:
        nonlocal looking
        looking.give_up()
        mine = looking = Looking()
        if not wanted.strip():
            recent = await _recent(desk)
            lines.look_for("")
            return [*map(_choice, recent), every_act_choice()]
        hits = await desk.link.read(lambda d: d.search.find(wanted, LIMIT, looking=mine))
        lines.look_for(wanted)
        return [*map(_choice, hits)] or [new_contact_choice(wanted)]

    title = _("Find a number, order, parcel, phone, name or words")
    found = await desk.acting.ask(Finder(title, source, value=text, sole=sole, scans=True, lines=lines))
    looking.give_up()
    if found is Instead.EVERY_ACT:
        desk.perform("console.palette")
    elif found is Instead.NEW_CONTACT:
        await calling.contact_with(desk, who=lines.text)
    elif isinstance(found, Hit):
        await open_hit(desk, found)


async def open_hit(desk: "DeskScreen", hit: Hit) -> None:
    """Open what was found: its ticket, else the whole customer, at the order where that is what was found."""
    if hit.ticket_id is not None:
        await desk.reading.find(hit.ticket_id)
    elif hit.customer_id is not None:
        await open_customer(desk, hit.customer_id, order=hit.id if hit.what == "order" else None)
    else:
        await calling.contact_with(desk, who=hit.who)


async def _recent(desk: "DeskScreen") -> Sequence[Hit]:
    """The tickets read last, without the open one."""
    reading = desk.reading.row
    but = None if reading is None else reading.id
    return await desk.link.read(lambda d: d.search.recent(RECENT, but=but))


def _choice(hit: Hit) -> Choice[Found]:
    return Choice(hit, hit.label, exact=hit.whole)


def every_act_choice() -> Choice[Found]:
    """The way to every act for a keyboard whose letters don't arrive: ctrl+o, up where there are tickets, enter."""
    return Choice(Instead.EVERY_ACT, _("every act …"), _("choose an act by its name, with letters or arrows"))


def new_contact_choice(text: str) -> Choice[Found]:
    """What is offered where nothing was found, with what was looked through."""
    looked = _("nothing found: tickets, orders, parcels, phones, names, words")
    return Choice(Instead.NEW_CONTACT, _("new contact: {text}").format(text=text.strip()), looked)
