"""What a key means here, and doing it: moves at once, acts in a worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from servicedesk.i18n import _
from servicedesk.tui.acting import Act
from servicedesk.tui.actions import Scope
from servicedesk.tui.input_keys import is_cjk
from servicedesk.tui.moves import MOVES

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


class Commands:
    """The keys of one desk."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk

    def key(self, key: str) -> bool:
        """Do what ``key`` means here; False hands it to the text that is being written."""
        desk = self._desk
        scope = desk.scope
        desk.notices.key_pressed()
        action = desk.keymap.action(scope, key)
        if desk.has_class("-too-small") and (action is None or action.id != "console.leave"):
            return True  # nothing is shown: no key acts unseen
        if action is not None:
            self.perform(action.id)
        elif scope is Scope.COMPOSER:
            return False
        elif is_cjk(key):
            desk.say(_("The Chinese input is on; switch it to English for commands."))
        return True

    def perform(self, action_id: str) -> None:
        """Do an action, or say why it makes no sense just now."""
        desk = self._desk
        action = desk.keymap.by_id(action_id)
        reason = action.why_not(desk.place)
        if reason is not None:
            desk.say(f"{action.label}: {reason}.")
            return
        move = MOVES.get(action_id)
        if move is not None:
            move(desk)
            desk.paint_chrome()
            return
        from servicedesk.tui.acts import ACTS

        desk.acting.start(desk, self._run(ACTS[action_id]))

    def pasted(self, text: str) -> bool:
        """A paste outside a text is something to find, never commands; False while writing."""
        if self._desk.scope is Scope.COMPOSER:
            return False
        from servicedesk.tui.acts.finding import find_from

        words = " ".join(text.split())
        if words:
            self._desk.acting.start(self._desk, find_from(self._desk, words[:200]))
        return True

    async def _run(self, act: Callable[[DeskScreen], Act]) -> None:
        await self._desk.built.wait()
        await act(self._desk)
        self._desk.paint_chrome()
