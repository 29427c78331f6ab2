"""A chart drawn with plotext in the theme's colours. This module is imported when the first one is shown."""

from typing import Final

from textual.color import Color
from textual_plotext import PlotextPlot

from servicedesk.tui.floor.charts import Chart

BLOCK: Final = "█"
TOKENS: Final = {"ink": "ink", "quiet": "ink-faint", "good": "good", "overdue": "overdue", "at-risk": "at-risk"}


class ChartPlot(PlotextPlot):
    """Bars of a chart; several columns stand on one another."""

    ALLOW_SELECT = False

    def show(self, chart: Chart) -> None:
        """Draw another chart, or the same with other numbers."""
        plt = self.plt
        plt.clear_figure()
        if chart.bars:
            labels = _thinned([row.short for row in chart.bars], max(1, self.app.size.width // 16))
            places = list(range(len(labels)))
            # The sums from the longest to the shortest: each covers the foot of the one before.
            for n in reversed(range(len(chart.columns))):
                sums = [sum(row.values[: n + 1]) for row in chart.bars]
                plt.bar(places, sums, color=self._colour(chart.columns[n].role), marker=BLOCK, width=0.7)
            plt.xticks([n for n in places if labels[n]], [label for label in labels if label])
            top = max((sum(row.values) for row in chart.bars), default=0)
            plt.ylim(0, max(1, top))
            plt.yticks(_ticks(top))
        self.refresh()

    def _colour(self, role: str) -> tuple[int, int, int]:
        token = self.app.theme_variables.get(TOKENS.get(role, role), "#808080")
        return Color.parse(token).rgb


def _thinned(labels: list[str], most: int) -> list[str]:
    """At most so many of the labels; the others are empty."""
    step = -(-len(labels) // most)
    return [label if n % step == 0 else "" for n, label in enumerate(labels)]


def _ticks(top: int) -> list[float]:
    """Whole numbers up the side."""
    step = max(1, -(-top // 5))
    return [float(tick) for tick in range(0, top + 1, step)]
