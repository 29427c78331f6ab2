"""Merging, splitting and linking: both sides are shown, and it is always confirmed."""

from typing import TYPE_CHECKING

from servicedesk.desk.views import MessageView, QueueRow, TicketView
from servicedesk.domain.errors import Invalid
from servicedesk.domain.tickets import STATUS_MOVES, Status
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.screens.two_sides import TwoSides
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wrap import clip

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

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
    """Ask for the other ticket's number, and read it."""

    def check(text: str) -> None:
        number = _number(text)
        if number == row.id:
            raise Invalid(_("ticket"), _("that is this ticket itself"))

    earlier = [ticket for ticket in desk.reading.customer_tickets if ticket.id != row.id]
    known = "\n".join(f"#{t.id} {present.status_name(t.status)}: {t.subject}" for t in earlier[:6])
    text = await desk.acting.ask(
        TextPrompt(
            _("#{n} and which ticket? Its number").format(n=row.id),
            value=str(earlier[0].id) if len(earlier) == 1 else "",
            body=known,
            check=check,
        )
    )
    if text is None:
        return None
    number = _number(text)
    return await desk.acting.read(lambda d: d.tickets.show(number))


def _number(text: str) -> int:
    digits = text.strip().removeprefix("#")
    if not digits.isdecimal():
        raise Invalid(_("ticket"), _("expected a number, such as 10432"))
    return int(digits)


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
    this = await desk.reading.whole(row)
    title = question.format(n=row.id, other=other.row.id)
    choices = [Choice(False, _("leave them")), Choice(True, verb, _("u takes it back"))]
    return await desk.acting.ask(TwoSides(title, side(this), side(other), choices)) is True


def side(view: TicketView) -> tuple[str, list[str]]:
    """A ticket as one side of a question: its title, who, about what, and the last words."""
    row = view.row
    lines = [present.customer_name(row), present.subject(row)]
    if view.thread.messages:
        last = view.thread.messages[-1]
        lines += ["", f"{last.author_name}: {clip(' '.join(last.body.split()), SAID)}"]
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
