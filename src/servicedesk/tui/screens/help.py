"""Help for the place one is in, made from the registry: what each key does here, and what can't be done and why."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.actions import Group, Scope, group_title
from servicedesk.tui.clean import clean
from servicedesk.tui.key_reference import scope_title
from servicedesk.tui.keymap import Keymap, shown
from servicedesk.tui.place import Place
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.wrap import fit


class Help(Slip[None]):
    """The keys that count in ``scope``, by group; j, k and the page keys scroll."""

    def __init__(self, keymap: Keymap, scope: Scope, place: Place) -> None:
        super().__init__()
        self._keymap, self._scope, self._place = keymap, scope, place

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="panel help", can_focus=False):
            yield title_line(_("Keys {where}").format(where=scope_title(self._scope)))
            yield Static(self._lines())
            yield hint_line(_("j and k scroll, esc goes back; `servicedesk keys` prints all of them"))

    def _lines(self) -> Content:
        lines: list[Content] = []
        for group in Group:
            acts = [action for action in self._keymap.reachable(self._scope) if action.group is group]
            if not acts:
                continue
            lines.append(Content.styled(group_title(group), "$ink bold"))
            for action in acts:
                keys = "  ".join(shown(key) for key in self._keymap.keys(action.id))
                reason = action.why_not(self._place)
                tail = f"{action.tooltip}  ({reason})" if reason else action.tooltip
                lines.append(
                    Content.assemble(
                        ("  " + fit(keys, 17), "$accent"),
                        (fit(action.label, 20), "$ink-faint" if reason else "$ink"),
                        (clean(tail), "$ink-faint" if reason else "$ink-quiet"),
                    )
                )
        return Content("\n").join(lines)

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
