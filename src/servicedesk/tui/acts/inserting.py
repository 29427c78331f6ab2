"""Canned answers: offered for the ticket, inserted at the caret."""

from typing import TYPE_CHECKING

from servicedesk.tui.clean import clean
from servicedesk.tui.screens.answers import AnswersSlip

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


async def answers(desk: "DeskScreen") -> None:
    """Open the reply, unless something is being written already, and the answers over it."""
    writing = desk.writing
    if not writing.active:
        if desk.subject is None:
            return
        await writing.begin(desk.subject, "reply")
    composer = writing.composer
    address = composer.address
    if address is None:
        return
    shelf, problems = await desk.acting.read(lambda d: (d.answers.shelf(address.ticket_id), d.answers.problems()))
    letter = address.mode == "reply" and not composer.text.strip()
    filled = await desk.acting.ask(AnswersSlip(shelf, letter=letter, problems=problems))
    writing.focus()
    if filled is not None and composer.address is not None:
        composer.area.insert_block(clean(filled.text, lines=True), filled.caret)
