"""The note that colleagues keep about a customer: several lines, stored with ctrl+s."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from servicedesk.i18n import _
from servicedesk.tui.screens.calling.parts import NotesText
from servicedesk.tui.screens.slip import Slip, body_text, hint_line, title_line


class NoteSlip(Slip[str]):
    """Answers the new note, empty to take it away. ``theirs``: what somebody else wrote meanwhile."""

    def __init__(self, name: str, note: str, *, theirs: str = "") -> None:
        super().__init__()
        self._name = name
        self._theirs = theirs
        self._area = NotesText(note)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(_("Note about {name}, for colleagues only").format(name=self._name))
            if self._theirs:
                yield body_text(_("Meanwhile somebody wrote: {note}").format(note=self._theirs))
            yield self._area
            yield hint_line(_("ctrl+s stores it, esc leaves it as it was"))

    def take_focus(self) -> None:
        self.set_focus(self._area)
        self._area.move_cursor(self._area.document.end)

    def command(self, key: str) -> bool:
        match key:
            case "escape":
                self.dismiss(None)
            case "ctrl+s":
                self.dismiss(self._area.text)
            case _:
                return False
        return True

    def text_came(self, text: str, entered: bool) -> str | None:
        del entered
        return text if isinstance(self.focused, TextArea) else None
