"""What the app hands to its screens."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servicedesk.clock import Clock
from servicedesk.desk.first_page import FirstPage
from servicedesk.settings import Settings
from servicedesk.tui.key_lane import KeyLane
from servicedesk.tui.keymap import Keymap
from servicedesk.tui.link import DeskLink

if TYPE_CHECKING:
    from servicedesk.tui.draft_journal import DraftJournal


@dataclass(frozen=True, slots=True)
class Fittings:
    """``first`` is the page painted before the desk is open; ``warnings`` are said once, after the first paint.

    ``journal`` holds words while the store doesn't.
    """

    link: DeskLink
    lane: KeyLane
    keymap: Keymap
    settings: Settings
    clock: Clock
    first: FirstPage | None
    journal: "DraftJournal | None" = None
    themes: frozenset[str] = frozenset()
    warnings: list[str] = field(default_factory=list)
