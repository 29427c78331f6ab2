"""A screen of its own over the desk: its keys come from the registry, its acts run as the desk's do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.acting import Act, Acting
from servicedesk.tui.actions import Scope
from servicedesk.tui.keymap import shown
from servicedesk.tui.notices import Notices
from servicedesk.tui.panes import SMALLEST, too_small
from servicedesk.tui.place import Place
from servicedesk.tui.screens.help import Help
from servicedesk.tui.terminal.covered import Covered
from servicedesk.tui.terminal.input_keys import is_cjk
from servicedesk.tui.widgets.footer import Footer, Hint

if TYPE_CHECKING:
    from servicedesk.tui.screens.desk import DeskScreen


class Room(Covered[None]):
    """What the floor and the breach review share: keys, footer, notices, one sentence where nothing fits.

    ``desk`` lies under it and goes on watching the store.
    """

    CSS_PATH = Path(__file__).with_name("floor.tcss")
    AUTO_FOCUS = ""
    scope: Scope

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__()
        self.desk = desk
        self.link, self.keymap, self.zone = desk.link, desk.keymap, desk.zone
        self.footer = Footer()
        self.notices = Notices(self, lambda: self.footer)
        self.too_small = Static(classes="too-small")

    @property
    @abstractmethod
    def moves(self) -> Mapping[str, Callable[[], None]]:
        """What takes effect at once, by the action's id."""

    @property
    @abstractmethod
    def acts(self) -> Mapping[str, Callable[[], Act]]:
        """What runs in a worker, by the action's id."""

    @property
    def acting(self) -> Acting:
        """How acts ask and change; what they say stands here."""
        return Acting(self.app, self.link, self.desk.fittings.lane, self.tell, self.desk.words_for, lambda: None)

    def now(self) -> datetime:
        return self.desk.now()

    def name_of(self, handle: str) -> str:
        """What to call somebody; a handle that isn't known stays as it is."""
        return self.desk.opening.names.get(handle, handle)

    def tell(self, text: str, error: bool = False) -> None:
        self.notices.tell(text, error)

    def say(self, text: str) -> None:
        self.notices.tell(text)

    def complain(self, text: str) -> None:
        """What went wrong, in one sentence."""
        self.notices.tell(text, True)

    def command(self, key: str) -> bool:
        """Do what ``key`` means here. Other keys with a name go their usual way: ctrl+q leaves the console."""
        self.notices.key_pressed()
        self.desk.company.worked()
        action = self.keymap.action(self.scope, key)
        if action is not None:
            leaves = action.id.endswith(".leave")
            if leaves or not self.has_class("-too-small"):
                self.perform(action.id)
        elif len(key) > 1:
            return False
        elif is_cjk(key):
            self.say(_("The Chinese input is on; switch it to English for commands."))
        elif self.footer.notice is None:
            help_key = self.keymap.hint(f"{self.scope}.help")
            self.say(_("{key} does nothing here; {help} shows the keys.").format(key=shown(key), help=help_key))
        return True

    def perform(self, action_id: str) -> None:
        """Do an action of this screen, or one of the desk that makes sense over it."""
        if (move := self.moves.get(action_id)) is not None:
            move()
            self.paint_footer()
        elif (act := self.acts.get(action_id)) is not None:
            self.acting.start(self, act())
        else:
            self.desk.perform(action_id)

    def text_came(self, text: str, entered: bool) -> str | None:
        """Pasted or scanned text has nowhere to go here."""
        del text, entered
        self.say(_("Text is looked for on the desk: esc, then type or paste it."))
        return None

    async def show_help(self) -> None:
        await self.acting.ask(Help(self.keymap, self.scope, Place()))

    def lay_out(self) -> None:
        """A window too small for anything gets one sentence."""
        small = too_small(*self.size)
        self.set_class(small, "-too-small")
        if small:
            columns, rows = SMALLEST
            text = _("This window is too small for the desk, which wants {columns} × {rows}. Your work is kept.")
            self.too_small.update(Content(text.format(columns=columns, rows=rows)))

    def hints(self) -> tuple[Hint, ...]:
        """What the keys do, in the order of the registry's footer."""
        shown_acts = sorted(
            (action for action in self.keymap.actions if action.scope is self.scope and action.footer),
            key=lambda action: action.footer,
        )
        return tuple(Hint(action.id, self.keymap.hint(action.id), action.label) for action in shown_acts)

    def paint_footer(self) -> None:
        *hints, last = self.hints()
        self.footer.show_hints(tuple(hints), (last,))

    def on_footer_chosen(self, event: Footer.Chosen) -> None:
        event.stop()
        self.perform(event.action)
