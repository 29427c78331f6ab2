"""Sending what was written, and the strip that says what becomes of the ticket, with a reply or alone."""

from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from servicedesk.desk.views import Done, QueueRow
from servicedesk.domain.blanks import blanks_in
from servicedesk.domain.meanwhile import Meanwhile, NewPromise
from servicedesk.domain.promises.finding import PromiseFound, find_promises
from servicedesk.domain.side_threads import SideDraft
from servicedesk.domain.tickets import Priority, Status
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.sending.gate import GateSlip, Past, first_to_mend
from servicedesk.tui.screens.sending.newer import newer_slip
from servicedesk.tui.screens.sending.strip import Frame, Open, Sending, send_strip, status_strip
from servicedesk.tui.screens.sending.words import besides
from servicedesk.tui.wording import present
from servicedesk.tui.wording.event_words import change_line
from servicedesk.tui.wrap import clip
from servicedesk.tui.zone import zone_of

if TYPE_CHECKING:
    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.desk import DeskScreen
    from servicedesk.tui.widgets.composer import Composer

OFFERED: Final = 30
"""Columns of what was typed three times that are shown."""
WORST: Final = 1
"""The severity of a complaint of danger."""


async def send(desk: "DeskScreen") -> None:
    """Store the note or side message, or ask what becomes of the ticket and put the reply into the outbox.

    The text leaves the composer only after the store has it.
    """
    writing = desk.writing
    composer, row = writing.composer, writing.row
    if composer.address is None or row is None:
        return
    if not composer.text.strip():
        desk.complain(_("There is nothing to send yet; write the text first."))
        return
    await writing.store()
    text, address = composer.text, composer.address
    mode, side = address.mode, address.side_draft
    if side is not None:
        done = await (_to_side(desk, row, side) if mode == "side" else _from_side(desk, row, side))
    else:
        done = await (_note(desk, row) if mode == "note" else _reply(desk, row))
    if done is None:
        writing.focus()
        return
    if writing.is_at(address) and composer.text == text:  # the store may have taken its time
        writing.drop()
        desk.go_to(Pane.TICKET)
    await desk.changed(done)
    if desk.conversation is not None:
        desk.conversation.see_newest()
    if mode == "reply":
        await desk.listing.go_on(row)
        desk.say(_sent(done))
        await _offer_to_keep(desk, text)
    elif side is not None:
        desk.say(_side_words(desk, side, done))
    else:
        desk.say(_("Note stored at #{n}.").format(n=done.ticket.id))


async def _offer_to_keep(desk: "DeskScreen", text: str) -> None:
    """Say of a paragraph that was typed for the third time how it becomes an answer; never again of the same one."""
    typed = await desk.acting.read(lambda d: d.answers.typed(text))
    if typed:
        desk.state.own_words = typed[0]
        begin = clip(clean(" ".join(typed[0].split())), OFFERED)
        key = desk.keymap.hint("answers.keep")
        desk.say(_("You have typed “{words}” three times; {key} keeps it as an answer.").format(words=begin, key=key))
        await desk.acting.do(lambda d: d.answers.dismiss(typed[0]))


async def status(desk: "DeskScreen") -> None:
    """With a reply in the composer its send strip; else the same strip for the status alone."""
    row = desk.subject
    if row is None:
        return
    address = desk.writing.composer.address
    ours = address is not None and (address.ticket_id, address.mode) == (row.id, "reply")
    if ours and desk.writing.composer.text.strip():
        await send(desk)
    else:
        await status_only(desk, row)


async def status_only(desk: "DeskScreen", row: QueueRow) -> Done | None:
    """The status without a reply; a draft stays where it is."""
    address = desk.writing.composer.address
    draft = address is not None and address.ticket_id == row.id and bool(desk.writing.composer.text.strip())
    sending = await desk.acting.ask(status_strip(row, await _open(desk, row), _frame(desk, row), draft=draft))
    if sending is None or sending.then is None:
        return None
    then, besides = sending.then, _meanwhile(sending)
    done = await desk.acting.change(
        _("make it {status}").format(status=present.status_name(then)),
        row,
        lambda d, version: d.handling.status(row.id, then, version=version, meanwhile=besides),
    )
    if done is not None:
        desk.say(_("#{n} is {status}.").format(n=row.id, status=_status_words(desk, done, sending)))
        await desk.changed(done)
    return done


async def _note(desk: "DeskScreen", row: QueueRow) -> Done | None:
    text = desk.writing.composer.text
    return await desk.acting.change(
        _("store your note"),
        row,
        lambda d, version: d.conversation.note(row.id, text, version=version),
        seen=desk.writing.seen_anew,
    )


async def _to_side(desk: "DeskScreen", row: QueueRow, draft: SideDraft) -> Done | None:
    text = desk.writing.composer.text
    return await desk.acting.change(
        _("write to {to}").format(to=clean(draft.to)),
        row,
        lambda d, version: d.conversation.forward(row.id, text, to=draft.to, side=draft.side, version=version),
        seen=desk.writing.seen_anew,
    )


async def _from_side(desk: "DeskScreen", row: QueueRow, draft: SideDraft) -> Done | None:
    """Their answer ends the hold: it is our turn again."""
    text = desk.writing.composer.text
    then = str(Status.OPEN) if row.status == Status.ON_HOLD else None
    return await desk.acting.change(
        _("write down the answer of {to}").format(to=clean(draft.to)),
        row,
        lambda d, version: d.conversation.side_answer(
            row.id, text, sender=draft.to, side=draft.side, then=then, version=version
        ),
        seen=desk.writing.seen_anew,
    )


