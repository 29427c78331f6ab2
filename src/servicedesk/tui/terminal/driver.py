"""Reading the terminal: Textual's driver with our own reading of what comes in."""

import os
import selectors
from codecs import getincrementaldecoder
from time import monotonic
from typing import Final, Protocol, runtime_checkable

from textual.app import ScreenStackError
from textual.drivers.linux_driver import LinuxDriver

from servicedesk.tui.terminal.reading import TerminalInput

LOOK: Final = 0.1
"""Seconds after which the thread looks whether the console ends."""
CHUNK: Final = 1 << 16


@runtime_checkable
class HasMoves(Protocol):
    """An app whose keys partly only move about: ``moves`` are their characters."""

    moves: frozenset[str]


class TerminalDriver(LinuxDriver):
    """Bytes that are no UTF-8 become replacement characters; a terminal that is gone ends the reading."""

    def run_input_thread(self) -> None:
        """Read until the console ends. Runs in its own thread."""
        came = TerminalInput()
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                readable = selector.select(_patience(came))
                try:
                    data = os.read(self.fileno, CHUNK) if readable else b""
                except OSError:
                    return
                if readable and not data:
                    return
                text, now = decode(data), monotonic()
                said = came.feed(text, now, commands=self._commands(), moves=self._moves()) if text else came.tick(now)
                for message in said:
                    self.process_message(message)

    def _moves(self) -> frozenset[str]:
        return self._app.moves if isinstance(self._app, HasMoves) else frozenset()

    def _commands(self) -> bool:
        """No text has the keys. (A look from another thread: at worst it is a key late.)"""
        try:
            focused = self._app.focused
        except ScreenStackError:
            return True
        return focused is None or not focused.check_consume_key("a", "a")


def _patience(came: TerminalInput) -> float:
    return LOOK if came.due is None else max(0.0, min(LOOK, came.due - monotonic()))
