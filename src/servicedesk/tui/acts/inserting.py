"""Canned answers: offered for the ticket, inserted at the caret; macros without a text are done at once."""

import asyncio
from typing import TYPE_CHECKING

from servicedesk.answers.stacking import Placed, stacked, together
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.panes import Pane
from servicedesk.tui.screens.sending.words import SENDABLE
from servicedesk.tui.wording.macro_words import deeds

if TYPE_CHECKING:
    from servicedesk.desk.views import QueueRow
    from servicedesk.domain.used_answers import Inserted
    from servicedesk.tui.screens.desk import DeskScreen


async def answers(desk: "DeskScreen") -> None:
    """Open the reply, unless something is being written already, and the answers over it."""
    from servicedesk.tui.screens.answers import AnswersSlip

    writing = desk.writing
    wanted = writing.row if writing.active else desk.subject
    if wanted is None:
        return
    # read while the reply opens: the answers are what one waits for
    shelf = asyncio.ensure_future(desk.acting.read(lambda d: d.answers.shelf(wanted.id)))
    if not writing.active:
        await writing.begin(wanted, "reply", take_focus=False)
    composer, row = writing.composer, writing.row
    address = composer.address
    if address is None or row is None:
        shelf.cancel()
        return
    letter = address.mode == "reply" and not composer.text.strip()
    chosen = await desk.acting.ask(AnswersSlip(shelf, letter=letter))
    writing.focus()
    if chosen is None or composer.address is None:
        return
    placed = [Placed.of(answer, filled) for answer, filled in zip(chosen.answers, chosen.filled, strict=True)]
    whole = stacked(chosen.filled)
    if whole.text.strip():
        composer.place(clean(whole.text, lines=True), whole.caret, placed)
    elif composer.text.strip() and any(one.status and one.status not in SENDABLE for one in placed):
        desk.complain(_("Nothing is sent with that: send or throw away what you have written first (ctrl+t)."))
    elif composer.text.strip():
        composer.add(placed)
        desk.say(_("With this reply: {deeds}.").format(deeds=deeds(whole.actions)))
    else:
        await _do_at_once(desk, row, together(placed))


async def _do_at_once(desk: "DeskScreen", row: "QueueRow", what: "Inserted") -> None:
    """A macro without a text, chosen for an empty reply: nothing is sent, one act does all of it."""
    said = deeds(what.actions)
    done = await desk.acting.change(
        said, row, lambda d, version: d.handling.macro(row.id, what.actions, answers=what.answers, version=version)
    )
    if done is None:
        return
    desk.writing.drop()
    desk.go_to(Pane.TICKET)
    await desk.changed(done)
    desk.say(_("#{n}: {deeds}.").format(n=row.id, deeds=said))
