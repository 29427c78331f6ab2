"""The console: wires the desk's link, the keys and the themes to the screen. Nothing is decided here."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events
from textual.screen import Screen

from servicedesk.clock import Clock, SystemClock
from servicedesk.desk.first_page import FirstPage, first_page
from servicedesk.domain.errors import BadFile
from servicedesk.log import log_to_file
from servicedesk.paths import unsaved_dir, user_themes
from servicedesk.settings import Settings
from servicedesk.tui.actions import registry
from servicedesk.tui.clean import clean
from servicedesk.tui.draft_journal import DraftJournal
from servicedesk.tui.fittings import Fittings
from servicedesk.tui.heap import share_heap
from servicedesk.tui.key_lane import PATIENCE, Input, KeyLane
from servicedesk.tui.keymap import Keymap
from servicedesk.tui.link import DeskLink
from servicedesk.tui.pauses import Pauses
from servicedesk.tui.screens.desk import DeskScreen
from servicedesk.tui.terminal.hangup import HUNG_UP, end_without_terminal, watch_terminal
from servicedesk.tui.terminal.input_keys import apart, key_of
from servicedesk.tui.terminal.painting import PaintedApp
from servicedesk.tui.terminal.reading import Burst
from servicedesk.tui.theming import USUAL, load_theme, theme_files, usual_theme, variable_defaults

if TYPE_CHECKING:
    from pathlib import Path

    from servicedesk.desk.desk import Desk


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that does what keys mean; False leaves a key to the focused text."""

    def command(self, key: str) -> bool: ...


@runtime_checkable
class TakesText(Protocol):
    """A screen that deals with pasted text; returns what of it the focused text gets, None for nothing.

    ``entered``: a scanner or a paste sent a line end after it.
    """

    def text_came(self, text: str, entered: bool) -> str | None: ...


@runtime_checkable
class TakesLine(Protocol):
    """A screen that asks for one line of text; an enter that came at once with it counts."""

    def line_came(self) -> None: ...


@runtime_checkable
class Complains(Protocol):
    """A screen that says what went wrong: the desk, and what lies over all of it."""

    def complain(self, text: str) -> None: ...


