"""Narrowing the list, and finding anything."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Hit
from servicedesk.domain.filters import FIELDS, parse_filter
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice

EVERY_ACT: Final = 0
"""Stands in the list for the palette; tickets count from 1."""

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def narrow(desk: "DeskScreen") -> None:
    """Ask for a filter; an empty one shows the view again. A wrong one is refused with what is wrong."""
    body = _("fields: {fields}; anything else is looked for in the subject").format(fields=", ".join(FIELDS))
    text = await desk.acting.ask(
        TextPrompt(
            _("Show which tickets?"),
            value=f"{desk.state.filter} " if desk.state.filter else "",
            body=body,
            placeholder=_("is:live kind:complaint priority:high,urgent lamp"),
            check=parse_filter,
        )
    )
    if text is not None:
        await desk.listing.narrow(text)


async def find(desk: "DeskScreen") -> None:
    await find_from(desk, "")


async def find_from(desk: "DeskScreen", text: str, *, sole: bool = False) -> None:
    """Find a ticket by number, order, address, name or words, and open it.

    ``sole``: when ``text`` finds exactly one it is opened without a further key.
    """

    async def source(text: str) -> Sequence[Choice[int]]:
        if not text.strip():
            return [every_act_choice()]
        hits = await desk.link.read(lambda d: d.search.find(text))
        return [_line(desk, hit) for hit in hits if hit.ticket_id is not None]

    title = _("Find a number, order, phone, name or words")
    number = await desk.acting.ask(Finder(title, source, value=text, sole=sole, scans=True))
    if number == EVERY_ACT:
        desk.perform("console.palette")
    elif number is not None:
        await desk.reading.find(number)


def every_act_choice() -> Choice[int]:
    """The way to every act for a keyboard whose letters don't arrive: ctrl+o, enter."""
    return Choice(EVERY_ACT, _("every act …"), _("choose an act by its name, with letters or arrows"))


def _line(desk: "DeskScreen", hit: Hit) -> Choice[int]:
    assert hit.ticket_id is not None
    when = present.date(hit.at, desk.zone, desk.now()) if hit.at is not None else ""
    detail = ", ".join(part for part in (hit.detail, when, hit.why) if part)
    return Choice(hit.ticket_id, f"#{hit.ticket_id} {hit.label}", detail)
