"""In the conversation: searching it, and choosing what a reply quotes."""

from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.quoting import quoted
from servicedesk.tui.screens.thread_search import ThreadSearch
from servicedesk.tui.thread_search import Hit, hits, prepared

if TYPE_CHECKING:
    from servicedesk.desk.views import MessageView
    from servicedesk.tui.screens.desk import DeskScreen


async def search(desk: "DeskScreen") -> None:
    """Find words in all of the open conversation, the newest first, also in messages that aren't loaded yet."""
    view, row = desk.conversation, desk.reading.row
    if view is None or row is None:
        return
    everything = await desk.acting.read(lambda d: d.tickets.everything_said(row.id))
    searched = await desk.acting.read(lambda _d: prepared(everything))
    found: tuple[Hit, ...] = ()

    async def seek(text: str) -> int:
        nonlocal found
        found = await desk.acting.read(lambda _d: hits(searched, text))
        view.search(text, frozenset(hit.message_id for hit in found))
        return len(found)

    async def show(nth: int) -> None:
        hit = found[-1 - nth]
        await _load(desk, everything, hit.message_id)
        view.find(hit)

    try:
        await desk.acting.ask(ThreadSearch(seek, show, value=view.sought))
    finally:
        view.search("", frozenset())


async def _load(desk: "DeskScreen", everything: "tuple[MessageView, ...]", wanted: int) -> None:
    """Have the conversation hold a message, and all between it and those it holds."""
    view, ticket = desk.conversation, desk.reading.row
    if view is None or ticket is None or view.holds(wanted) or view.oldest is None:
        return
    order = [message.id for message in everything]
    if wanted not in order or view.oldest not in order:
        return
    oldest, missing = view.oldest, order.index(view.oldest) - order.index(wanted)
    if missing > 0:
        page = await desk.acting.read(lambda d: d.tickets.thread(ticket.id, before=oldest, limit=missing))
        view.prepend(page)


def take_quote(desk: "DeskScreen") -> str:
    """What is selected of the conversation as a quote, nothing being selected any more; empty without a selection.

    Notes and side threads are never quoted to the customer.
    """
    view, row = desk.conversation, desk.reading.row
    if view is None or row is None or view.ticket_id != row.id or not view.selecting:
        return ""
    text, left_out = view.selected_text()
    view.clear_selected()
    if left_out:
        desk.say(_("Notes and side threads are for us alone: they are not quoted."))
    return quoted(text) + "\n\n" if text else ""
