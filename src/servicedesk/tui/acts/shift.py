"""A shift: handing it over, the break in it, where one was, and the card of the day."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from servicedesk.desk.together_views import HandedOver, LastTicket
from servicedesk.domain.together import Fate, HandedOn
from servicedesk.i18n import _, ngettext
from servicedesk.tui.handover_sheet import FORM, Entry, Sheet
from servicedesk.tui.screens.finder import Finder
from servicedesk.tui.screens.handover import HandoverSlip, Leave
from servicedesk.tui.screens.shift_slips import STAY, at_risk_slip, back_slip, day_slip, where_slip
from servicedesk.tui.widgets.choice_list import Choice
from servicedesk.tui.wording.handover_words import drafted
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen

STALE: Final = timedelta(hours=12)
"""A handover that was left so long ago belongs to another shift."""
HANDED: Final = "is:handed"


async def hand_over(desk: "DeskScreen") -> None:
    """Decide about each open ticket, then do it all as one act."""
    await desk.writing.store()
    sheet = await desk.acting.read(lambda d: _sheet(d, desk))
    if not sheet.entries:
        desk.say(_("You have no open tickets to hand over."))
        return
    keeping = _Keeping(desk, sheet)
    while (answer := await desk.acting.ask(HandoverSlip(sheet, keeping.soon))) is Leave.SOMEBODY:
        await _give_to_somebody(desk, sheet)
    await keeping.now()
    if answer is None:
        if sheet.kept():
            desk.say(_("Nothing was handed over; H goes on where you left."))
        return
    done = await desk.acting.do(lambda d: d.shifts.hand_over(sheet.choices()))
    if done is None:
        return
    await desk.acting.do(lambda d: d.forms.discard(FORM))
    await desk.changed(None)
    _tell(desk, done)


def _sheet(opened: "Desk", desk: "DeskScreen") -> Sheet:
    now, zone = desk.now(), desk.zone
    entries = [
        Entry(
            one.view.row,
            drafted(one.view, now, zone),
            one.proposal,
            unsent=any(draft.body.strip() for draft in one.view.drafts),
        )
        for one in opened.shifts.to_hand_on()
    ]
    sheet = Sheet(entries)
    kept = opened.forms.load(FORM)
    if kept is not None and now - kept.updated_at < STALE:
        sheet.take_up(kept.fields)
    return sheet


class _Keeping:
    """Keeps the sheet in the store, soon after each change and at the latest when the slip is left."""

    SOON: Final = 0.4

    def __init__(self, desk: "DeskScreen", sheet: Sheet) -> None:
        self._desk, self._sheet = desk, sheet
        self._waiting = False

    def soon(self) -> None:
        if not self._waiting:
            self._waiting = True
            self._desk.set_timer(self.SOON, self._due)

    async def _due(self) -> None:
        if self._waiting:
            await self.now()

    async def now(self) -> None:
        self._waiting = False
        kept = self._sheet.kept()
        await self._desk.acting.do(lambda d: d.forms.save(FORM, kept))


async def _give_to_somebody(desk: "DeskScreen", sheet: Sheet) -> None:
    colleagues = await desk.acting.read(lambda d: d.shifts.colleagues())
    lines = [
        Choice(
            one.handle,
            one.name,
            commas((_("here") if one.here else _("not here now"), *sorted(one.teams), *sorted(one.languages))),
        )
        for one in colleagues
    ]

    async def source(text: str) -> "Sequence[Choice[str]]":
        wanted = text.casefold().strip()
        return [line for line in lines if wanted in f"{line.value} {line.label} {line.hint}".casefold()]

    handle = await desk.acting.ask(Finder(_("Hand #{n} over to").format(n=sheet.here.row.id), source))
    if handle is not None:
        sheet.choose(Fate.GIVE, handle, next(one.name for one in colleagues if one.handle == handle))


def _tell(desk: "DeskScreen", done: HandedOver) -> None:
    """What became of the tickets, in one sentence."""
    given = sum(map(len, (done.given or {}).values()))
    counts = [
        ngettext("{n} stays with you", "{n} stay with you", len(done.kept)).format(n=len(done.kept)),
        ngettext("{n} back in the queue", "{n} back in the queue", len(done.queued)).format(n=len(done.queued)),
        ngettext("{n} given to a colleague", "{n} given to colleagues", given).format(n=given),
    ]
    told = [text for text, n in zip(counts, (len(done.kept), len(done.queued), given), strict=True) if n]
    text = _("Handed over: {what}. u takes it back; :day shows your day.").format(what=commas(told))
    if done.failed:
        first = done.failed[0]
        desk.complain(
            ngettext(
                "{text} #{ticket} stayed as it was: {why}",
                "{text} {n} stayed as they were, #{ticket} among them: {why}",
                len(done.failed),
            ).format(text=text, n=len(done.failed), ticket=first.ticket, why=sentence(first.error))
        )
    else:
        desk.say(text)


# The break


async def pause(desk: "DeskScreen") -> None:
    """Go on a break, or come back from it."""
    await desk.writing.store()
    if desk.company.away is None:
        await _go(desk)
    else:
        await _come_back(desk)


async def _go(desk: "DeskScreen") -> None:
    rows = await desk.acting.read(lambda d: d.shifts.at_risk())
    offers: bool | None = False
    if rows:
        offers = await desk.acting.ask(at_risk_slip(rows, desk.now()))
    if offers is None:
        return
    now, zone = desk.now(), desk.zone

    def start(opened: "Desk") -> HandedOver:
        offered = [
            HandedOn(row.id, Fate.QUEUE, drafted(opened.tickets.show(row.id, messages=8), now, zone))
            for row in (rows if offers else ())
        ]
        return opened.shifts.start_break(offered)

    done = await desk.acting.do(start)
    if done is None:
        return
    await desk.company.hear()
    await desk.changed(None)
    text = _("On break: nothing new comes; {key} brings you back.").format(key=desk.keymap.hint("shift.break"))
    if done.queued:
        n = len(done.queued)
        offered = ngettext("{n} ticket is offered to the team.", "{n} tickets are offered to the team.", n).format(n=n)
        text = f"{text} {offered}"
    desk.say(text)


async def _come_back(desk: "DeskScreen") -> None:
    back = await desk.acting.do(lambda d: d.shifts.end_break())
    await desk.company.hear()
    if back is None:
        return
    await desk.refresh_all()
    places = (await desk.acting.read(lambda d: d.own.where(1)))[:1]
    chosen = await desk.acting.ask(back_slip(back, places, desk.opening.names, desk.now(), desk.zone))
    if chosen:
        await _go_to(desk, chosen)


# Where one was


async def back_step(desk: "DeskScreen") -> None:
    """Back to the ticket, pane and sentence one came from; without such a way, the list of where one was."""
    if not await desk.trail.back():
        await where(desk)


async def where(desk: "DeskScreen") -> None:
    """The tickets one was on last; the one that is open now comes last, it needs no way there."""
    here = desk.reading.row.id if desk.reading.row is not None else None
    found = await desk.acting.read(lambda d: d.own.where())
    places: list[LastTicket] = sorted(found, key=lambda last: last.row.id == here and last.draft is None)
    if not places:
        desk.say(_("You have not been on any ticket yet."))
        return
    chosen = await desk.acting.ask(where_slip(places, desk.opening.names, desk.now(), desk.zone))
    if chosen is not None:
        await _go_to(desk, chosen)


async def _go_to(desk: "DeskScreen", ticket_id: int) -> None:
    """Open a ticket, and give the keys to what is half-written there."""
    await desk.reading.find(ticket_id)
    await desk.reading.again()
    if desk.writing.composer.text.strip():
        desk.writing.focus()


async def handed(desk: "DeskScreen") -> None:
    """The view of what was handed over to one."""
    index = next((n for n, view in enumerate(desk.state.views) if view.filter == HANDED), None)
    if index is None:
        await desk.listing.narrow(HANDED)
    else:
        desk.listing.choose(index)


async def day(desk: "DeskScreen") -> None:
    """One's own day so far: answered, resolved, promised, and a kind word."""
    now = desk.now()
    local = now.astimezone(desk.zone)
    start = datetime.combine(local.date(), datetime.min.time(), desk.zone)
    card = await desk.acting.read(lambda d: d.own.day(start, start + timedelta(days=2)))
    chosen = await desk.acting.ask(day_slip(card, now, desk.zone))
    if chosen is not None and chosen != STAY:
        await desk.reading.find(chosen)
