"""Searching in the conversation that is open: a line below it; the conversation shows the place meanwhile."""

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.i18n import _
from servicedesk.tui.screens.slip import Line, Slip, hint_line, title_line


class ThreadSearch(Slip[None]):
    """Enter and up go to the place before, down to the one after. ``seek`` counts the places of a text; ``show``
    brings one onto the screen, 0 being the newest."""

    def __init__(
        self, seek: Callable[[str], Awaitable[int]], show: Callable[[int], Awaitable[None]], *, value: str = ""
    ) -> None:
        super().__init__()
        self._seek = seek
        self._show = show
        self._value = value
        self._sought: str | None = None
        self._count = 0
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(_("Search in this conversation"))
            yield Line(self._value)
            yield Static("", classes="count")
            yield hint_line(_("enter or ↑: the one before, ↓: the one after, esc ends"))

    def take_focus(self) -> None:
        """What was searched last stands there, and gives way to what is typed."""
        line = self.query_one(Line)
        self.set_focus(line)
        line.action_select_all()
        self._run(0)

    def command(self, key: str) -> bool:
        match key:
            case "escape":
                self.dismiss(None)
            case "enter" | "up":
                self._run(1)
            case "down":
                self._run(-1)
            case _:
                return False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._run(0)

    def _run(self, step: int) -> None:
        self.run_worker(self._go(self.query_one(Line).value, step), group="seek", exclusive=True, exit_on_error=False)

    async def _go(self, text: str, step: int) -> None:
        """Show the newest place of a new text, or the place ``step`` older; past the last it begins anew."""
        if text != self._sought:
            count = await self._seek(text)
            self._sought, self._count, self._at = text, count, 0
        elif self._count:
            self._at = (self._at + step) % self._count
        if self._count:
            await self._show(self._at)
        self._tell(text)

    def _tell(self, text: str) -> None:
        words = ""
        if self._count:
            words = _("{n} of {count}, from the newest").format(n=self._at + 1, count=self._count)
        elif text.strip():
            words = _("not in this conversation")
        self.query_one(".count", Static).update(Content(words))
