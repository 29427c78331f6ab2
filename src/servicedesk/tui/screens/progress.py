"""How far a long act is. Escape stops it between two parts; what is done stays."""

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Slip, hint_line, title_line


class Progress(Slip[None]):
    """Runs ``work`` as soon as it is shown, and goes away when that ends. Other keys than escape wait for nothing."""

    def __init__(self, title: str, total: int, work: "Callable[[Progress], Awaitable[None]]") -> None:
        super().__init__()
        self._title = title
        self._total = total
        self._work = work
        self.stopped = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            yield Static(self._line(0), classes="body")
            yield hint_line(_("esc stops; what is done stays, and u undoes it"))

    def take_focus(self) -> None:
        self.run_worker(self._run(), group="work", exit_on_error=False)

    async def _run(self) -> None:
        try:
            await self._work(self)
        finally:
            self.dismiss(None)

    def through(self, count: int) -> None:
        """So many are through."""
        self.query_one(".body", Static).update(self._line(count))

    def _line(self, count: int) -> Content:
        text = _("{n} of {total}").format(n=count, total=self._total)
        return Content(clean(f"{text} …  {_('stopping')}" if self.stopped else f"{text} …"))

    def command(self, key: str) -> bool:
        if key in {"escape", "q"}:
            self.stopped = True
        return True
