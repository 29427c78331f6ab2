"""One's own page as a slip over the desk: enter follows a figure, or reads a ticket."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from textual.app import ComposeResult
from textual.containers import Vertical

from servicedesk.i18n import _
from servicedesk.tui.floor.leads import Lead
from servicedesk.tui.floor.mine_lines import Own, Setting, own_blocks
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.widgets.block_list import BlockList


class MineSlip(Slip[Lead]):
    """Figures, tickets that will be late, breaches with what a review said of them."""

    CSS = """
    MineSlip > .panel { height: 100%; max-height: 100%; border-top: none; background: $ground; }
    MineSlip BlockList { margin: 1 0; }
    """

    def __init__(self, own: Own, now: datetime, zone: tzinfo, names: Mapping[str, str]) -> None:
        super().__init__()
        self._own, self._now, self._zone, self._names = own, now, zone, names
        self._list: BlockList[Lead] = BlockList()

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(_("Your own figures"))
            yield self._list
            yield hint_line(_("enter: its tickets, esc goes back"))

    def on_mount(self) -> None:
        self.call_after_refresh(self._paint)

    def on_resize(self) -> None:
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self._list)

    def command(self, key: str) -> bool:
        match key:
            case "escape" | "q" | "f2" | "F":
                self.dismiss(None)
            case "enter":
                self._follow()
            case _:
                self._list.walk(key)
        return True

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        self._follow()

    def _follow(self) -> None:
        if self._list.current is not None:
            self.dismiss(self._list.current)

    def _paint(self) -> None:
        setting = Setting(self._list.line_width, self._now, self._zone, self._names)
        self._list.show([*own_blocks(self._own, setting)])