class ConsoleApp(PaintedApp[None]):
    """One agent's console over one store."""

    CSS_PATH = "screens/desk.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "servicedesk"

    def __init__(
        self,
        link: DeskLink,
        settings: Settings,
        *,
        first: FirstPage | None = None,
        clock: Clock | None = None,
        theme_folder: "Path | None" = None,
        journal: DraftJournal | None = None,
    ) -> None:
        """Raises BadKeymap when the settings' keys can't be."""
        keymap = Keymap(registry(), settings.keymap, settings.keymap_at)
        super().__init__()
        self.moves = keymap.moves
        self.lane = KeyLane(self._deliver, self._say_trouble)
        self._theme_folder = theme_folder
        self._pauses = Pauses(self.set_timer)
        self._running_on: asyncio.AbstractEventLoop | None = None
        warnings = [problem.message for problem in settings.problems]
        theme = self._take_theme(settings.theme or USUAL, warnings)
        self.fittings = Fittings(
            link=link,
            lane=self.lane,
            keymap=keymap,
            settings=settings,
            clock=clock or SystemClock(),
            first=first,
            journal=journal,
            themes=frozenset(theme_files(theme_folder)),
            warnings=warnings,
        )
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        return DeskScreen(self.fittings)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults()

    def _take_theme(self, wanted: str, warnings: list[str]) -> str:
        """Load the wanted theme; a broken or missing one falls back with a warning. Returns the one in use."""
        for name in dict.fromkeys((wanted, USUAL)):
            try:
                self.register_theme(load_theme(name, self._theme_folder))
            except BadFile as problem:
                warnings.append(problem.message)
                continue
            return name
        return self.theme

    async def on_mount(self) -> None:
        """Start taking keys; the other themes are read behind the first paint."""
        self._running_on = asyncio.get_running_loop()
        self._keys = asyncio.create_task(self.lane.run())
        self.call_after_refresh(self._register_others)

    def _register_others(self) -> None:
        if not self.is_headless:
            self._pauses.begin()
        for name in sorted(theme_files(self._theme_folder)):
            if name not in self.available_themes:
                try:
                    self.register_theme(load_theme(name, self._theme_folder))
                except BadFile as problem:
                    self.fittings.warnings.append(problem.message)

    async def on_unmount(self) -> None:
        """Let the acts under way finish, then close the desk."""
        self._keys.cancel()
        await asyncio.to_thread(self.fittings.link.close)

    def hung_up(self) -> None:
        """From the watching thread: the terminal is gone. What is being written is kept, then the console ends."""
        if self._running_on is not None and not self._running_on.is_closed():
            asyncio.run_coroutine_threadsafe(self._leave(), self._running_on)

    async def _leave(self) -> None:
        await self._store_draft()
        self.exit(return_code=HUNG_UP)

    async def action_quit(self) -> None:
        """ctrl+q in a text or a slip: what is being written is kept, as when leaving from the desk."""
        self.exit(message=await self._store_draft() or None)

    async def _store_draft(self) -> str:
        """Returns what to say where that failed."""
        desk = self.screen_stack[0]
        if isinstance(desk, DeskScreen) and desk.built.is_set():
            return await desk.writing.store_at_the_end()
        return ""

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go through the lane; everything else takes its usual way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._pauses.key()
            self.lane.put(event)
        else:
            await super().on_event(event)

    def _fatal_error(self) -> None:
        """Textual would print a traceback over the terminal: ours is one sentence, the log has the rest."""
        if self.is_headless or self._exception is None:
            super()._fatal_error()
            return
        from servicedesk.tui.wording.sentences import sentence

        self._exit_renderables.append(sentence(self._exception))
        self._close_messages_no_wait()

    async def _deliver(self, event: Input) -> None:
        """Give one key or paste to the command it stands for, or to the text that is being written."""
        if isinstance(event, events.Paste):
            await self._deliver_text(event)
            return
        keys = apart(key_of(event.key, event.character))
        for key in keys:
            if isinstance(self.screen, TakesKeys) and self.screen.command(key):
                continue
            await self._hand_down(event if len(keys) == 1 else events.Key(key, key if len(key) == 1 else None))

    async def _deliver_text(self, event: events.Paste) -> None:
        """Text that came at once: the screen says what the focused text gets of it."""
        screen = self.screen
        if not isinstance(screen, TakesText):
            return
        kept = screen.text_came(clean(event.text, lines=True), isinstance(event, Burst) and event.entered)
        if kept:
            await self._hand_down(events.Paste(kept))
        # Here and not where the text changed: what goes wrong with an enter is said, as with the key.
        one_line = kept is not None and isinstance(event, Burst) and event.one_line
        if one_line and self.screen is screen and isinstance(self.screen, TakesLine):
            self.screen.line_came()

    async def _hand_down(self, event: Input) -> None:
        """Let the focused widget have the event, and return when it has dealt with it."""
        target = self.focused or self.screen
        await super().on_event(event)
        for node in target.ancestors_with_self:
            done = asyncio.Event()
            if node is self or not node.call_later(done.set):
                return
            await asyncio.wait_for(done.wait(), PATIENCE)

    def _say_trouble(self, error: Exception) -> None:
        """A key whose handling failed: one sentence, and the console goes on."""
        from servicedesk.tui.wording.sentences import sentence

        for screen in reversed(self.screen_stack):
            if isinstance(screen, Complains):
                screen.complain(sentence(error))
                return


def run_console(url: str, handle: str | None, settings: Settings) -> int:
    """Open the console on a store; returns when the agent leaves. Raises BadKeymap before anything is shown."""
    share_heap()  # a thread that has begun keeps the heap that it has
    log_to_file()
    link = DeskLink(partial(_open, url, handle))
    settings = replace(settings, theme=settings.theme or usual_theme())
    journal = DraftJournal(unsaved_dir(), url, handle)
    app = ConsoleApp(link, settings, first=first_page(url, handle), theme_folder=user_themes(), journal=journal)
    watch_terminal(app.hung_up)
    app.run(mouse=settings.mouse)
    if app.return_code == HUNG_UP:
        end_without_terminal()
    return app.return_code or 0


def _open(url: str, handle: str | None) -> "Desk":
    from servicedesk.desk.desk import open_desk

    return open_desk(url, handle=handle, via="console")
