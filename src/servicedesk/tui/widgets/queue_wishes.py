"""Which rows a list needs next. Pure."""

from dataclasses import dataclass

from servicedesk.desk.queue_views import QueueRow
from servicedesk.tui.widgets.queue_window import QueueWindow


@dataclass(frozen=True, slots=True)
class Wish:
    """``row`` None: the list's start, or with ``from_end`` its last page; else the rows on one side of it.

    ``index`` set: rows from about there, wherever that is.
    """

    row: QueueRow | None = None
    before: bool = False
    from_end: bool = False
    index: int | None = None


START = Wish()
END = Wish(before=True, from_end=True)


def wish(window: QueueWindow, top: int, screen: int, cursor: int) -> Wish | None:
    """What is missing when the view shows ``screen`` lines from ``top`` on: rows within a screen of it."""
    if not window.rows:
        return None
    if top >= window.end + screen or top + screen <= window.offset - screen:
        return Wish(index=top)
    low, high = min(top, cursor), max(top + screen, cursor + 1)
    if not window.ends and high + screen > window.end:
        return Wish(window.rows[-1])
    if window.offset > 0 and low - screen < window.offset:
        return Wish(window.rows[0], before=True)
    return None
