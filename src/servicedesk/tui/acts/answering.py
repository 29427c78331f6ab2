"""Answering: sending what was written, no reply needed, a new ticket."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from servicedesk.desk.views import Done, QueueRow
from servicedesk.domain.errors import Invalid
from servicedesk.domain.tickets import Kind
from servicedesk.i18n import _
from servicedesk.tui import present
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.screens.form import Field, Form
from servicedesk.tui.screens.send_gate import GateSlip, first_to_mend
from servicedesk.tui.screens.send_strip import send_strip
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def reply(desk: "DeskScreen") -> None:
    """Open the composer for the customer."""
    if desk.subject is not None:
        await desk.writing.begin(desk.subject, "reply")


async def note(desk: "DeskScreen") -> None:
    """Open the composer for a note."""
    if desk.subject is not None:
        await desk.writing.begin(desk.subject, "note")


async def send(desk: "DeskScreen") -> None:
    """Store the note, or ask what becomes of the ticket and put the reply into the outbox.

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
    is_note = composer.address.mode == "note"
    done = await (_note(desk, row) if is_note else _reply(desk, row))
    if done is None:
        writing.focus()
        return
    composer.close()
    desk.go_to(Pane.TICKET)
    await desk.changed(done)
    if is_note:
        desk.say(_("Note stored at #{n}.").format(n=done.ticket.id))
    else:
        await desk.listing.go_on(row)
        desk.say(_sent(done))


async def _note(desk: "DeskScreen", row: QueueRow) -> Done | None:
    text = desk.writing.composer.text
    return await desk.acting.change(
        _("store your note"),
        row,
        lambda d, version: d.conversation.note(row.id, text, version=version),
        seen=desk.writing.seen_anew,
    )


async def _reply(desk: "DeskScreen", row: QueueRow) -> Done | None:
    composer = desk.writing.composer
    text = composer.text
    recipient = composer.address.recipient if composer.address is not None else ""
    findings = await desk.acting.do(lambda d: d.conversation.check(row.id, text))
    if findings is None:
        return None
    if findings and not await desk.acting.ask(GateSlip(findings)):
        composer.area.caret = first_to_mend(findings).start
        return None
    accepted = [finding.code for finding in findings]
    then = await desk.acting.ask(send_strip(text, row, recipient))
    if then is None:
        return None
    grace = desk.fittings.settings.grace_seconds
    return await desk.acting.change(
        _("send your reply, then {status}").format(status=present.status_name(then)),
        row,
        lambda d, version: d.conversation.reply(row.id, text, then=then, grace=grace, version=version, accept=accepted),
        seen=desk.writing.seen_anew,
    )


def _sent(done: Done) -> str:
    status = present.status_name(done.ticket.status)
    if done.leaves_at is None:
        return _("Reply to #{n} is on its way; {status}.").format(n=done.ticket.id, status=status)
    return _("Reply to #{n} leaves in a moment, u recalls it; {status}.").format(n=done.ticket.id, status=status)


async def discard(desk: "DeskScreen") -> None:
    """Throw the draft away, after a question."""
    composer = desk.writing.composer
    if composer.address is None:
        return
    address = composer.address
    if composer.text.strip():
        question = Choices(
            _("Throw this text away?"),
            [Choice(False, _("keep it")), Choice(True, _("throw it away"), _("it can't be brought back"))],
        )
        if not await desk.acting.ask(question):
            desk.writing.focus()
            return
    composer.close()
    desk.go_to(Pane.TICKET)
    await desk.acting.do(lambda d: d.drafts.discard(address.ticket_id, address.mode))


async def no_reply_needed(desk: "DeskScreen") -> None:
    row = desk.subject
    if row is None:
        return
    done = await desk.acting.change(
        _("say that no reply is needed"),
        row,
        lambda d, version: d.conversation.no_reply_needed(row.id, version=version),
    )
    if done is not None:
        desk.say(_("#{n}: no reply needed.").format(n=row.id))
        await desk.changed(done)


async def new_ticket(desk: "DeskScreen") -> None:
    """A slip over the work in hand: who, about what, and their words."""
    kinds = [Choice(kind, present.kind_name(kind), hint) for kind, hint in _kinds()]
    kind = await desk.acting.ask(Choices(_("New ticket: what do they want?"), kinds))
    if kind is None:
        return
    fields = [
        Field("customer", _("e-mail or phone"), _("mara@example.com, +351 912 345 678; empty: unnamed")),
        Field("name", _("name"), _("only needed for somebody new")),
        Field("subject", _("subject"), _("Lamp arrived broken")),
        Field("order", _("order"), _("number, if there is one")),
        Field("body", _("what they said"), _("the customer's first message")),
    ]
    title = _("New {kind}").format(kind=present.kind_name(kind))
    values = await desk.acting.ask(Form(title, fields, _check_new))
    if values is None:
        return
    done = await desk.acting.do(
        lambda d: d.intake.open(
            kind=kind,
            subject=values["subject"],
            body=values["body"] or None,
            customer=values["customer"] if "@" in values["customer"] else None,
            phone=values["customer"] if values["customer"] and "@" not in values["customer"] else None,
            name=values["name"] or None,
            order=values["order"] or None,
        )
    )
    if done is not None:
        desk.say(_("#{n} is open.").format(n=done.ticket.id))
        await desk.changed(done)
        desk.reading.open(done.ticket)


def _kinds() -> tuple[tuple[Kind, str], ...]:
    return (
        (Kind.INQUIRY, _("to know something")),
        (Kind.COMPLAINT, _("something put right")),
        (Kind.RETURN, _("to send something back or exchange it")),
    )


def _check_new(values: Mapping[str, str]) -> None:
    if not values["subject"]:
        raise Invalid(_("subject"), _("say in a few words what it is about"))
