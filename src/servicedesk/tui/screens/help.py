"""Help for the place one is in, made from the registry: what each key does here, and what can't be done and why."""

from collections.abc import Iterator
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from servicedesk.i18n import _
from servicedesk.tui.actions import Action, Group, Scope, group_title
from servicedesk.tui.clean import clean
from servicedesk.tui.key_reference import scope_title
from servicedesk.tui.keymap import Keymap, shown
from servicedesk.tui.place import Place
from servicedesk.tui.screens.legend import Legend
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.wrap import fit, wrap

KEYS: Final = 19
LABEL: Final = 24
"""Cells of the columns of keys and of names."""


class KeyTable(Widget):
    """Every act of a place with its keys; tooltips wrap under themselves."""

    DEFAULT_CSS = "KeyTable { height: auto; }"

    def __init__(self, keymap: Keymap, scope: Scope, place: Place) -> None:
        super().__init__()
        self._keymap, self._scope, self._place = keymap, scope, place

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport
        return sum(1 for _line in self._lines(self._room(width)))

    def render(self) -> Content:
        return Content("\n").join(self._lines(self._room(self.size.width)))

    def _room(self, width: int) -> int:
        """Cells for what an act does."""
        return max(12, width - KEYS - LABEL)

    def _lines(self, width: int) -> Iterator[Content]:
        for group in Group:
            acts = [action for action in self._keymap.reachable(self._scope) if action.group is group]
            if acts:
                yield Content.styled(group_title(group), "$ink bold")
            for action in acts:
                yield from self._lines_of(action, width)

    def _lines_of(self, action: Action, width: int) -> Iterator[Content]:
        """An act: its keys, its name, and what it does in as many lines as that takes."""
        reason = action.why_not(self._place)
        tail = _("{what} ({why})").format(what=action.tooltip, why=reason) if reason else action.tooltip
        keys = "  ".join(shown(key) for key in self._keymap.keys(action.id))
        first, *rest = wrap(clean(tail), width)
        quiet = "$ink-faint" if reason else "$ink-quiet"
        yield Content.assemble(
            ("  " + fit(keys, KEYS - 2), "$accent"),
            (fit(action.label, LABEL - 2) + "  ", "$ink-faint" if reason else "$ink"),
            (first, quiet),
        )
        for line in rest:
            yield Content.assemble(" " * (KEYS + LABEL), (line, quiet))


class Help(Slip[None]):
    """The keys that count in ``scope``, by group; j, k and the page keys scroll."""

    def __init__(self, keymap: Keymap, scope: Scope, place: Place) -> None:
        super().__init__()
        self._scope = scope
        self._table = KeyTable(keymap, scope, place)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="panel help", can_focus=False):
            yield title_line(_("Keys {where}").format(where=scope_title(self._scope)))
            yield self._table
            yield Legend()
            yield hint_line(_("j and k scroll, esc goes back; `servicedesk keys` prints all of them"))

    def command(self, key: str) -> bool:
        panel = self.query_one(VerticalScroll)
        match key:
            case "escape" | "q" | "?" | "enter":
                self.dismiss(None)
            case "j" | "down":
                panel.scroll_down(animate=False)
            case "k" | "up":
                panel.scroll_up(animate=False)
            case "space" | "pagedown":
                panel.scroll_page_down(animate=False)
            case "pageup":
                panel.scroll_page_up(animate=False)
            case "g" | "home":
                panel.scroll_home(animate=False)
            case "G" | "end":
                panel.scroll_end(animate=False)
        return True
