"""The way to the floor and back: down to a figure's tickets on the desk, and back to where one stood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servicedesk.domain.filters import named_tickets
from servicedesk.domain.roles import Permission, Role, allows
from servicedesk.i18n import _
from servicedesk.tui.floor.memory import Memory
from servicedesk.tui.panes import Pane

if TYPE_CHECKING:
    from servicedesk.tui.acting import Act
    from servicedesk.tui.floor.monday import Behind
    from servicedesk.tui.floor.tickets import Chosen
    from servicedesk.tui.screens.desk import DeskScreen

Again = Callable[[], "Act"]
"""What is shown again on the way back."""


@dataclass(frozen=True, slots=True)
class Stood:
    """How the desk was before the floor's tickets came onto it."""

    active: int
    narrowed: str | None
    cursor: int | None
    pane: Pane
    open: int | None


class FloorWay:
    """One desk's floor. ``memory`` outlives its screen."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self.memory = Memory()
        self._stood: Stood | None = None
        self._shown: str | None = None
        self._again: Again | None = None
        self.opening = False

    async def may_see(self) -> bool:
        """Who acts may see the whole floor; others see their own figures.

        Until the desk is open nobody knows who acts: that is waited for, and ``opening`` meanwhile.
        """
        me = self._desk.state.me
        if me is None:
            self.opening = True
            self._desk.say(_("opening …"))
            try:
                me = await self._desk.link.read(lambda desk: desk.me)
                await self._desk.built.wait()
            finally:
                self.opening = False
            self._desk.notices.put_away()
        return allows((Role(role) for role in me.roles), Permission.FLOOR)

    async def open(self) -> None:
        """Show the floor over the desk, as the desk was before tickets of the floor came onto it."""
        from servicedesk.tui.floor.screen import FloorScreen

        await self.restore()
        await self._desk.app.push_screen(FloorScreen(self._desk))

    async def open_at_monday(self, at: Behind) -> None:
        """The floor with Monday's report over it, at a sentence."""
        from servicedesk.tui.floor.acts import monday
        from servicedesk.tui.floor.screen import FloorScreen

        await self.open()
        floor = self._desk.app.screen
        if isinstance(floor, FloorScreen):
            floor.acting.start(floor, monday(floor, at))

    async def show(self, filter_text: str, again: Again | None = None) -> None:
        """Tickets of a figure on the desk; the desk as it is now is kept for the way back.

        ``again``: what the way back leads to, where that isn't the floor.
        """
        desk = self._desk
        self._again = again
        if self._stood is None:
            row, cursor = desk.reading.row, desk.queue.cursor_row
            self._stood = Stood(
                desk.state.active,
                desk.state.narrowed,
                None if cursor is None else cursor.id,
                desk.pane,
                None if row is None else row.id,
            )
        self._shown = filter_text
        await desk.listing.narrow(filter_text)

    async def bring(self, chosen: Chosen, ids: Sequence[int], again: Again | None = None) -> None:
        """The desk's list of these tickets alone: one of them open, or all selected."""
        from servicedesk.tui.floor.tickets import Answer

        await self.show(named_tickets(ids), again)
        if chosen.answer is Answer.SELECT:
            self._desk.queue.select(list(ids))
            self._desk.paint_chrome()
        else:
            await self._desk.reading.find(chosen.ticket)

    def back(self) -> bool:
        """From the tickets of a figure to where it stands; False when the list shows something else by now."""
        if self._stood is None or self._desk.state.narrowed != self._shown:
            self._stood = None
            return False
        if self._again is None:
            self._desk.perform("desk.floor")
        else:
            self._desk.acting.start(self._desk, self._again())
        return True

    async def restore(self) -> None:
        """The desk as it was; not when the agent has gone on from the floor's tickets to something else."""
        stood, self._stood = self._stood, None
        desk = self._desk
        if stood is None or desk.state.narrowed != self._shown:
            return
        desk.queue.clear_selected()
        desk.state.active, desk.state.narrowed = stood.active, stood.narrowed
        desk.go_to(Pane.QUEUE)
        await desk.loader.start()
        if stood.cursor is not None:
            desk.queue.move_to_ticket(stood.cursor)
        if stood.pane is not Pane.QUEUE and stood.open is not None:
            await desk.reading.find(stood.open)
            desk.go_to(stood.pane)
