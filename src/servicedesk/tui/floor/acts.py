"""What the floor's keys do: carrying out an intervention after showing its effect, and going down to tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from servicedesk.desk.floor.views import HERE, NOBODY
from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.errors import UndoRefused
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.floor import words
from servicedesk.tui.floor.effects import MOVING, does, effect_lines, note, reached
from servicedesk.tui.floor.leads import Lead, Listing, chosen_lead, in_order, named
from servicedesk.tui.floor.memory import Page
from servicedesk.tui.floor.people import person_leads
from servicedesk.tui.floor.spots import Advice, Counted, Person, Spot, Staff, Unreviewed, Unwritten
from servicedesk.tui.floor.tickets import Answer, Chosen, TicketsSlip, listing_slip
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.palette import ranked
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.joined import headed
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.floor.views import Effect, Intervention, Load
    from servicedesk.tui.floor.monday import Behind
    from servicedesk.tui.floor.screen import FloorScreen

OF_THE_DESK: Final = ("console.theme", "console.leave")
"""Acts of the desk that make sense over the floor."""
VOLUME: Final = 1
"""The place of the chart of what came in."""


async def enter(floor: FloorScreen) -> None:
    """Do what the line says, or show what it counts; nothing while a proposal is being worked out."""
    if floor.working_out:
        return
    match floor.spot:
        case Advice(one=one):
            await intervene(floor, one)
        case Unreviewed():
            await review(floor)
        case Person(one=one):
            await _person(floor, one)
        case spot:
            await _down(floor, spot)


async def tickets(floor: FloorScreen) -> None:
    """The tickets behind the line."""
    match floor.spot:
        case Advice(one=one):
            title = words.intervention(one, floor.name_of, floor.zone)
            await _follow_lead(floor, Lead(title, read=named(lambda _desk: one.tickets)))
        case Unreviewed():
            await review(floor)
        case Person(handle=handle):
            _show(floor, f"is:live assignee:{handle}")
        case spot:
            await _down(floor, spot)


async def _down(floor: FloorScreen, spot: Spot | None) -> None:
    """To the tickets that a figure counts."""
    match spot:
        case Counted(title=title, leads=leads):
            if all(lead.count == 0 for lead in leads):
                floor.say(_("There are none."))
            await _follow_lead(floor, await chosen_lead(floor.acting, title, leads))
        case Staff():
            await _staff(floor)
        case Unwritten():
            floor.memory.chart = VOLUME
            floor.go_to(Page.CHARTS)
            floor.say(_("Nobody has written these yet; this is how many wrote lately."))


async def _follow_lead(floor: FloorScreen, lead: Lead | None) -> None:
    """Where a figure leads: the desk's list, a ticket, or tickets to choose from."""
    if lead is None:
        return
    if lead.filter is not None:
        _show(floor, lead.filter)
    elif lead.ticket is not None:
        floor.to_desk(floor.desk.floor.bring(Chosen(Answer.OPEN, lead.ticket), [lead.ticket]))
    elif lead.read is not None:
        await _choose(floor, lead, await floor.acting.read(lead.read))


async def _staff(floor: FloorScreen) -> None:
    """Who is here and who isn't; one of them leads to their tickets."""
    view = floor.memory.view
    if view is None:
        return
    loads = sorted(view.load, key=lambda one: (one.state != HERE, one.name.casefold()))
    lines = [Choice(one, clean(one.name), words.absence(one, floor.zone) or _("here")) for one in loads]
    if not lines:
        floor.say(_("nobody works here yet"))
        return
    chosen = await floor.acting.ask(Choices(_("Who is here?"), lines))
    if chosen is not None:
        await _person(floor, chosen)


async def _person(floor: FloorScreen, one: Load) -> None:
    """Which of somebody's figures to follow."""
    title = _("Tickets of nobody") if one.handle == NOBODY else _("{name}'s tickets").format(name=clean(one.name))
    view = floor.memory.view
    ahead = () if view is None else view.forecast.tickets
    leads = person_leads(one, ahead, floor.now())
    lead = await chosen_lead(floor.acting, title, leads, all_shown=True)
    await _follow_lead(floor, None if lead is None else replace(lead, title=headed(title, lead.title)))


def _show(floor: FloorScreen, filter_text: str) -> None:
    """The desk's list with a filter; the desk's own acts on many work there, and escape comes back."""
    floor.to_desk(floor.desk.floor.show(filter_text))


async def _choose(floor: FloorScreen, lead: Lead, found: Listing) -> None:
    """Show tickets; one may be read, or all of them selected on the desk."""
    if not found.rows:
        floor.say(_("None of them is there any more."))
        return
    chosen = await floor.acting.ask(listing_slip(lead, found, floor.now()))
    _follow(floor, chosen, [row.id for row in found.rows])


