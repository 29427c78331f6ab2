"""Answering: the composer opened and emptied, no reply needed."""

from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.acts.thread import take_quote
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.choices import Choices
from servicedesk.tui.widgets.choice_list import Choice

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def reply(desk: "DeskScreen") -> None:
    """Open the composer for the customer; what is selected of the conversation is quoted in it."""
    if desk.subject is not None:
        quote = take_quote(desk)
        await desk.writing.begin(desk.subject, "reply")
        if quote:
            desk.writing.composer.area.insert_paragraph(quote)


async def note(desk: "DeskScreen") -> None:
    """Open the composer for a note."""
    if desk.subject is not None:
        await desk.writing.begin(desk.subject, "note")


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
    desk.writing.drop()
    desk.go_to(Pane.TICKET)
    await desk.acting.do(lambda d: d.drafts.discard(address.ticket_id, address.kept_as))


async def no_reply_needed(desk: "DeskScreen") -> None:
    """End the customer's wait; where nobody waits, a colleague's question needs nothing more."""
    row = desk.subject
    if row is None:
        return
    asked = row.waiting_since is None
    done = await desk.acting.change(
        _("say that your colleague's note needs nothing more") if asked else _("say that no reply is needed"),
        row,
        lambda d, version: (
            d.mentions.seen(row.id, version=version)
            if asked
            else d.conversation.no_reply_needed(row.id, version=version)
        ),
    )
    if done is not None:
        text = _("#{n}: the note that asked for you is settled.") if asked else _("#{n}: no reply needed.")
        desk.say(text.format(n=row.id))
        await desk.changed(done)
