"""The floor's second page: one chart at a time, as a table that leads to tickets and, where it fits, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.floor.charts import Chart, blocks, charts, table_width
from servicedesk.tui.floor.lines import Block
from servicedesk.tui.floor.spots import Spot
from servicedesk.tui.widgets.block_list import BlockList

if TYPE_CHECKING:
    from servicedesk.tui.floor.plot import ChartPlot
    from servicedesk.tui.floor.screen import FloorScreen

DRAWN_FROM: Final = (100, 20)
"""Columns and rows from which there is room for a drawing beside the table."""


class ChartsPage(Vertical):
    """``table`` has the cursor; left and right go to the chart beside."""

    def __init__(self, floor: FloorScreen) -> None:
        super().__init__(id="charts")
        self._floor = floor
        self._names = Static(id="chart-names")
        self.table: BlockList[Spot] = BlockList()
        self.table.id = "chart-table"
        self._canvas = Vertical(id="plot")
        self._plot: ChartPlot | None = None
        self._drawn: tuple[Chart, int] | None = None

    def compose(self) -> ComposeResult:
        yield self._names
        with Horizontal(id="chart-body"):
            yield self.table
            yield self._canvas

    @property
    def draws(self) -> bool:
        """There is room and colour for a drawing; bars of text do without both."""
        width, height = self._floor.size
        return width >= DRAWN_FROM[0] and height >= DRAWN_FROM[1] and not self.app.no_color

    def step(self, by: int) -> None:
        """To another chart; their row is a ring."""
        self._floor.memory.chart += by
        self.table.first()
        self.paint()

    def paint(self) -> None:
        """The chart on show from what was read last."""
        memory = self._floor.memory
        if memory.charts is None:
            self._names.update("")
            self.table.show([Block((((_("counting …"), "faint"),),))])
            return
        found = charts(memory.charts, self._floor.now(), self._floor.zone)
        memory.chart %= len(found)
        chart = found[memory.chart]
        self._names.update(_names(found, memory.chart))
        drawn = self.draws and bool(chart.bars)
        self._floor.set_class(drawn, "-plot")
        room = self._floor.size.width
        width = min(table_width(chart), room * 3 // 5) if drawn else room - 2
        self.table.styles.width = width
        self.table.show([*blocks(chart, width)])
        if drawn:
            self.run_worker(self._draw(chart), group="plot", exclusive=True, exit_on_error=False)

    async def _draw(self, chart: Chart) -> None:
        """The first drawing brings plotext."""
        from servicedesk.tui.floor.plot import ChartPlot

        if self._plot is None:
            self._plot = ChartPlot()
            await self._canvas.mount(self._plot)
        wanted = (chart, self._floor.size.width)
        if wanted != self._drawn:
            self._drawn = wanted
            self._plot.show(chart)


def _names(found: tuple[Chart, ...], at: int) -> Content:
    """The charts' names, the one on show marked."""
    line = Content(" ")
    for n, chart in enumerate(found):
        mark, style = (("[", "]"), "$ink bold") if n == at else ((" ", " "), "$ink-quiet")
        line += Content.assemble((mark[0], "$accent"), (chart.name, style), (mark[1], "$accent"), " ")
    return line + Content.styled("  " + _("h l: another chart"), "$ink-faint")