def _follow(floor: FloorScreen, chosen: Chosen | None, ids: Sequence[int]) -> None:
    """Go on to the desk's list of these tickets where that was chosen; escape comes back from it."""
    if chosen is not None and chosen.answer is not Answer.DO:
        floor.to_desk(floor.desk.floor.bring(chosen, ids))


# Interventions


async def intervene(floor: FloorScreen, one: Intervention) -> None:
    """Show what it would change; do it when enter is pressed again."""

    def read(desk: Desk) -> tuple[Effect, tuple[QueueRow, ...]]:
        effect = desk.floor.effect(one)
        return effect, desk.many.rows(one.tickets or effect.saved)

    floor.working_out = True
    floor.say(_("working out what it would change …"))
    try:
        found, rows = await floor.acting.read(read)
    finally:
        floor.working_out = False
    if floor.app.screen is not floor:
        return
    floor.notices.put_away()
    ids = one.tickets or found.saved
    now, zone = floor.now(), floor.zone
    slip = TicketsSlip(
        words.intervention(one, floor.name_of, zone),
        effect_lines(found, floor.name_of, now, zone),
        in_order(rows, ids),
        now,
        does=does(one),
        told=reached(found.tickets, now, zone),
        typed_ahead=floor.desk.fittings.lane.empty,
    )
    chosen = await floor.acting.ask(slip)
    if chosen is None or chosen.answer is not Answer.DO:
        _follow(floor, chosen, ids)
    elif one.what in MOVING:
        await _reassign(floor, one)
    elif ids:
        await _ask_in_a_note(floor, ids[0], note(one))
    else:
        floor.say(_("There is no ticket to write that on; tell them."))


async def _reassign(floor: FloorScreen, one: Intervention) -> None:
    """Give the tickets to the target as one act. What others changed meanwhile stays as it is, and is said."""
    part = await floor.acting.do(lambda desk: desk.floor.do(one))
    if part is None:
        return
    if part.done:
        floor.memory.done.append(part.act_id)
    await floor.reader.again()
    failed = [f"#{failure.ticket}: {sentence(failure.error)}" for failure in part.failed]
    if failed:
        n = len(part.done)
        floor.complain(" ".join([*failed, ngettext("{n} went over.", "{n} went over.", n).format(n=n)]))
    else:
        floor.say(words.done(one, len(part.done), floor.name_of))


async def _ask_in_a_note(floor: FloorScreen, ticket: int, text: str) -> None:
    done = await floor.acting.do(lambda desk: desk.conversation.note(ticket, text))
    if done is not None:
        floor.memory.done.append(done.act_id)
        await floor.reader.again()
        floor.say(_("Asked in a note on #{n}; u takes it back.").format(n=ticket))


async def undo(floor: FloorScreen) -> None:
    """Take back the last act that was done from the floor."""
    if not floor.memory.done:
        floor.say(_("Nothing was done from the floor yet; u on the desk takes back your other acts."))
        return
    act_id = floor.memory.done.pop()
    try:
        undone = await floor.link.act(lambda desk: desk.history.undo(act_id))
    except UndoRefused as refused:
        floor.complain(sentence(refused))
        return
    await floor.reader.again()
    n = len(undone.tickets)
    floor.say(ngettext("Undone on {n} ticket.", "Undone on {n} tickets.", n).format(n=n))


# Elsewhere


async def review(floor: FloorScreen) -> None:
    """Walk the breaches that nobody has looked at."""
    from servicedesk.tui.floor.review.screen import ReviewScreen

    await floor.app.push_screen(ReviewScreen(floor))


async def monday(floor: FloorScreen, at: Behind | None = None) -> None:
    """Monday's report, and what is behind its sentences; from there escape comes back to the sentence, then here."""
    from servicedesk.tui.floor.reporting import walk_report

    onward = await walk_report(floor, at)
    if onward is not None:
        way = floor.desk.floor
        floor.to_desk(onward.go(way, partial(way.open_at_monday, onward.at)))


async def read_again(floor: FloorScreen) -> None:
    await floor.reader.again()
    floor.say(_("Read again."))


async def palette(floor: FloorScreen) -> None:
    """The floor's acts by a part of their name."""
    keymap = floor.keymap
    found = [action for action in keymap.actions if action.scope is floor.scope or action.id in OF_THE_DESK]

    async def source(text: str) -> Sequence[Choice[str]]:
        return [Choice(action.id, action.label, action.tooltip) for action in ranked(found, text)]

    chosen = await floor.acting.ask(Finder(_("Every act"), source))
    if chosen is not None:
        floor.perform(chosen)
