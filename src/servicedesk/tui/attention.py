"""What asks for this agent: notes that mention them, told of within a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip

if TYPE_CHECKING:
    from servicedesk.desk.views import MentionView
    from servicedesk.tui.screens.desk import DeskScreen

EXCERPT: Final = 60
"""Cells of a note in its notice."""


class Attention:
    """Read behind every change of the store; one reading at a time."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._known: frozenset[int] | None = None
        self._tickets: frozenset[int] = frozenset()
        self._reading = False
        self._again = False
        self._told: MentionView | None = None

    def asks_on(self, ticket_id: int) -> bool:
        """Whether a note on a ticket asks for this agent."""
        return ticket_id in self._tickets

    def start(self) -> None:
        """Read soon what asks for me."""
        self._again = True
        if not self._reading and self._desk.link.ready:
            self._reading = True
            self._desk.run_worker(self._read(), group="attention", exit_on_error=False)

    async def _read(self) -> None:
        try:
            while self._again:
                self._again = False
                mine = await self._desk.link.read(lambda desk: desk.mentions.mine())
                await self._take_back(mine)
                self._take(mine)
        except DeskError:
            return  # the watch says when the store can't be read
        finally:
            self._reading = False

    def _take(self, mentions: tuple[MentionView, ...]) -> None:
        known = self._known
        # What was settled and comes back by an undo is no news, so what was known stays known.
        self._known = (known or frozenset()) | {mention.message_id for mention in mentions}
        self._tickets = frozenset(mention.ticket_id for mention in mentions)
        new = [mention for mention in mentions if known is not None and mention.message_id not in known]
        if new:
            self._told = new[0]
            self._desk.say(_words(new[0]))

    async def _take_back(self, mentions: tuple[MentionView, ...]) -> None:
        """A notice about a note that is no more gives way: its author took the note back."""
        told = self._told
        if told is None or any(mention.message_id == told.message_id for mention in mentions):
            return
        self._told = None
        said = await self._desk.link.read(lambda desk: desk.tickets.everything_said(told.ticket_id))
        if all(message.id != told.message_id for message in said):
            gone = _("{who} took back a note on #{n}.").format(who=_author(told), n=told.ticket_id)
            self._desk.notices.replace(_words(told), gone)


def _words(mention: MentionView) -> str:
    """``Ana mentioned you on #10432: can we refund?``"""
    text = clip(" ".join(clean(mention.text, lines=True).split()), EXCERPT)
    return _("{who} mentioned you on #{n}: {text}").format(who=_author(mention), n=mention.ticket_id, text=text)


def _author(mention: MentionView) -> str:
    return clean(mention.by_name).strip() or clean(mention.by)
