"""Who has a ticket: taking the next one, to me, to a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicedesk.desk.views import QueueRow
from servicedesk.domain.triage import Ranked, Reason
from servicedesk.i18n import _
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.joined import commas, headed
from servicedesk.tui.wording.languages import language_name
from servicedesk.tui.wording.next_words import why_next

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.views import Done
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
    desk.say(_("#{n} is yours: {why}.").format(n=found.done.ticket.id, why=why_next(found, desk.now(), desk.zone)))


async def assign_me(desk: "DeskScreen") -> None:
    row = desk.subject
    if row is None or not await desk.company.may_take(row):
        return
    done = await desk.acting.change(
        _("make it yours"), row, lambda d, version: d.assignment.take(row.id, version=version)
    )
    if done is not None:
        await desk.changed(done)
        if desk.subject is None or desk.subject.id != row.id:
            desk.reading.open(done.ticket)  # it has left the list
        desk.say(_("#{n} is yours.").format(n=row.id))


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a ticket goes: to a person, to a team, or (neither) back to the queue."""

    person: str | None = None
    team: str | None = None


async def assign_to(desk: "DeskScreen") -> None:
    """Hand the ticket on: the likeliest colleague stands first, letters of a name or a team find the others."""
    row = desk.subject
    if row is None:
        return
    hand = await ask_for_hand(desk, _("Give #{n} to").format(n=row.id), row)
    if hand is None:
        return
    who = hand.team or hand.person or _("nobody")
    done = await desk.acting.change(
        _("give it to {who}").format(who=who), row, lambda d, version: _give(d, row.id, hand, version)
    )
    if done is not None:
        holder = hand.team or done.ticket.assignee or _("nobody")
        desk.say(_("#{n} is with {who} now.").format(n=row.id, who=desk.opening.names.get(holder, holder)))
        await desk.changed(done)


def _give(desk: "Desk", ticket: int, hand: Hand, version: int | None) -> "Done":
    if hand.team is not None:
        return desk.assignment.assign(ticket, None, team=hand.team, version=version)
    return desk.assignment.assign(ticket, hand.person, version=version)


async def ask_for_hand(desk: "DeskScreen", title: str, row: QueueRow | None) -> Hand | None:
    """Colleagues with what speaks for each, then the teams; ``row`` None: for several tickets."""
    ticket = row.id if row is not None else None
    ranked, teams = await desk.acting.read(lambda d: (d.triage.likely(ticket), d.people.teams()))
    holder = row.assignee if row is not None else None
    people = [_colleague(one, holder) for one in ranked]
    groups = [Choice(Hand(team=code), name, _("team {code}").format(code=code)) for code, name in teams]
    free = _("nobody has it") if row is not None and holder is None else None
    nobody = Choice(Hand(), _("nobody"), _("back to the queue"), free)

    async def source(text: str) -> Sequence[Choice[Hand]]:
        wanted = text.casefold().strip()
        lines = [*people, *groups, nobody]
        return sorted((line for line in lines if _found(line, wanted)), key=lambda line: not _begins(line, wanted))

    return await desk.acting.ask(Finder(title, source))


def _colleague(one: Ranked, holder: str | None) -> Choice[Hand]:
    colleague = one.colleague
    reason = _("has it already") if colleague.handle == holder else None
    return Choice(Hand(person=colleague.handle), colleague.name, headed(colleague.handle, speaks_for(one)), reason)


def speaks_for(one: Ranked) -> str:
    """``had this customer last, 3 open, writes en``."""
    return commas(reason_words(reason) for reason in one.reasons)


def reason_words(reason: Reason) -> str:
    match reason.code:
        case "away":
            return _("away")
        case "knows":
            return _("had this customer last")
        case "given":
            return _("you gave one last")
        case "skill":
            return _("knows {skill}").format(skill=reason.value)
        case "load":
            return _("{n} open").format(n=reason.value)
        case "language":
            return _("writes {language}").format(language=language_name(reason.value))
    return reason.value or reason.code


def _found(line: Choice[Hand], wanted: str) -> bool:
    """Letters of the name, the handle or the team's code; what speaks for somebody is not looked through."""
    return wanted in line.label.casefold() or wanted in (line.value.person or line.value.team or "")


def _begins(line: Choice[Hand], wanted: str) -> bool:
    """Whether a word of the name, or the handle, begins with what was typed."""
    words = [*line.label.casefold().split(), line.value.person or line.value.team or ""]
    return any(word.startswith(wanted) for word in words)
