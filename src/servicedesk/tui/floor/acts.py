"""What the floor's keys do: carrying out an intervention after showing its effect, and going down to tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from servicedesk.desk.floor.views import NOBODY
from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.errors import UndoRefused
from servicedesk.domain.tickets import LIVE
from servicedesk.i18n import _, ngettext
from servicedesk.tui.floor import words
from servicedesk.tui.floor.effects import MOVING, does, effect_lines, note, reached
from servicedesk.tui.floor.monday import Behind
from servicedesk.tui.floor.spots import Advice, Figure, Missed, Person, Spot, Stretch, Unreviewed
from servicedesk.tui.floor.stretches import tickets_missed, tickets_of, tickets_running
from servicedesk.tui.floor.tickets import Answer, Chosen, TicketsSlip
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.palette import ranked
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.floor.views import Effect, Intervention, Load
    from servicedesk.tui.floor.screen import FloorScreen

OF_THE_DESK: Final = ("console.theme", "console.leave")
"""Acts of the desk that make sense over the floor."""


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
            await _listed(floor, title, one.tickets)
        case Unreviewed():
            await review(floor)
        case Person(handle=handle):
            _show(floor, f"is:live assignee:{handle}")
        case spot:
            await _down(floor, spot)


async def _down(floor: FloorScreen, spot: Spot | None) -> None:
    """To the tickets that a figure counts."""
    match spot:
        case Figure(count=0, tickets=()) | Stretch(count=0):
            floor.say(_("There are none."))
        case Figure(filter=None):
            await _listed(floor, spot.title, spot.tickets)
        case Figure(filter=str(filter_text)):
            _show(floor, filter_text)
        case Stretch():
            await _choose(floor, spot.title, await floor.acting.read(lambda desk: tickets_of(desk, spot)))
        case Missed():
            await _promised(floor, spot)


async def _promised(floor: FloorScreen, spot: Missed) -> None:
    """The tickets of a day's promises: those missed or those still running, as asked where there are both."""
    if not spot.count and not spot.running:
        floor.say(_("None is missed, none is running: all were kept."))
        return
    running = not spot.count
    if spot.count and spot.running:
        lines = [
            Choice(False, _("missed"), ngettext("{n} promise", "{n} promises", spot.count).format(n=spot.count)),
            Choice(
                True,
                _("running, and in time"),
                ngettext("{n} promise", "{n} promises", spot.running).format(n=spot.running),
            ),
        ]
        wished = await floor.acting.ask(Choices(_("Which of them?"), lines))
        if wished is None:
            return
        running = wished
    read = tickets_running if running else tickets_missed
    rows = await floor.acting.read(lambda desk: read(desk, spot, floor.zone))
    await _choose(floor, spot.running_title if running else spot.title, rows)


async def _person(floor: FloorScreen, one: Load) -> None:
    """Which of somebody's tickets to look at."""
    mine = f"assignee:{one.handle}"
    lines = [
        _choice(f"is:live {mine}", _("open"), one.live),
        _choice(f"is:overdue {mine}", _("overdue"), one.overdue),
        Choice(f"is:risk {mine}", _("at risk"), _("warned of, not late yet")),
    ]
    if one.stuck_on is not None:
        length = present.said_span(timedelta(minutes=one.stuck))
        label = _("#{n} without a word for {length}").format(n=one.stuck_on, length=length)
        lines.append(Choice(str(one.stuck_on), label, _("reads it")))
    title = _("Tickets of nobody") if one.handle == NOBODY else _("{name}'s tickets").format(name=one.name)
    chosen = await floor.acting.ask(Choices(title, lines))
    if chosen is not None and chosen.isdecimal():
        floor.to_desk(floor.desk.reading.find(int(chosen)))
    elif chosen is not None:
        _show(floor, chosen)


def _choice(filter_text: str, label: str, n: int) -> Choice[str]:
    count = ngettext("{n} ticket", "{n} tickets", n).format(n=n)
    return Choice(filter_text, label, count, None if n else _("there are none"))


def _show(floor: FloorScreen, filter_text: str) -> None:
    """The desk's list with a filter; the desk's own acts on many work there, and escape comes back."""
    floor.to_desk(floor.desk.floor.show(filter_text))


async def _listed(floor: FloorScreen, title: str, ids: Sequence[int]) -> None:
    rows = await floor.acting.read(lambda desk: desk.many.rows(ids))
    await _choose(floor, title, _in_order(rows, ids))


async def _choose(floor: FloorScreen, title: str, rows: Sequence[QueueRow]) -> None:
    """Show tickets; one may be read, or all of them selected on the desk."""
    if not rows:
        floor.say(_("None of them is there any more."))
        return
    chosen = await floor.acting.ask(TicketsSlip(title, (), rows, floor.now()))
    live = all(row.status in LIVE for row in rows)
    _follow(floor, chosen, [row.id for row in rows], "is:live" if live else "is:all")


def _in_order(rows: Sequence[QueueRow], ids: Sequence[int]) -> list[QueueRow]:
    """Rows as the floor names them: what breaches first comes first."""
    place = {ticket: n for n, ticket in enumerate(ids)}
    return sorted(rows, key=lambda row: place.get(row.id, len(place)))


def _follow(floor: FloorScreen, chosen: Chosen | None, ids: Sequence[int], among: str = "is:live") -> None:
    """Go on to the desk where that was chosen; selected tickets are shown ``among`` others."""
    if chosen is None:
        return
    if chosen.answer is Answer.OPEN:
        floor.to_desk(floor.desk.reading.find(chosen.ticket))
    elif chosen.answer is Answer.SELECT:
        floor.to_desk(_select(floor, ids, among))


async def _select(floor: FloorScreen, ids: Sequence[int], among: str) -> None:
    """All of them selected in the desk's list."""
    await floor.desk.floor.show(among)
    floor.desk.queue.select(list(ids))
    floor.desk.paint_chrome()


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
        _in_order(rows, ids),
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


async def monday(floor: FloorScreen) -> None:
    """Monday's report, and what is behind its sentences."""
    from servicedesk.tui.floor.reporting import walk_report

    match await walk_report(floor):
        case Behind(filter=str(filter_text)):
            _show(floor, filter_text)
        case (Chosen() as chosen, ids):
            _follow(floor, chosen, ids, "is:all")


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
