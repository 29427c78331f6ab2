"""Undo, and the recent acts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from servicedesk.desk.views import ActView, EventView, Undone
from servicedesk.domain.bulk import MANY
from servicedesk.domain.errors import UndoRefused
from servicedesk.i18n import _, ngettext
from servicedesk.tui.acts.in_parts import in_parts
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.sending.two_sides import TwoSides
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording import present
from servicedesk.tui.wording.act_words import ActWords
from servicedesk.tui.wording.sentences import sentence
from servicedesk.tui.wording.words import act_name, change_name, not_that_one, tickets_of, undone_past

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.desk.history import UndonePart, UndoPlan
    from servicedesk.tui.screens.desk import DeskScreen

SHOWN = 100
"""So many of one's last acts are listed, those that can still be undone first."""


async def undo(desk: "DeskScreen") -> None:
    """Take back the last act; a reply still in its grace time comes back into the composer."""
    await _undo(desk, None)


async def _undo(desk: "DeskScreen", act_id: str | None) -> None:
    try:
        plan = await desk.link.act(lambda d: d.history.plan(act_id))
        if plan.passed is not None and desk.state.passing != plan.act_id:
            desk.state.passing = plan.act_id
            desk.say(not_that_one(plan.passed, act_name(plan.name), plan.tickets, desk.zone))
            return
        undone = await (_undo_parts(desk, plan) if plan.apart else desk.link.act(lambda d: d.history.undo(plan.act_id)))
        undone = None if undone is None else replace(undone, passed=plan.passed)
    except UndoRefused as refused:
        await _refused(desk, refused)
        return
    desk.acting.stored()
    await desk.changed(None)
    if undone is not None and plan.apart:
        await _told(desk, plan, undone)
    elif undone is not None:
        await _bring_back(desk, undone)


async def _undo_parts(desk: "DeskScreen", plan: "UndoPlan") -> Undone | None:
    """Take a bulk act back part by part. None when it was stopped."""
    from servicedesk.desk.many import PART

    undo_id = await desk.link.act(lambda d: d.many.new_act())

    def take_back(part: Sequence[int]) -> "Callable[[Desk], UndonePart]":
        return lambda d: d.history.undo_part(plan, part, undo_id)

    act = tickets_of(change_name(plan.name.removeprefix(MANY)), len(plan.tickets))
    results, wrong = await in_parts(desk, _("undo: {act}").format(act=act), plan.tickets, take_back)
    if wrong is not None:
        raise wrong
    whole = sum(results[1:], results[0])
    if len(results) * PART < len(plan.tickets):
        await desk.changed(None)
        desk.say(_("Stopped; {n} are undone, u goes on with the rest.").format(n=len(whole.done)))
        return None
    return await desk.link.act(lambda d: d.history.end(plan, whole))


async def _told(desk: "DeskScreen", plan: "UndoPlan", undone: Undone) -> None:
    """Say how much of a bulk act went back; what later acts stand on is listed."""
    act = tickets_of(change_name(plan.name.removeprefix(MANY)), len(undone.tickets))
    desk.say(undone_past(undone.passed, act, desk.zone))
    if not undone.refused:
        return
    n = len(undone.refused)
    title = ngettext(
        "{n} ticket was left: later acts stand on it", "{n} tickets were left: later acts stand on them", n
    )
    lines = [Choice(ticket, f"#{ticket}", _("changed since")) for ticket in undone.refused]
    ticket = await desk.acting.ask(Choices(title.format(n=n), lines))
    if ticket is not None:
        await desk.reading.find(ticket)


async def _refused(desk: "DeskScreen", refused: UndoRefused) -> None:
    theirs = desk.words_for(refused.details.get("theirs"))
    if not theirs:
        desk.complain(sentence(refused))
        return
    await desk.acting.ask(
        TwoSides(
            _("Not undone: later acts stand on it"),
            (_("Your act"), desk.words_for(refused.details.get("mine"))),
            (_("What came after"), theirs),
            [Choice(True, _("leave it"))],
        )
    )


async def _bring_back(desk: "DeskScreen", undone: Undone) -> None:
    name = act_name(undone.name)
    if undone.recalled is None or undone.recalled_ticket is None:
        desk.say(undone_past(undone.passed, name, desk.zone))
        if undone.name == "open":
            desk.reading.close()
            desk.go_to(Pane.QUEUE)
        elif len(undone.tickets) == 1:
            await desk.reading.come_back_to(undone.tickets[0])
        return
    row = await desk.acting.read(lambda d: d.queue.row(undone.recalled_ticket or 0))
    await desk.writing.begin(row, undone.recalled_mode or "reply", undone.recalled, inserted=undone.recalled_inserted)
    desk.say(_("Recalled: the text is back, nothing was sent."))


async def recent(desk: "DeskScreen") -> None:
    """The last acts, those that can be undone first, each newest first; choosing one undoes it."""
    acts, events = await desk.acting.read(_recent)
    if not acts:
        desk.say(_("You have done nothing yet."))
        return
    words = ActWords(acts, events, desk.opening.names, desk.zone)
    lines = [_line(desk, act, words.of(act)) for act in sorted(acts, key=_rank)]
    chosen = await desk.acting.ask(Choices(_("Your last acts: which one to undo?"), lines))
    if chosen is not None:
        await _undo(desk, chosen)


def _recent(desk: "Desk") -> tuple[Sequence[ActView], Sequence[EventView]]:
    """One's last acts, and what happened to their tickets."""
    acts = desk.history.acts(SHOWN)
    tickets = {act.ticket_id for act in acts if act.ticket_id is not None}
    return acts, [event for ticket_id in sorted(tickets) for event in desk.tickets.events(ticket_id)]


def _rank(act: ActView) -> int:
    """What ``u`` would take back stands first, then undos, which can be taken back too, then what can't be."""
    if act.undone_by is not None or act.has_left:
        return 2
    return int(act.name == "undo")


def _line(desk: "DeskScreen", act: ActView, words: str) -> Choice[str]:
    label = words if act.ticket_id is None else f"#{act.ticket_id} {words}"
    when = present.moment(act.at, desk.zone, desk.now())
    reason = None
    if act.undone_by is not None:
        reason = _("undone already, {when}").format(when=when)
    elif act.has_left:
        reason = _("has left, {when}").format(when=when)
    return Choice(act.act_id, label, when, reason)
