"""Asking the ledger about a breach, and storing, correcting or taking back what is found of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from servicedesk.domain.errors import UndoRefused
from servicedesk.domain.sla.causes import Cause
from servicedesk.i18n import _, ngettext
from servicedesk.tui.acting import Act
from servicedesk.tui.floor.review.sheet import Finding, key_of
from servicedesk.tui.floor.words import cause_name
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.prompt import TextPrompt
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.service_levels.views import BreachView
    from servicedesk.tui.floor.review.screen import ReviewScreen

PAGE: Final = 50
"""Breaches read at once."""
NOBODY: Final = ""


def asked(breach: BreachView) -> Callable[[Desk], Finding]:
    """What the ledger says of a breach, with the segments of its cycle."""

    def ask(desk: Desk) -> Finding:
        said = desk.reviews.proposal(breach.ticket, breach.clock, breach.started_at)
        cycles = desk.clocks.explain(breach.ticket).cycles
        wanted = (breach.clock, breach.started_at)
        segments = next((one.segments for one in cycles if (one.clock, one.started_at) == wanted), ())
        return Finding(said.holder, said.status, said.cause, said.avoidable, said, segments)

    return ask


async def confirm(room: ReviewScreen) -> None:
    """Store what stands there, and go on to the next one."""
    breach = room.sheet.here
    if breach is None:
        return
    finding = await room.ensure_finding()

    def store(desk: Desk) -> str:
        return desk.reviews.review(
            breach.ticket,
            breach.clock,
            breach.started_at,
            holder=finding.holder,
            cause=finding.cause,
            avoidable=finding.avoidable,
            comment=finding.comment,
            status=finding.status,
        ).act_id

    act_id = await room.acting.do(store)
    if act_id is None:
        return
    room.floor.memory.done.append(act_id)
    room.sheet.store(key_of(breach), act_id)
    room.moved()
    room.say(_stored(room, breach.ticket))


def _stored(room: ReviewScreen, ticket: int) -> str:
    """What was stored, and how many are still to be looked at."""
    n = room.sheet.left
    if not n:
        return _("#{ticket} is stored, u takes it back; that was the last one.").format(ticket=ticket)
    text = ngettext(
        "#{ticket} is stored, u takes it back; {n} left.", "#{ticket} is stored, u takes it back; {n} left.", n
    )
    return text.format(ticket=ticket, n=n)


async def holder(room: ReviewScreen) -> None:
    """Somebody else had it when it mattered."""
    await room.ensure_finding()
    people = [one for one in await room.acting.read(lambda desk: desk.people.all()) if one.active]
    lines = [Choice(one.handle, one.name, one.handle) for one in people]
    lines.append(Choice(NOBODY, _("nobody"), _("no single person had it")))

    async def source(text: str) -> Sequence[Choice[str]]:
        wanted = text.casefold().strip()
        return [line for line in lines if wanted in line.label.casefold() or wanted in line.value]

    chosen = await room.acting.ask(Finder(_("Who had it when it mattered?"), source))
    if chosen is not None:
        room.sheet.correct(holder=chosen or None)
        room.paint()


async def cause(room: ReviewScreen) -> None:
    finding = await room.ensure_finding()
    causes = [str(one) for one in Cause]
    lines = [Choice(one, cause_name(one), _said(one)) for one in causes]
    chosen = await room.acting.ask(Choices(_("Why was it late?"), lines, at=causes.index(finding.cause)))
    if chosen is not None:
        room.sheet.correct(cause=chosen)
        room.paint()


def _said(cause: str) -> str:
    """What a cause means."""
    meanings = {
        "unassigned": _("for most of the time, and at the breach"),
        "taken_late": _("nobody had it for most of the time"),
        "held": _("one person had it for most of the time"),
        "returned_late": _("given away, and back when most of the time was gone"),
        "passed_around": _("several had it, nobody for most of the time"),
        "target_changed": _("the time was used when the target came or got shorter"),
        "outside": _("a carrier, the warehouse, a vendor; though the clock ran"),
        "other": _("say it in the comment"),
    }
    return meanings[cause]


async def comment(room: ReviewScreen) -> None:
    finding = await room.ensure_finding()
    text = await room.acting.ask(TextPrompt(_("Comment on this breach"), value=finding.comment))
    if text is not None:
        room.sheet.correct(comment=text.strip())
        room.paint()


async def avoidable(room: ReviewScreen) -> None:
    finding = await room.ensure_finding()
    room.sheet.correct(avoidable=not finding.avoidable)
    room.paint()


async def undo(room: ReviewScreen) -> None:
    """Take back the review stored last; the cursor goes to its breach."""
    taken = room.sheet.take_back()
    if taken is None:
        room.say(_("Nothing was stored here yet."))
        return
    key, act_id = taken
    try:
        await room.link.act(lambda desk: desk.history.undo(act_id))
    except UndoRefused as refused:
        room.sheet.stored[key] = act_id
        room.complain(sentence(refused))
        return
    if act_id in room.floor.memory.done:
        room.floor.memory.done.remove(act_id)
    room.moved()
    room.say(_("Taken back: #{ticket} waits for a look again.").format(ticket=key[0]))


async def open_ticket(room: ReviewScreen) -> None:
    """Read the ticket on the desk."""
    breach = room.sheet.here
    if breach is not None:
        room.to_desk(room.desk.reading.find(breach.ticket))


OF_A_BREACH: Final[Mapping[str, Callable[[ReviewScreen], Act]]] = MappingProxyType(
    {
        "review.confirm": confirm,
        "review.holder": holder,
        "review.cause": cause,
        "review.avoidable": avoidable,
        "review.comment": comment,
        "review.open": open_ticket,
    }
)
"""What is done with the breach in hand."""
