"""One line of text: a filter, a tag, a time, a folder. What can't be taken is said below it; the text stays."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Line, Slip, body_text, hint_line, title_line
from servicedesk.tui.wording.sentences import sentence

Check = Callable[[str], object]
"""Looks at a text before it is taken; raises a DeskError that says what is wrong."""


class TextPrompt(Slip[str]):
    """Ask for a line of text. Enter takes it after ``check``, escape leaves; digits and q are text here.

    So does an enter that came at once with its line: a slow network brings keys together, a scanner sends one.
    """

    def __init__(
        self, title: str, *, value: str = "", body: str = "", placeholder: str = "", check: Check | None = None
    ) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._body = body
        self._placeholder = placeholder
        self._check = check

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            if self._body:
                yield body_text(self._body)
            yield Line(self._value, placeholder=self._placeholder)
            yield Static("", classes="wrong")
            yield hint_line(_("enter takes it, esc goes back"))

    def take_focus(self) -> None:
        self.set_focus(self.query_one(Line))

    def command(self, key: str) -> bool:
        """Enter and escape are ours, everything else is text."""
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            self._take(self.query_one(Line).value)
        else:
            return False
        return True

    def line_came(self) -> None:
        """A whole line came with its enter, and stands in the text."""
        self._take(self.query_one(Line).value)

    def _take(self, value: str) -> None:
        try:
            if self._check is not None:
                self._check(value)
        except DeskError as error:
            wrong = self.query_one(".wrong", Static)
            wrong.update(Content(clean(sentence(error))))
            wrong.add_class("-shown")
            return
        self.dismiss(value)
