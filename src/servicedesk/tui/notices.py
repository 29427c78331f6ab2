"""Sentences for the agent in place of the footer's hints, for as long as they take to read."""

from collections.abc import Callable
from time import monotonic

from textual.screen import Screen

from servicedesk.tui.widgets.footer import Footer, Notice

GLANCE = 1.2
"""Seconds that a notice stays at least, whatever is pressed."""


class Notices:
    """One at a time; the newest counts. A key puts away what has been there long enough to be seen."""

    def __init__(self, screen: Screen[None], footer: Callable[[], Footer]) -> None:
        self._screen = screen
        self._footer = footer
        self._serial = 0
        self._going = 0
        self._since = 0.0
        self._also = ""

    def also(self, text: str) -> None:
        """A sentence for the end of the next notice: what an act did besides what it will say itself."""
        self._also = f" {text}"

    def tell(self, text: str, error: bool = False) -> None:
        """Show a sentence; an error stays longer."""
        text, self._also = text + self._also, ""
        self._serial += 1
        serial, self._since = self._serial, monotonic()
        self._footer().show_notice(Notice(text, error, serial))
        self._screen.set_timer(12.0 if error else 5.0, lambda: self._expire(serial))

    def add(self, text: str) -> None:
        """News that nobody asked for: after what is being said already, never in the place of what went wrong."""
        said = self._footer().notice
        if said is None:
            self.tell(text)
        elif not said.error and text not in said.text:
            self.tell(f"{said.text} {text}")

    def replace(self, old: str, new: str) -> None:
        """Say something else where a sentence that is no longer true still stands."""
        said = self._footer().notice
        if said is not None and old in said.text:
            self.tell(said.text.replace(old, new), said.error)

    def key_pressed(self, *, writing: bool = False) -> None:
        """A key puts away what has been seen. ``writing``: what hasn't goes once it has, for the hints to come back."""
        notice = self._footer().notice
        if notice is None:
            return
        left = (GLANCE * 3 if notice.error else GLANCE) - (monotonic() - self._since)
        serial = self._serial
        if left <= 0:
            self._footer().show_notice(None)
        elif writing and self._going != serial:
            self._going = serial
            self._screen.set_timer(left, lambda: self._expire(serial))

    def put_away(self) -> None:
        self._footer().show_notice(None)

    def _expire(self, serial: int) -> None:
        if serial == self._serial:
            self._footer().show_notice(None)