def _side_words(desk: "DeskScreen", draft: SideDraft, done: Done) -> str:
    to, row = clean(draft.to), done.ticket
    if draft.way == "answer":
        return _("Answer of {to} written down; #{n} is {status}.").format(
            to=to, n=row.id, status=present.status_name(row.status)
        )
    hint = desk.keymap.hint("ticket.status")
    if row.status == Status.ON_HOLD:
        return _("Sent to {to}; #{n} is on hold until they answer.").format(to=to, n=row.id)
    return _("Sent to {to}. {key} 4 puts #{n} on hold until they answer.").format(to=to, key=hint, n=row.id)


async def _reply(desk: "DeskScreen", row: QueueRow) -> Done | None:
    composer = desk.writing.composer
    text = composer.text
    recipient = composer.address.recipient if composer.address is not None else ""
    if not await _has_seen_news(desk, text):
        return None
    row = desk.writing.row or row
    findings = await desk.acting.do(lambda d: d.conversation.check(row.id, text), only_asks=True)
    if findings is None:
        return None
    past: Past | None = Past.ANYWAY
    if findings:
        past = await desk.acting.ask(GateSlip(findings))
    if past is Past.STATUS:
        await status_only(desk, row)
        return None
    if past is not Past.ANYWAY:
        _go_to(composer, first_to_mend(findings).start)
        return None
    accepted = [finding.code for finding in findings]
    placed, used = composer.placed, composer.inserted
    left = replace(await _open(desk, row, text), actions=besides(used.actions))
    sending = await desk.acting.ask(send_strip(text, row, recipient, left, _frame(desk, row), placed))
    if sending is None:
        return None
    if sending.then is None:
        await status_only(desk, row)
        return None
    then, meanwhile, grace = sending.then, _meanwhile(sending), desk.fittings.settings.grace_seconds
    return await desk.acting.change(
        _("send your reply, then {status}").format(status=present.status_name(then)),
        row,
        lambda d, version: d.conversation.reply(
            row.id,
            text,
            then=then,
            grace=grace,
            version=version,
            accept=accepted,
            meanwhile=meanwhile,
            answers=used.answers,
            actions=sending.actions,
        ),
        seen=desk.writing.seen_anew,
    )


def _go_to(composer: "Composer", start: int) -> None:
    """The caret to where something has to be mended; a blank is selected."""
    blank = any(start == begin for begin, _end in blanks_in(composer.text))
    if not (blank and composer.area.select_blank(start)):
        composer.area.caret = start


async def _has_seen_news(desk: "DeskScreen", text: str) -> bool:
    """Whether the reply may go on: what others wrote meanwhile is shown once, beside what is to be sent."""
    news = await desk.writing.news()
    if not news.said:
        return True
    now, names = desk.now(), desk.opening.names
    changes = [change_line(event, names, desk.zone, now) for event in news.changed]
    answer = await desk.acting.ask(newer_slip(text, news.said, desk.zone, now, changes))
    desk.writing.seen_anew()
    return answer is True


async def _open(desk: "DeskScreen", row: QueueRow, text: str = "") -> Open:
    """What the ticket has open, and what the reply promises anew."""
    view = await desk.reading.whole(row)
    promises = tuple(
        sorted((one for one in view.promises if one.state == "open"), key=lambda promise: (promise.due_at, promise.id))
    )
    known = {promise.due_at for promise in promises}
    found = [one for one in await _promised(desk, row, text) if one.due not in known] if text else []
    return Open(promises, view.rmas, tuple(found))


async def _promised(desk: "DeskScreen", row: QueueRow, text: str) -> tuple[PromiseFound, ...]:
    """What a reply promises, its times meant in the customer's zone, else in the shop's."""
    if not find_promises(text, desk.now(), desk.zone):
        return ()

    def zone(d: "Desk") -> tzinfo:
        customer = d.tickets.customer(row.id)
        named = customer.timezone if customer is not None else None
        named = named or d.settings().get("timezone")
        return zone_of(named) if named else desk.zone

    return find_promises(text, desk.now(), await desk.acting.read(zone))


def _frame(desk: "DeskScreen", row: QueueRow) -> Frame:
    """Whoever waits for the answer to an urgent ticket, or to a complaint of danger, asks again the next day."""
    days = desk.fittings.settings.ask_again_days
    view = desk.state.shown(row)
    worst = view is not None and view.severity == WORST
    return Frame(desk.now(), desk.zone, min(days, 1) if row.priority == Priority.URGENT or worst else days)


def _meanwhile(sending: Sending) -> Meanwhile:
    found = sending.promise
    promise = None if found is None else NewPromise(found.text, found.due)
    return Meanwhile(sending.follow_up, promise, sending.kept)


def _status_words(desk: "DeskScreen", done: Done, sending: Sending) -> str:
    status = present.status_name(done.ticket.status)
    if sending.follow_up is None:
        return status
    again = present.moment(sending.follow_up, desk.zone, desk.now())
    return _("{status}, to be asked again {when}").format(status=status, when=again)


def _sent(done: Done) -> str:
    status = present.status_name(done.ticket.status)
    if done.leaves_at is None:
        return _("Reply to #{n} is on its way; {status}.").format(n=done.ticket.id, status=status)
    return _("Reply to #{n} leaves in a moment, u recalls it; {status}.").format(n=done.ticket.id, status=status)
