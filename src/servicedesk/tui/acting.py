"""How an act runs: it asks, changes the store and says what came of it, while the loop goes on painting.

An act is a coroutine in a worker of the screen. Later keys wait until it asks something, ends, or takes too long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from servicedesk.desk.queue_views import QueueRow
from servicedesk.domain.errors import DeskError, StaleVersion
from servicedesk.tui.key_lane import KeyLane
from servicedesk.tui.link import DeskLink
from servicedesk.tui.wording.sentences import sentence

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.slip import Slip

T = TypeVar("T")


class Acting:
    """The hands of the console. ``tell`` shows a sentence: a text, and whether it is an error.

    ``words_for`` turns the events that an error carries into lines.
    """

    def __init__(
        self,
        app: "App[None]",
        link: DeskLink,
        lane: KeyLane,
        tell: Callable[[str, bool], None],
        words_for: Callable[[object], list[str]],
    ) -> None:
        self._app = app
        self._link = link
        self._lane = lane
        self._tell = tell
        self._words_for = words_for

    def start(self, screen: "Screen[Any]", act: Awaitable[None]) -> None:
        """Run an act in a worker; keys pressed meanwhile wait for what it shows."""
        self._lane.hold()
        screen.run_worker(self._run(act), group="act", exit_on_error=False)

    async def _run(self, act: Awaitable[None]) -> None:
        try:
            await act
        except Exception as error:
            self._tell(sentence(error), True)
        finally:
            self._lane.release()

    async def ask(self, slip: "Slip[T]") -> T | None:
        """Show a slip and wait for its answer; None when it was left."""
        answer: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        slip.closing = self._lane.hold
        await self._app.push_screen(slip, answer.set_result)
        slip.take_focus()
        self._lane.release()
        return await answer

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
            return await self._link.act(lambda desk: job(desk, row.version))
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

    async def do(self, job: "Callable[[Desk], T]") -> T | None:
        """Run a change that needs no version; None when it was refused, and the reason has been said."""
        try:
            return await self._link.act(job)
        except DeskError as error:
            self._tell(sentence(error), True)
            return None

    async def _anyway(self, wanted: str, stale: StaleVersion) -> bool:
        from servicedesk.tui.screens.sending.stale import stale_slip

        ticket = stale.details["ticket"]
        theirs = self._words_for(stale.details.get("theirs"))
        slip = stale_slip(ticket if isinstance(ticket, int) else 0, wanted, theirs)
        return await self.ask(slip) is True


Act = Coroutine[Any, Any, None]
