"""How an act runs: it asks, changes the store and says what came of it, while the loop goes on painting.

An act is a coroutine in a worker of the screen. Later keys wait until it asks something, ends, or takes too long.
What it asks after somebody has gone on elsewhere would meet keys that are meant for something else: it is dropped,
and said so where nothing had been stored yet.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.errors import DeskError, StaleVersion
from servicedesk.i18n import _
from servicedesk.tui.key_lane import KeyLane
from servicedesk.tui.link import DeskLink
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.slip import Slip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Occasion:
    """Where somebody was when they began an act, or answered it last, and how many keys had gone past acts by then."""

    screen: "Screen[Any]"
    where: object
    passed: int

    def gone_on_by(self, now: "_Occasion") -> bool:
        """Whether a question would come over something else: another place, or what another act asks."""
        from servicedesk.tui.screens.slip import Slip

        if now.screen is not self.screen and isinstance(now.screen, Slip):
            return True
        return now.passed > self.passed and (now.screen, now.where) != (self.screen, self.where)


class _GoneOn(Exception):
    """Whoever began the act is elsewhere by now."""


_occasion: ContextVar[_Occasion] = ContextVar("occasion")
_stored: ContextVar[bool] = ContextVar("stored", default=False)


class Acting:
    """The hands of the console. ``tell`` shows a sentence: a text, and whether it is an error.

    ``words_for`` turns the events that an error carries into lines; ``where`` says what keys would be about.
    """

    def __init__(
        self,
        app: "App[None]",
        link: DeskLink,
        lane: KeyLane,
        tell: Callable[[str, bool], None],
        words_for: Callable[[object], list[str]],
        where: Callable[[], object],
    ) -> None:
        self._app = app
        self._link = link
        self._lane = lane
        self._tell = tell
        self._words_for = words_for
        self._where = where

    def start(self, screen: "Screen[Any]", act: Awaitable[None]) -> None:
        """Run an act in a worker; keys pressed meanwhile wait for what it shows."""
        self._lane.hold()
        screen.run_worker(self._run(act, self._now()), group="act", exit_on_error=False)

    def _now(self) -> _Occasion:
        return _Occasion(self._app.screen, self._where(), self._lane.passed)

    async def _run(self, act: Awaitable[None], begun: _Occasion) -> None:
        _occasion.set(begun)
        _stored.set(False)
        try:
            await act
        except _GoneOn:
            if not _stored.get():
                self._tell(_("The answer came late and you had gone on: what you asked for was dropped."), True)
        except Exception as error:
            self._tell(sentence(error), True)
        finally:
            self._lane.release()

    async def ask(self, slip: "Slip[T]", *, holds_words: bool = False) -> T | None:
        """Show a slip and wait for its answer; None when it was left. The act ends here if nobody waits for it.

        ``holds_words``: what somebody has written stands in the slip and nowhere else; it comes all the same.
        """
        begun, now = _occasion.get(None), self._now()
        if begun is not None and begun.gone_on_by(now) and not holds_words:
            raise _GoneOn
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        slip.closing = self._lane.hold
        await self._app.push_screen(slip, answer.set_result)
        slip.take_focus()
        self._lane.release()
        answered = await answer
        _occasion.set(_Occasion(now.screen, now.where, self._lane.passed))
        return answered

    async def read(self, job: "Callable[[Desk], T]") -> T:
        """Read from the desk."""
        return await self._link.read(job)

    async def change(
        self,
        wanted: str,
        row: QueueRow,
        job: "Callable[[Desk, int | None], T]",
        *,
        seen: Callable[[], None] | None = None,
    ) -> T | None:
        """Change a ticket as it was seen; ``wanted`` says the change in words.

        When somebody changed it meanwhile both sides are shown, and the agent may do it anyway; ``seen`` is called
        then. None when the change was refused or left; the reason has been said.
        """
        try:
            done = await self._link.act(lambda desk: job(desk, row.version))
        except StaleVersion as stale:
            anyway = await self._anyway(wanted, stale)
            if seen is not None:
                seen()
            if anyway:
                return await self.do(lambda desk: job(desk, None))
            return None
        except DeskError as error:
            self._tell(sentence(error), True)
            return None
        self.stored()
        return done

    async def do(self, job: "Callable[[Desk], T]", *, only_asks: bool = False) -> T | None:
        """Run a change that needs no version; None when it was refused, and the reason has been said.

        ``only_asks``: it changes nothing, and waits only for the changes before it.
        """
        try:
            done = await self._link.act(job)
        except DeskError as error:
            self._tell(sentence(error), True)
            return None
        if not only_asks:
            self.stored()
        return done

    def stored(self) -> None:
        """What the act was for is done: it doesn't say any more that it was dropped."""
        _stored.set(True)

    async def _anyway(self, wanted: str, stale: StaleVersion) -> bool:
        from servicedesk.tui.screens.sending.stale import stale_slip

        ticket = stale.details["ticket"]
        theirs = self._words_for(stale.details.get("theirs"))
        slip = stale_slip(ticket if isinstance(ticket, int) else 0, wanted, theirs)
        return await self.ask(slip) is True


Act = Coroutine[Any, Any, None]
