"""``@an`` in a note: who may be meant stands below the text; tab or enter takes the one in bold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from servicedesk.domain.errors import DeskError
from servicedesk.domain.mentions import Colleague, mention_being_typed, suggestions
from servicedesk.i18n import _
from servicedesk.tui.clean import clean

if TYPE_CHECKING:
    from servicedesk.tui.link import DeskLink
    from servicedesk.tui.widgets.composer import Composer


class Mentioning:
    """Only a note offers names: nothing opens by itself in what the customer will read."""

    def __init__(self, link: DeskLink, composer: Composer) -> None:
        self._link = link
        self._composer = composer
        self._colleagues: tuple[Colleague, ...] = ()
        self._offered: tuple[Colleague, ...] = ()
        self._at = 0
        self._typed = ""
        self._refused: str | None = None
        composer.on_caret = self.follow

    async def load(self) -> None:
        """Learn who can be mentioned, once; a store that can't tell offers nobody."""
        if not self._colleagues:
            try:
                self._colleagues = await self._link.read(lambda desk: desk.mentions.colleagues())
            except DeskError:
                return
            self.follow()

    def follow(self) -> None:
        """The caret has moved or the text has changed."""
        typed = self._being_typed()
        if typed is None:
            self._refused = None
        offered = suggestions(typed, self._colleagues) if typed is not None and typed != self._refused else ()
        if (offered, typed or "") != (self._offered, self._typed):
            self._offered, self._typed, self._at = offered, typed or "", 0
            self._paint()

    def key(self, key: str) -> bool:
        """Take a key while names are offered; False leaves it to the text."""
        if not self._offered:
            return False
        match key:
            case "tab":
                self._take()
            case "enter" if self._typed and self._typed != self._offered[self._at].handle:
                self._take()
            case "down" | "up":
                self._at = (self._at + (1 if key == "down" else -1)) % len(self._offered)
                self._paint()
            case "escape":
                self._refused, self._offered = self._typed, ()
                self._paint()
            case _:
                return False
        return True

    def _being_typed(self) -> str | None:
        composer = self._composer
        if composer.address is None or composer.address.mode != "note" or not composer.writing:
            return None
        line, column = composer.area.cursor_location
        return mention_being_typed(composer.area.document.get_line(line)[:column])

    def _take(self) -> None:
        area, chosen = self._composer.area, self._offered[self._at]
        line, column = area.cursor_location
        area.replace(f"{chosen.handle} ", (line, column - len(self._typed)), (line, column))

    def _paint(self) -> None:
        parts = [
            Content.styled(f"@{clean(one.handle)} {clean(one.name)}", "$accent bold" if n == self._at else "$ink-quiet")
            for n, one in enumerate(self._offered)
        ]
        hint = [Content.styled(_("(tab takes)"), "$ink-faint")] if parts else []
        self._composer.foot.show(offer=Content("   ").join([*parts, *hint]))
