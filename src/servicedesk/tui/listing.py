"""Which tickets the list shows: a saved view, or a filter over it; and where one goes after a reply."""

from typing import TYPE_CHECKING

from servicedesk.desk.queue_views import QueueRow
from servicedesk.i18n import _
from servicedesk.tui.panes import Pane
from servicedesk.tui.tabs import shown_tabs

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


class Listing:
    """The list of one desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk

    def choose(self, index: int) -> None:
        """Show a saved view from its first row."""
        state = self._desk.state
        if 0 <= index < len(state.views):
            if index != state.active:
                self._desk.queue.clear_selected()
            state.active = index
            self._desk.go_to(Pane.QUEUE)
            self.show_view_again()

    def choose_beside(self, step: int) -> None:
        """The view to the left or right of those that stand in the top bar; their row is a ring."""
        state = self._desk.state
        tabs = shown_tabs(state)
        if state.active in tabs:
            self.choose(tabs[(tabs.index(state.active) + step) % len(tabs)])
        elif tabs:
            self.choose(tabs[0])

    def show_view_again(self) -> None:
        """Put the filter away. A newer reading of the list takes this one's place; later keys wait for it."""
        self._desk.state.narrowed = None
        self._desk.acting.start(self._desk, self._desk.loader.start())

    async def narrow(self, text: str) -> None:
        """Show what a filter lets through; an empty one shows the view again."""
        self._desk.queue.clear_selected()
        self._desk.state.narrowed = text.strip() or None
        self._desk.go_to(Pane.QUEUE)
        await self._desk.loader.start()

    async def go_on(self, row: QueueRow) -> None:
        """After a reply: the next ticket, this one, or the queue, as the agent prefers."""
        desk = self._desk
        match desk.fittings.settings.after_send:
            case "stay":
                desk.go_to(Pane.TICKET)
            case "queue":
                desk.go_to(Pane.QUEUE)
            case "next":
                if desk.queue.cursor_row is not None and desk.queue.cursor_row.id == row.id:
                    desk.queue.action_cursor_down()
                following = desk.queue.cursor_row
                if following is None or following.id == row.id:
                    desk.go_to(Pane.QUEUE)
                else:
                    desk.reading.open(following)
                    desk.notices.also(_("Now: #{n}.").format(n=following.id))
