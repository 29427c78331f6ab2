"""Who has a ticket: taking the next one, to me, to a colleague."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from servicedesk.desk.views import QueueRow, Taken
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def take_next(desk: "DeskScreen") -> None:
    taken = await desk.acting.do(lambda d: (d.assignment.take_next(),))
    if taken is None:
        return
    (found,) = taken
    if found is None:
        desk.say(_("Nothing is waiting to be taken: every ticket of your teams has somebody."))
        return
    await desk.changed(found.done)
    desk.reading.open(found.done.ticket)
    desk.say(_("#{n} is yours: {why}.").format(n=found.done.ticket.id, why=why(found, desk.now())))


def why(taken: Taken, now: datetime) -> str:
    """The reason of ``take next`` in words."""
    since = taken.facts.get("waiting_since")
    waited = present.span(now - datetime.fromisoformat(since)) if isinstance(since, str) else ""
    overtaken = taken.facts.get("overtaken")
    reasons: Mapping[str, str] = {
        "waits_longest": _("it has waited longest"),
        "priority": _("its priority brings it forward"),
        "nothing_waits": _("nobody waits; it is the first in the queue"),
    }
    text = reasons.get(taken.reason, taken.reason.replace("_", " "))
    if waited:
        text = _("{reason} ({waited})").format(reason=text, waited=waited)
    if isinstance(overtaken, int) and overtaken > 0:
        text = _("{reason}, ahead of {n} that have waited longer").format(reason=text, n=overtaken)
    return text


async def assign_me(desk: "DeskScreen") -> None:
    row = desk.subject
    if row is None:
        return
    done = await desk.acting.change(
        _("make it yours"), row, lambda d, version: d.assignment.take(row.id, version=version)
    )
    if done is not None:
        await desk.changed(done)
        if desk.subject is None or desk.subject.id != row.id:
            desk.reading.open(done.ticket)  # it has left the list
        desk.say(_("#{n} is yours.").format(n=row.id))


async def assign_to(desk: "DeskScreen") -> None:
    """Choose a colleague by typing a part of the name; the first line gives the ticket back to the queue."""
    row = desk.subject
    if row is None:
        return
    handle = await desk.acting.ask(await _colleagues(desk, row))
    if handle is None:
        return
    person = handle or None
    done = await desk.acting.change(
        _("give it to {who}").format(who=handle or _("nobody")),
        row,
        lambda d, version: d.assignment.assign(row.id, person, version=version),
    )
    if done is not None:
        desk.say(_("#{n} is with {who} now.").format(n=row.id, who=done.ticket.assignee or _("nobody")))
        await desk.changed(done)


async def _colleagues(desk: "DeskScreen", row: QueueRow) -> Finder[str]:
    people = await desk.acting.read(lambda d: d.people.all())
    lines = [
        Choice(
            person.handle,
            person.name,
            ", ".join((person.handle, *person.teams, *person.skills)),
            _("has it already") if person.handle == row.assignee else None,
        )
        for person in people
        if person.active
    ]
    nobody = Choice("", _("nobody"), _("back to the queue"), _("nobody has it") if row.assignee is None else None)

    async def source(text: str) -> Sequence[Choice[str]]:
        wanted = text.casefold().strip()
        found = [c for c in lines if wanted in c.label.casefold() or wanted in c.hint.casefold()]
        return found if wanted else [*found, nobody]

    return Finder(_("Assign #{n} to").format(n=row.id), source)
