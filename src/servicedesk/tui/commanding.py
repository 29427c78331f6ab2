"""What a key means here, and doing it: moves at once, acts in a worker."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from servicedesk.i18n import _
from servicedesk.tui.acting import Act
from servicedesk.tui.actions import Scope
from servicedesk.tui.keymap import shown
from servicedesk.tui.moves import MOVES
from servicedesk.tui.terminal.input_keys import is_cjk

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen
    from servicedesk.tui.widgets.composer import Composer

FOUND_FROM: Final = 200
"""Characters of a text that find opens with at most; no number, name or subject is longer."""
APART: Final = 1.0
"""Seconds between two keys that do nothing for the second one to be told of."""
ANSWERS: Final = "answers.open"
BULK_ACTS: Final = frozenset(
    f"ticket.{name}" for name in ("assign_me", "assign", "status", "properties", "snooze", "no_reply")
)
"""What is done to all selected tickets while there are any; a test holds it against ``acts.bulk``."""


class Commands:
    """The keys of one desk."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._nothing_at = -APART

    def key(self, key: str) -> bool:
        """Do what ``key`` means here; False hands it to the text that is being written."""
        desk = self._desk
        scope = desk.scope
        desk.notices.key_pressed(writing=scope is Scope.COMPOSER)
        desk.company.worked()
        action = desk.keymap.action(scope, key)
        if desk.has_class("-too-small") and (action is None or action.id != "console.leave"):
            return True  # nothing is shown: no key acts unseen
        if scope is Scope.COMPOSER and desk.writing.mentioning.key(key):
            return True
        if action is not None:
            self.perform(action.id)
        elif scope is Scope.COMPOSER:
            return False
        elif is_cjk(key):
            desk.say(_("The Chinese input is on; switch it to English for commands."))
        else:
            self._nothing(key)
        return True

    def _nothing(self, key: str) -> None:
        """Say that a key does nothing here: once, not for each of several in a row nor over what is being said."""
        desk, now = self._desk, monotonic()
        lately, self._nothing_at = now - self._nothing_at < APART, now
        if not lately and desk.footer.notice is None:
            help_key = desk.keymap.hint("console.help")
            desk.say(_("{key} does nothing here; {help} shows the keys.").format(key=shown(key), help=help_key))

    def perform(self, action_id: str) -> None:
        """Do an action, or say why it makes no sense just now."""
        desk = self._desk
        action = desk.keymap.by_id(action_id)
        if desk.many_selected and action_id in BULK_ACTS:
            from servicedesk.tui.acts.bulk import BULK

            desk.acting.start(desk, self._run(BULK[action_id]))
            return
        reason = action.why_not(desk.place)
        if reason is not None:
            desk.say(_("{act}: {reason}.").format(act=action.label, reason=reason))
            return
        move = MOVES.get(action_id)
        if move is not None:
            move(desk)
            desk.paint_chrome()
            return
        from servicedesk.tui.acts import ACTS

        desk.acting.start(desk, self._run(ACTS[action_id]))

    def text(self, text: str, entered: bool) -> str | None:
        """Text that came at once is something to find, never commands; while writing it is text."""
        desk = self._desk
        if desk.scope is Scope.COMPOSER:
            desk.notices.key_pressed(writing=True)
            return f"{text}\n" if entered else text
        words = " ".join(text.split())[:FOUND_FROM]
        if words and not desk.has_class("-too-small"):
            from servicedesk.tui.acts.finding import find_from

            desk.acting.start(desk, self._run(lambda desk: find_from(desk, words, sole=entered or _a_number(words))))
        return None

    def answers(self, event: Composer.AnswersWanted) -> None:
        """The sign for answers was typed: it gives way to them, where there are any to open."""
        if self._desk.keymap.knows(ANSWERS):
            event.composer.area.delete(*event.sign)
            self.perform(ANSWERS)

    async def _run(self, act: Callable[[DeskScreen], Act]) -> None:
        await self._desk.built.wait()
        await act(self._desk)
        self._desk.paint_chrome()


def _a_number(words: str) -> bool:
    """One word with digits: the number of an order, a ticket, a parcel."""
    return " " not in words and sum(char.isdigit() for char in words) > 3
