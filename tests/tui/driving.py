"""A console in a test: keys go in, the screen is read, the store is looked at through a desk of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.tui.late_painting import paint, paint_late
from tests.tui.stillness import count_jobs, still
from textual import events
from textual.pilot import Pilot

from servicedesk.clock import ManualClock
from servicedesk.desk.desk import Desk, open_desk
from servicedesk.desk.first_page import first_page
from servicedesk.desk.work import SeededEntropy
from servicedesk.settings import Settings
from servicedesk.tui.app import ConsoleApp
from servicedesk.tui.link import DeskLink
from servicedesk.tui.screens.desk import DeskScreen

WIDE = (160, 45)
MIDDLE = (120, 36)
NARROW = (80, 24)
LOOK = 0.01
"""Seconds between two looks of ``until``."""
STEPS = 1_000
"""How often ``until`` looks: far more than anything takes here."""


class Console:
    """What a person at the keyboard can do and see."""

    def __init__(self, pilot: Pilot[None], app: ConsoleApp) -> None:
        self.pilot = pilot
        self.app = app

    @property
    def desk(self) -> DeskScreen:
        """The desk screen, also while a slip lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, DeskScreen)
        return screen

    @property
    def lines(self) -> list[str]:
        """The screen as it is painted, a string a row."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def footer(self) -> str:
        return self.lines[-1]

    @property
    def draft(self) -> str:
        """What stands in the composer."""
        return self.desk.writing.composer.text

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each after the one before has had its effect."""
        for key in keys:
            self.send(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type as a fast typist does: without waiting for the screen."""
        for character in text:
            self.send({"\n": "enter", " ": "space"}.get(character, character))
        await self.settle()

    def send(self, key: str) -> None:
        """One key as the terminal would report it."""
        character = {"space": " ", "full_stop": "."}.get(key, key)
        self.app.post_message(events.Key(key, character if len(character) == 1 else None))

    async def settle(self) -> None:
        """Wait for keys, acts and readings under way, and for the paint."""
        for _ in range(2):
            await self.app.lane.empty()
            await self.app.fittings.link.quiet()
            await still(self.app)
        paint(self.app)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Look again and again until it is so; for what comes by a timer."""
        for _ in range(STEPS):
            if seen():
                return
            await asyncio.sleep(LOOK)
            self.app.screen._on_timer_update()
        raise AssertionError(f"never came:\n{self.text}")


def opener(url: str, clock: ManualClock, handle: str = "lin", seed: int = 7) -> Callable[[], Desk]:
    """What a console opens its desk with."""
    return lambda: open_desk(url, clock=clock, handle=handle, entropy=SeededEntropy(seed), via="console")


@asynccontextmanager
async def console_at(
    url: str,
    clock: ManualClock,
    *,
    size: tuple[int, int] = WIDE,
    settings: Settings | None = None,
    open_desk: Callable[[], Desk] | None = None,
    wait: bool = True,
    late: bool = True,
) -> AsyncIterator[Console]:
    """``lin``'s console; with ``wait`` its desk is open and everything is painted.

    Without ``late`` each change is painted when it comes, as on a terminal.
    """
    app = ConsoleApp(
        DeskLink(open_desk or opener(url, clock)),
        settings or Settings(timezone="UTC"),
        first=first_page(url, "lin"),
        clock=clock,
    )
    if late:
        paint_late(app)
    count_jobs()
    async with app.run_test(size=size) as pilot:
        console = Console(pilot, app)
        if wait:
            await console.until(lambda: app.fittings.link.ready and console.desk.built.is_set())
            await console.settle()
            await console.until(lambda: console.desk.state.me is not None and bool(console.desk.state.counts))
            await console.settle()
        yield console
