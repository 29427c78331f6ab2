"""A screen that may lie under another one and goes on being painted there, once for each change."""

from typing import TypeVar

from textual.screen import Screen

from servicedesk.tui.terminal.composing import FrontFirst

R = TypeVar("R")


class Covered(Screen[R]):
    """Textual 8.2 asks a covered screen for a repaint after each of its repaints, and so without end."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(name, id, classes)
        self._compositor = FrontFirst()

    def _compositor_refresh(self) -> None:
        app, regions = self.app, self._compositor._dirty_regions
        if app.is_inline or self is app.screen or self not in app._background_screens:
            super()._compositor_refresh()
        elif regions:
            # Not ``refresh``: a screen painted after it forgets which of its own widgets have changed.
            app.screen._set_dirty(*regions)
            app.screen._dirty_widgets.add(app.screen)
            app.screen.check_idle()
            regions.clear()
            self._dirty_widgets.clear()
