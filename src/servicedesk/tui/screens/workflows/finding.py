"""What the words of a form's line find: a short list below the form, of which enter takes the marked one."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Finds
from servicedesk.tui.wording.sentences import sentence
from servicedesk.tui.wrap import clip

SHOWN: Final = 4
"""Lines of the list; the marked one is always among them."""


class Finding(Static):
    """``took`` gets the value of what is taken."""

    DEFAULT_CSS = """
    Finding { height: auto; max-height: 4; color: $ink-quiet; padding: 0 1; display: none; }
    """

    def __init__(self, took: Callable[[str], None]) -> None:
        super().__init__()
        self._took = took
        self._found: Sequence[tuple[str, str]] = ()
        self._at = 0

    async def look(self, finds: Finds, text: str) -> None:
        """Show what a text finds; nothing for none, nor once it is the value of one."""
        found: Sequence[tuple[str, str]] = ()
        if text.strip():
            try:
                found = await finds(text)
            except DeskError as error:
                self._say(sentence(error))
                return
            if not found:
                self._say(_("nothing is called so"))
                return
        self._show(() if any(value == text.strip() for value, _words in found) else found)

    def clear(self) -> None:
        """There is nothing to find."""
        self._show(())

    def command(self, key: str) -> bool:
        """Take a key while there is something to choose from; False for one that means nothing to it."""
        if not self._found or key not in {"up", "down", "enter"}:
            return False
        if key == "enter":
            value = self._found[self._at][0]
            self._show(())
            self._took(value)
        else:
            self._at = max(0, min(len(self._found) - 1, self._at + (1 if key == "down" else -1)))
            self._paint()
        return True

    def _say(self, text: str) -> None:
        self._show(())
        self.update(Content(clean(text)))
        self.display = True

    def _show(self, found: Sequence[tuple[str, str]]) -> None:
        self._found, self._at = found, 0
        self.display = bool(found)
        self._paint()

    def _paint(self) -> None:
        room = max(8, self.app.size.width - cell_len("> ") - 4)
        first = max(0, self._at - SHOWN + 1)
        lines = [
            Content.styled(f"> {clip(clean(words), room)}", "$ink bold")
            if n == self._at
            else Content(f"  {clip(clean(words), room)}")
            for n, (_value, words) in enumerate(self._found[first : first + SHOWN], first)
        ]
        self.update(Content("\n").join(lines))
