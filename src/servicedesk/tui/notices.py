"""Sentences for the agent in place of the footer's hints, for as long as they take to read."""

from collections.abc import Callable, Sequence
from time import monotonic

from rich.cells import cell_len
from textual.screen import Screen

from servicedesk.i18n import ngettext
from servicedesk.tui.widgets.footer import Footer, Notice, room_for
from servicedesk.tui.wrap import clip

GLANCE = 1.2
"""Seconds that a notice stays at least, whatever is pressed."""


class Notices:
    """One at a time; the newest counts. A key puts away what has been there long enough to be seen.

    What stands doesn't go by itself, and comes back when something else was said in its place before a key.
    """

    def __init__(self, screen: Screen[None], footer: Callable[[], Footer]) -> None:
        self._screen = screen
        self._footer = footer
        self._serial = 0
        self._going = 0
        self._since = 0.0
        self._also = ""
        self._standing = ""
        self._waiting: list[tuple[str, bool]] = []
        """Said when what is said now goes: sentences, and whether each stands."""

    def also(self, text: str) -> None:
        """A sentence for the end of the next notice: what an act did besides what it will say itself."""
        self._also = f" {text}"

    def tell(self, text: str, error: bool = False) -> None:
        """Show a sentence; an error stays longer."""
        text, self._also = text + self._also, ""
        if self._standing:
            self._waiting.insert(0, (self._standing, True))
        self._show(text, error)
        serial = self._serial
        self._screen.set_timer(12.0 if error else 5.0, lambda: self._expire(serial))

    def stand(self, texts: Sequence[str]) -> None:
        """What was wrong before any key came: all of it, as much at once as there is room for, each until a key."""
        self._waiting += [(page, True) for page in _pages(texts, room_for(self._screen.size.width))]
        if not self._standing:
            self._next()

    def add(self, text: str) -> None:
        """News that nobody asked for: after what is being said already, never in the place of what went wrong."""
        said = self._footer().notice
        if self._standing or (said is not None and said.error):
            if (text, False) not in self._waiting:
                self._waiting.append((text, False))
        elif said is None:
            self.tell(text)
        elif text not in said.text:
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
            self._next()
        elif writing and self._going != serial:
            self._going = serial
            self._screen.set_timer(left, lambda: self._expire(serial))

    def put_away(self) -> None:
        self._next()

    def _expire(self, serial: int) -> None:
        if serial == self._serial:
            self._next()

    def _next(self) -> None:
        """What waits to be said; else the hints come back."""
        self._standing = ""
        if not self._waiting:
            self._footer().show_notice(None)
            return
        text, stands = self._waiting.pop(0)
        if stands:
            self._show(text, True)
            self._standing = text
        else:
            self.tell(text)

    def _show(self, text: str, error: bool) -> None:
        self._standing = ""
        self._serial += 1
        self._since = monotonic()
        self._footer().show_notice(Notice(text, error, self._serial))


def _pages(texts: Sequence[str], room: int) -> list[str]:
    """The sentences, as many together as fit; each page but the last says how many come after it."""
    pages: list[list[str]] = []
    more = cell_len(_more(len(texts)))
    for text in texts:
        if pages and cell_len(" ".join([*pages[-1], text])) + more <= room:
            pages[-1].append(text)
        else:
            pages.append([text])
    told: list[str] = []
    left = len(texts)
    for page in pages:
        left -= len(page)
        told.append(clip(" ".join(page), room - more) + _more(left) if left else " ".join(page))
    return told


def _more(n: int) -> str:
    return " " + ngettext("… and {n} more: any key shows it", "… and {n} more: any key shows them", n).format(n=n)
