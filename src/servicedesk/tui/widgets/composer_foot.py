"""The composer's last line: blanks left, and what a reply would make of the ticket."""

from textual.content import Content
from textual.widget import Widget

from servicedesk.i18n import ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.wrap import clip


class Foot(Widget):
    """``2 blanks left (tab)      then: resolved (you say it is done)``."""

    DEFAULT_CSS = """
    Foot { height: 1; background: $ground; }
    Composer.-note Foot { background: $ground-note; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._blanks = 0
        self._then = ""
        self._offer = Content("")

    def show(self, *, blanks: int | None = None, then: str | None = None, offer: Content | None = None) -> None:
        """Paint what has changed; None leaves a part as it is. An ``offer`` stands instead of all else."""
        wanted = (
            self._blanks if blanks is None else blanks,
            self._then if then is None else then,
            self._offer if offer is None else offer,
        )
        if wanted != (self._blanks, self._then, self._offer):
            self._blanks, self._then, self._offer = wanted
            self.refresh()

    def render(self) -> Content:
        width, n = self.size.width, self._blanks
        if self._offer.plain:
            return (Content(" ") + self._offer).truncate(width, ellipsis=False)
        left = ngettext("{n} blank left (tab)", "{n} blanks left (tab)", n).format(n=n) if n else ""
        line = Content.assemble(" ", (left, "$at-risk"))
        right = clip(clean(self._then), max(0, width - line.cell_length - 3))
        return line.pad_right(max(1, width - line.cell_length - Content(right).cell_length - 1)) + Content.styled(
            right, "$ink-faint"
        )
