"""The floor: what to do in the next ten minutes, what happens otherwise, who has how much; charts behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from servicedesk.i18n import _
from servicedesk.tui.acting import Act
from servicedesk.tui.actions import Scope
from servicedesk.tui.floor import acts
from servicedesk.tui.floor.charts_page import ChartsPage
from servicedesk.tui.floor.lines import Block, Frame, ahead_blocks, load_blocks, standing_blocks
from servicedesk.tui.floor.memory import Page
from servicedesk.tui.floor.reader import FloorReader
from servicedesk.tui.floor.room import Room
from servicedesk.tui.floor.spots import Advice, Spot, Staff, Unreviewed, Unwritten
from servicedesk.tui.floor.top_line import TopLine
from servicedesk.tui.floor.words import check_age
from servicedesk.tui.panes import TWO_PANES
from servicedesk.tui.widgets.block_list import BlockList
from servicedesk.tui.widgets.footer import Hint
from servicedesk.tui.wording import present

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


class FloorScreen(Room):
    """Two columns where they fit, else one; the charts are a page of their own."""

    scope = Scope.FLOOR

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__(desk)
        self.memory = desk.floor.memory
        self.working_out = False
        self.reader = FloorReader(self, self.memory, self.paint)
        self.top = TopLine()
        self.now_list: BlockList[Spot] = BlockList()
        self.now_list.id = "now-list"
        self.load: BlockList[Spot] = BlockList()
        self.load.id = "load"
        self.charts = ChartsPage(self)

    def compose(self) -> ComposeResult:
        yield self.top
        with Horizontal(id="now"):
            yield self.now_list
            yield self.load
        yield self.charts
        yield self.too_small
        yield self.footer

    def on_mount(self) -> None:
        """What was read last stands there at once; what is so now follows."""
        self.desk.watcher.listeners.append(self.reader.heard)
        self.lay_out()
        self.call_after_refresh(self.paint)
        self.set_interval(1.0, self._tick)
        self.reader.start()

    def on_unmount(self) -> None:
        self.desk.watcher.listeners.remove(self.reader.heard)

    def on_resize(self) -> None:
        self.lay_out()
        self.call_after_refresh(self.paint)

    # Keys

    @property
    def moves(self) -> Mapping[str, Callable[[], None]]:
        return {
            "floor.now": lambda: self.go_to(Page.NOW),
            "floor.charts": lambda: self.go_to(Page.CHARTS),
            "floor.other_page": lambda: self.go_to(Page.NOW if self._on_charts else Page.CHARTS),
            "floor.left": lambda: self._beside(-1),
            "floor.right": lambda: self._beside(1),
            "floor.down": lambda: self.column.move(1),
            "floor.up": lambda: self.column.move(-1),
            "floor.page_down": lambda: self.column.page(1),
            "floor.page_up": lambda: self.column.page(-1),
            "floor.first": self.column.first,
            "floor.last": self.column.last,
            "floor.leave": self.leave,
        }

    @property
    def acts(self) -> Mapping[str, Callable[[], Act]]:
        return {
            "floor.open": lambda: acts.enter(self),
            "floor.tickets": lambda: acts.tickets(self),
            "floor.undo": lambda: acts.undo(self),
            "floor.review": lambda: acts.review(self),
            "floor.monday": lambda: acts.monday(self),
            "floor.refresh": lambda: acts.read_again(self),
            "floor.palette": lambda: acts.palette(self),
            "floor.help": self.show_help,
        }

    @property
    def column(self) -> BlockList[Spot]:
        """The column that has the cursor."""
        if self._on_charts:
            return self.charts.table
        return self.load if self.memory.on_load and self.two_columns else self.now_list

    @property
    def spot(self) -> Spot | None:
        """What the cursor stands on."""
        return self.column.current

    @property
    def two_columns(self) -> bool:
        return self.size.width >= TWO_PANES

    @property
    def _on_charts(self) -> bool:
        return self.memory.page is Page.CHARTS

    def go_to(self, page: Page) -> None:
        """Show a page."""
        self.memory.page = page
        self.lay_out()
        if self._on_charts:
            self.reader.charts()
        self.call_after_refresh(self.paint)

    def leave(self) -> None:
        """Back to the desk."""
        self._remember()
        self.dismiss(None)

    def to_desk(self, act: Act) -> None:
        """Go back to the desk and do something there."""
        self.leave()
        self.desk.acting.start(self.desk, act)

    def _beside(self, step: int) -> None:
        if self._on_charts:
            self.charts.step(step)
        elif self.two_columns:
            self.memory.on_load = step > 0
            self._focus()

    def _focus(self) -> None:
        """The keys go to the present column; only there stands the cursor's sign."""
        self.set_focus(self.column)
        for column in (self.now_list, self.load):
            column.show_mark(column is self.column)

    def _remember(self) -> None:
        self.memory.spots = {"now": self.now_list.current, "load": self.load.current}

    # Painting

    def lay_out(self) -> None:
        super().lay_out()
        self.set_class(self.two_columns, "-two")
        self.set_class(self._on_charts, "-charts")
        self._focus()

    def paint(self) -> None:
        """Everything from what was read last; the cursors stay on what they stand on."""
        if not self.is_mounted:
            return
        view = self.memory.view
        if self._on_charts:
            self.charts.paint()
        elif view is None:
            self.now_list.show([Block((((_("reading the floor …"), "faint"),),))])
        else:
            left = [*ahead_blocks(view, self._frame(self.now_list))]
            if self.two_columns:
                self.load.show([*load_blocks(view, self._frame(self.load), first=True)])
                self._stand("load", self.load)
            else:
                left += load_blocks(view, self._frame(self.now_list), first=False)
            self.now_list.show([*left, *standing_blocks(view)])
            self._stand("now", self.now_list)
        self._paint_top()
        self.paint_footer()

    def _stand(self, name: str, column: BlockList[Spot]) -> None:
        """Where the cursor stood when the floor was left; once."""
        spot = self.memory.spots.pop(name, None)
        if spot is not None:
            column.stand_on(spot)

    def _frame(self, column: BlockList[Spot]) -> Frame:
        return Frame(column.line_width, self.now(), self.zone, self.name_of)

    def _tick(self) -> None:
        self.reader.tick()
        self._paint_top()

    def _paint_top(self) -> None:
        view, now = self.memory.view, self.now()
        state, alarm = ("", False) if view is None else check_age(view.swept_at, now)
        pages = (_("now"), _("charts"))
        clock = present.clock_time(now, self.zone)
        self.top.show(_("Floor"), pages, int(self._on_charts), state, clock, alarm=alarm)

    def hints(self) -> tuple[Hint, ...]:
        """Enter is named by what it does on this line; ``u`` stands there while there is something to undo."""
        spot = self.spot
        labels = {"floor.open": _enter(spot)}
        hidden = set() if isinstance(spot, Advice) else {"floor.tickets"}
        if not self.memory.done:
            hidden.add("floor.undo")
        if self._on_charts:
            labels["floor.other_page"] = _("now")
        return tuple(
            Hint(hint.action, hint.key, labels.get(hint.action, hint.label))
            for hint in super().hints()
            if hint.action not in hidden
        )

    def on_block_list_clicked(self, event: BlockList.Clicked) -> None:
        event.stop()
        self.memory.on_load = self.load.has_focus and self.two_columns
        self.perform("floor.open")

    def on_top_line_chosen(self, event: TopLine.Chosen) -> None:
        event.stop()
        self.go_to(Page.CHARTS if event.index else Page.NOW)


def _enter(spot: Spot | None) -> str:
    """What enter does on a line."""
    match spot:
        case Advice():
            return _("do it")
        case Unreviewed():
            return _("walk them")
        case Staff():
            return _("people")
        case Unwritten():
            return _("charts")
        case _:
            return _("tickets")
