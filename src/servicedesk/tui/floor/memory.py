"""What the floor keeps while one is on the desk: what it showed, where its cursor stood, what was done from it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servicedesk.desk.floor.views import Charts, FloorView
    from servicedesk.tui.floor.spots import Spot


class Page(StrEnum):
    """What the floor's screen shows."""

    NOW = "now"
    CHARTS = "charts"


@dataclass(slots=True)
class Memory:
    """``view`` and ``charts`` were read last; ``spots`` are where the cursors of the columns stood.

    ``chart`` is the chart on show, ``done`` the acts from the floor that can be taken back, the last one last.
    """

    view: "FloorView | None" = None
    charts: "Charts | None" = None
    page: Page = Page.NOW
    on_load: bool = False
    spots: "dict[str, Spot | None]" = field(default_factory=dict)
    chart: int = 0
    done: list[str] = field(default_factory=list)
