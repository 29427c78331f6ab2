"""Merging, splitting and linking: both sides are shown, and it is always confirmed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servicedesk.desk.views import Hit, MessageView, QueueRow, TicketView
from servicedesk.domain.tickets import STATUS_MOVES, Status
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.sending.two_sides import TwoSides
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wrap import clip

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

FOUND = 20
"""Tickets that are offered."""
SAID = 200
"""Characters of a message that a side shows."""


async def join(desk: "DeskScreen") -> None:
    """Choose how, then with which ticket or message, then confirm with both sides in view."""
    row = desk.subject
    if row is None:
        return
    message = desk.reading.focused_message
    ways = [
        Choice("merge", _("merge into another ticket"), _("its conversation then shows both"), _no_merge(row)),
        Choice("split", _("split a message off"), _split_hint(message), _no_split(message)),
        Choice("link", _("link with another ticket"), _("each then names the other")),
    ]
    way = await desk.acting.ask(Choices(_("Join #{n}").format(n=row.id), ways))
    if way == "split" and message is not None:
        await _split(desk, row, message)
    elif way in ("merge", "link"):
        other = await _other(desk, row)
        if other is not None:
            await (_merge if way == "merge" else _link)(desk, row, other)


def _no_merge(row: QueueRow) -> str | None:
    if Status.MERGED in STATUS_MOVES[Status(row.status)]:
        return None
    return _("not from {status}").format(status=present.status_name(row.status))


def _no_split(message: MessageView | None) -> str | None:
    return None if message is not None else _("open the ticket and put the cursor on the message first")


def _split_hint(message: MessageView | None) -> str:
    return clip(" ".join(message.body.split()), 60) if message is not None else ""


async def _other(desk: "DeskScreen", row: QueueRow) -> TicketView | None:
    """Find the other ticket: the customer's others stand there at once, open ones first; anything may be typed."""
    theirs = await _tickets_of_customer(desk, row)

    async def source(text: str) -> Sequence[Choice[int]]:
        if not text.strip():
            return theirs
        hits = await desk.link.read(lambda d: d.search.find(text, FOUND))
        return [_found(hit.ticket_id, hit) for hit in hits if hit.ticket_id is not None and hit.ticket_id != row.id]

    title = _("#{n} and which ticket? A number, name or words").format(n=row.id)
    number = await desk.acting.ask(Finder(title, source, scans=True))
    if number is None:
        return None
    return await desk.acting.read(lambda d: d.tickets.show(number))


async def _tickets_of_customer(desk: "DeskScreen", row: QueueRow) -> list[Choice[int]]:
    """The customer's other tickets, open ones first, each group last changed first."""
    customer = row.customer_id
    if customer is None:
        return []
    tickets = await desk.acting.read(lambda d: d.customers.tickets(customer, limit=FOUND))
    ended = ("resolved", "closed", "merged", "spam")
    others = sorted((t for t in tickets if t.id != row.id), key=lambda t: t.status in ended)
    return [
        Choice(
            other.id,
            commas((f"#{other.id} {present.kind_name(other.kind)}", present.status_name(other.status))),
            commas((clean(other.subject), present.date(other.updated_at, desk.zone, desk.now()))),
        )
        for other in others
    ]


def _found(number: int, hit: Hit) -> Choice[int]:
    label = f"#{number} {present.status_name(hit.status)}" if hit.status else f"#{number}"
    return Choice(number, label, commas(filter(None, (clean(hit.who), clean(hit.label), clean(hit.found)))))


async def _merge(desk: "DeskScreen", row: QueueRow, other: TicketView) -> None:
    if not await _confirmed(desk, row, other, _("Merge #{n} into #{other}?"), _("merge")):
        return
    done = await desk.acting.change(
        _("merge it into #{n}").format(n=other.row.id),
        row,
        lambda d, version: d.joining.merge(row.id, other.row.id, version=version),
    )
    if done is not None:
        desk.say(_("#{n} is part of #{other} now.").format(n=row.id, other=other.row.id))
        await desk.changed(done)
        desk.reading.open(done.ticket)


async def _link(desk: "DeskScreen", row: QueueRow, other: TicketView) -> None:
    if not await _confirmed(desk, row, other, _("Link #{n} with #{other}?"), _("link")):
        return
    done = await desk.acting.change(
        _("link it with #{n}").format(n=other.row.id),
        row,
        lambda d, version: d.joining.link(row.id, other.row.id, version=version),
    )
    if done is not None:
        desk.say(_("#{n} and #{other} name each other now.").format(n=row.id, other=other.row.id))
        await desk.changed(done)


async def _confirmed(desk: "DeskScreen", row: QueueRow, other: TicketView, question: str, verb: str) -> bool:
    """Ask with both sides in view; tickets of different customers are said to be that."""
    this = await desk.reading.whole(row)
    title = question.format(n=row.id, other=other.row.id)
    if different_customers(this.row, other.row):
        title += " " + _("CAREFUL: {one} and {other} are different customers.").format(
            one=present.customer_name(this.row), other=present.customer_name(other.row)
        )
    choices = [Choice(False, _("leave them")), Choice(True, verb, _("u takes it back"))]
    return await desk.acting.ask(TwoSides(title, side(this), side(other), choices)) is True


def different_customers(one: QueueRow, other: QueueRow) -> bool:
    """Both are known, and they aren't the same."""
    return None not in (one.customer_id, other.customer_id) and one.customer_id != other.customer_id


def side(view: TicketView) -> tuple[str, list[str]]:
    """A ticket as one side of a question: its title, who, about what, and the last words."""
    row = view.row
    lines = [present.customer_name(row), present.subject(row)]
    if view.thread.messages:
        last = view.thread.messages[-1]
        lines += ["", headed(last.author_name, clip(" ".join(last.body.split()), SAID))]
    return present.title(row), lines


async def _split(desk: "DeskScreen", row: QueueRow, message: MessageView) -> None:
    this = await desk.reading.whole(row)
    moved = (_("A new ticket, linked to it"), [f"{message.author_name}: {clip(' '.join(message.body.split()), SAID)}"])
    choices = [Choice(False, _("leave it")), Choice(True, _("split"), _("u takes it back"))]
    title = _("Split this message off #{n}?").format(n=row.id)
    if not await desk.acting.ask(TwoSides(title, side(this), moved, choices)):
        return
    done = await desk.acting.change(
        _("split a message off"), row, lambda d, version: d.joining.split(row.id, message.id, version=version)
    )
    if done is not None:
        desk.say(_("#{new} was split off #{n}.").format(new=done.ticket.id, n=row.id))
        await desk.changed(done)
        desk.reading.open(done.ticket)
