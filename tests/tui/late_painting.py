"""Consoles in tests paint when somebody looks, not once for every change on the way there.

A console without a terminal renders each repaint and throws it away. Here the changed regions gather, and ``paint``
renders them all at once: every widget that changed is rendered still, after each key that a test waits for.
"""

from weakref import WeakSet

from textual.app import App
from textual.screen import Screen

_paint_now = Screen._compositor_refresh
_late: "WeakSet[App[object]]" = WeakSet()


def _refresh(screen: Screen[object]) -> None:
    app = screen.app
    if app in _late and screen is app.screen:
        screen._dirty_widgets.clear()  # their regions are the compositor's already
    else:
        _paint_now(screen)


def paint_late(app: App[object]) -> None:
    """From now on ``app`` is painted by ``paint`` only."""
    Screen._compositor_refresh = _refresh
    _late.add(app)


def paint(app: App[object]) -> None:
    """Render what changed on the screen of ``app`` since it was painted last."""
    if app.screen._compositor._dirty_regions:
        _paint_now(app.screen)
