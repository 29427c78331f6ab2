"""The console: wires the desk's link, the keys and the themes to the screen. Nothing is decided here."""

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen

from servicedesk.clock import Clock, SystemClock
from servicedesk.desk.first_page import FirstPage, first_page
from servicedesk.domain.errors import BadFile
from servicedesk.settings import Settings
from servicedesk.tui.actions import registry
from servicedesk.tui.clean import clean
from servicedesk.tui.fittings import Fittings
from servicedesk.tui.input_keys import apart, key_of
from servicedesk.tui.key_lane import Input, KeyLane
from servicedesk.tui.keymap import Keymap
from servicedesk.tui.link import DeskLink
from servicedesk.tui.screens.desk import DeskScreen
from servicedesk.tui.theming import folders, load_theme, theme_files, variable_defaults
from servicedesk.tui.zone import zone_of

if TYPE_CHECKING:
    from pathlib import Path

    from servicedesk.desk.desk import Desk
    from servicedesk.tui.screens.slip import Slip

T = TypeVar("T")
DEFAULT_THEME = "dark"


class ConsoleApp(App[None]):
    """One agent's console over one store."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "servicedesk"

    def __init__(
        self,
        link: DeskLink,
        settings: Settings,
        *,
        first: FirstPage | None = None,
        clock: Clock | None = None,
        user_themes: "Path | None" = None,
    ) -> None:
        """Raises BadKeymap when the settings' keys can't be."""
        keymap = Keymap(registry(), settings.keymap)
        super().__init__()
        self.lane = KeyLane(self._deliver)
        self._user_themes = user_themes
        warnings = [problem.message for problem in settings.problems]
        theme = self._register(settings.theme, warnings)
        self.fittings = Fittings(
            link=link,
            lane=self.lane,
            keymap=keymap,
            settings=settings,
            clock=clock or SystemClock(),
            zone=zone_of(settings.timezone),
            first=first,
            themes=frozenset(theme_files(user_themes)),
            warnings=warnings,
        )
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        return DeskScreen(self.fittings)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults()

    def _register(self, wanted: str, warnings: list[str]) -> str:
        """Load the wanted theme; a broken or missing one falls back with a warning. Returns the one in use."""
        for name in dict.fromkeys((wanted, DEFAULT_THEME)):
            try:
                self.register_theme(load_theme(name, self._user_themes))
            except BadFile as problem:
                warnings.append(problem.message)
                continue
            return name
        return self.theme
