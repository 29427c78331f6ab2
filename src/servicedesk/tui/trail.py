"""The way one came: after a detour (find, a call, the next ticket) one key leads back, pane and sentence included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from servicedesk.tui.panes import Pane

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen

LONGEST: Final = 20
"""Steps that are remembered."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where the agent was: the ticket, the pane with the keys, and whether they went into the text."""

    ticket_id: int
    pane: Pane
    writing: bool


class Trail:
    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._steps: list[Stood] = []
        self._returning = False

    def leaving_for(self, ticket_id: int) -> None:
        """Another ticket is about to be opened: remember the present place."""
        here = self._here()
        if here is not None and here.ticket_id != ticket_id and not self._returning:
            self._steps = [*(step for step in self._steps if step != here), here][-LONGEST:]

    def begin(self, ticket_id: int) -> None:
        """One was writing on a ticket when one left: the way back of this console begins in that text."""
        self._steps.insert(0, Stood(ticket_id, Pane.TICKET, True))

    async def back(self) -> bool:
        """Go back one step; False when there is none left."""
        here = self._here()
        while self._steps:
            step = self._steps.pop()
            again = here is not None and step.ticket_id == here.ticket_id
            if not again or (step.writing and self._is_left_written(step.ticket_id)):
                await self._go(step)
                return True
        return False

    def _is_left_written(self, ticket_id: int) -> bool:
        """Whether a text may wait on the ticket where one is, without the keys."""
        desk = self._desk
        if not desk.built.is_set() or desk.writing.active:
            return False
        view = desk.reading.view
        return view is None or view.row.id != ticket_id or desk.writing.composer.address is not None

    def _here(self) -> Stood | None:
        desk = self._desk
        row = desk.subject
        return None if row is None else Stood(row.id, desk.pane, desk.built.is_set() and desk.writing.active)

    async def _go(self, step: Stood) -> None:
        desk = self._desk
        if step.pane is Pane.QUEUE and desk.queue.move_to_ticket(step.ticket_id):
            desk.go_to(Pane.QUEUE)
            desk.queue.move_to_ticket(step.ticket_id)  # the queue's cursor has just joined the open ticket
            desk.reading.follow()
            return
        self._returning = True
        try:
            await desk.reading.find(step.ticket_id)
        finally:
            self._returning = False
        desk.go_to(step.pane)
        if step.writing:
            await desk.reading.again()
            desk.writing.focus()
