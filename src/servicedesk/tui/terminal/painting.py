"""The app's side to the terminal: only what changed is sent, how wide signs are is asked, the mouse can be let go."""

import os
import sys
from typing import Final, Generic, TypeVar, cast

from rich.console import Console, RenderableType
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.events import CursorPosition
from textual.message import Message
from textual.screen import Screen

from servicedesk.tui.terminal.ambiguous import PROBE, Drawn
from servicedesk.tui.terminal.driver import TerminalDriver
from servicedesk.tui.terminal.pens import brightness
from servicedesk.tui.terminal.picture import Picture

R = TypeVar("R")

ANSWER_PATIENCE: Final = 1.0
"""Seconds after which a terminal that says nothing is painted without signs of doubtful width."""
_LINE: Final = 2
"""Where the probe is drawn. An answer from the first line could as well be a function key with a modifier."""
_DRAWN: Final = f"\x1b[{_LINE};1H\x1b[8m{PROBE}\x1b[m"
"""The probe, concealed; the first paint covers it."""
_WHERE: Final = "\x1b[6n"


class Answered(Message):
    """The terminal has said how it draws characters of ambiguous width."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        self.drawn = drawn


class Terminal(TerminalDriver):
    """The driver with a question at the start, and a mouse that can be let go."""

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call] # Textual's own gap
        if self.input_tty:
            self.write(_DRAWN)
            self.flush()

    def ask(self) -> None:
        """Ask where the probe has left the cursor: to be called before anything else moves it."""
        if self.input_tty:
            self.write(_WHERE)

    def process_message(self, message: Message) -> None:
        """A report of the cursor is the answer, however late, or nothing; it never goes on."""
        if not isinstance(message, CursorPosition):
            super().process_message(message)
        elif message.y == _LINE - 1:
            super().process_message(Answered(Drawn.NARROW if message.x == len(PROBE) else Drawn.WIDE))

    def set_mouse(self, on: bool) -> None:
        """Take the mouse, or leave it to the terminal's own selecting."""
        if on:
            self._mouse = True
            self._enable_mouse_support()
            if self._mouse_pixels:
                self._enable_mouse_pixels()
        else:
            self._disable_mouse_support()
            self._mouse = False


class PaintedApp(App[R], Generic[R]):
    """Textual's app, which sends the terminal the cells that changed and no others."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture()
        self._is_asked = False
        self._has_answered = False

    def get_driver_class(self) -> type[Driver]:
        return Terminal

    def set_mouse(self, on: bool) -> None:
        """Report the mouse or not; without, the terminal selects and pastes by itself."""
        if isinstance(self._driver, Terminal):
            self._driver.set_mouse(on)

    def send_to_terminal(self, sequence: str) -> None:
        """Send a sequence of our own making, such as one for the clipboard, between two paints."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def paint_anew(self) -> None:
        """Send the whole screen again: the terminal may show something else."""
        self._picture.forget()
        self.refresh()

    async def on_mount(self) -> None:
        if isinstance(self._driver, Terminal):
            self.call_after_refresh(self._look_up)

    def on_resize(self, event: events.Resize) -> None:
        """Terminals move what they show when their size changes, and come back from a stop with an empty screen."""
        self._picture.forget()
        if event.size == self.size:
            self.refresh()

    def on_answered(self, event: Answered) -> None:
        self._has_answered = True
        self._paint_as(event.drawn)

    def _look_up(self) -> None:
        self._picture.erases = erases_in_colour()

    def _silent(self) -> None:
        if not self._has_answered:
            self._paint_as(Drawn.UNKNOWN)

    def _paint_as(self, drawn: Drawn) -> None:
        if drawn is not self._picture.drawn:
            self._picture.drawn = drawn
            self.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Textual's own way out to the terminal, with less in it."""
        if not self._is_asked and self._running and isinstance(self._driver, Terminal):
            self._is_asked = True
            self._driver.ask()
            self.set_timer(ANSWER_PATIENCE, self._silent)
        if self.no_color:
            self._picture.without_colours(brightness(Color.parse(self.current_theme.background or "black").rgb))
        update: object = renderable
        if isinstance(update, CompositorUpdate):
            renderable = cast("RenderableType", _Changes(self._picture, update))
        super()._display(screen, renderable)


class _Changes(CompositorUpdate):
    """An update that is compared with the picture when, and only if, it is sent."""

    def __init__(self, picture: Picture, update: CompositorUpdate) -> None:
        self._picture = picture
        self._update = update

    def render_segments(self, console: Console) -> str:
        return self._picture.changes(self._update, console)


def erases_in_colour() -> bool:
    """The terminal's description says that what it erases takes the present ground.

    GNU screen, which doesn't, can only be told by its own mark: inside it the description is often another's.
    """
    if "STY" in os.environ or sys.__stdout__ is None:
        return False
    import curses

    try:
        curses.setupterm(fd=sys.__stdout__.fileno())
        return curses.tigetflag("bce") == 1 and curses.tigetstr("ech") is not None
    except (OSError, ValueError, curses.error):
        return False
