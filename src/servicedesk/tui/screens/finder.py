"""A line to type into and what it finds below: the palette, finding tickets, themes, colleagues."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Line, Slip, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording.sentences import sentence

T = TypeVar("T")

Source = Callable[[str], Awaitable[Sequence[Choice[T]]]]
"""What a text finds, best first."""


class Finder(Slip[T]):
    """Type to narrow, arrows to move, enter to take. ``on_move`` is told of each line the cursor stands on.

    ``sole``: when ``value`` finds one exact line it is taken at once. ``scans``: so it is when a scanner, or a paste
    with a line end, comes into the line later. ``lines`` paints what is found.
    """

    def __init__(
        self,
        title: str,
        source: Source[T],
        *,
        value: str = "",
        on_move: Callable[[T], None] | None = None,
        sole: bool = False,
        scans: bool = False,
        lines: ChoiceList[T] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._source = source
        self._value = value
        self._on_move = on_move
        self._sole_for = value if sole else None
        self._scans = scans
        self._scanned = False
        self._found_for: str | None = None
        self._list: ChoiceList[T] = lines if lines is not None else ChoiceList((), numbered=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            yield Line(self._value)
            yield self._list
            yield Static("", classes="wrong")
            yield hint_line(_("type to narrow, arrows move, enter takes it, esc goes back"))

    def take_focus(self) -> None:
        """Give the keys to the line and show what it finds as it stands."""
        field = self.query_one(Line)
        self.set_focus(field)
        field.cursor_position = len(field.value)
        self._look()

    def command(self, key: str) -> bool:
        self._sole_for = None
        match key:
            case "escape":
                self.dismiss(None)
            case "down" | "tab":
                self._move(1)
            case "up" | "shift+tab":
                self._move(-1)
            case "pagedown":
                self._move(10)
            case "pageup":
                self._move(-10)
            case "enter":
                self.run_worker(self._take(), group="take", exclusive=True, exit_on_error=False)
            case _:
                return False
        return True

    def text_came(self, text: str, entered: bool) -> str | None:
        line = super().text_came(text, entered)
        if entered and self._scans:
            self._scanned = bool(line)  # counts when the text is in the line
            if not line:
                self._sole_for = self.query_one(Line).value
                self._look()
        return line

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._scanned:
            self._sole_for, self._scanned = event.value, False
        self._look()

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        chosen = self._list.go(event.index)
        if chosen is not None and chosen.reason is None:
            self.dismiss(chosen.value)

    def _look(self) -> None:
        self.run_worker(self._find(self.query_one(Line).value), group="find", exclusive=True, exit_on_error=False)

    async def _find(self, text: str) -> None:
        try:
            found = await self._source(text)
        except DeskError as error:
            self._wrong(sentence(error))
            return
        if text == self.query_one(Line).value:
            self._found_for = text
            self._wrong(_("Nothing found.") if text and not found else "")
            self._list.show(found)
            self._take_exact(text)

    async def _take(self) -> None:
        """Take the line under the cursor, after waiting for what the newest text finds."""
        text = self.query_one(Line).value
        if self._found_for != text:
            await self._find(text)
        chosen = self._list.current
        if chosen is not None and chosen.reason is None:
            self.dismiss(chosen.value)
        elif chosen is not None:
            self._wrong(chosen.reason or "")

    def _take_exact(self, text: str) -> None:
        """Take the only exact line, where that was asked for; another text needs its own enter."""
        exact = [choice.value for choice in self._list.choices if choice.exact and choice.reason is None]
        if text == self._sole_for and len(exact) == 1:
            self.dismiss(exact[0])

    def _move(self, by: int) -> None:
        self._list.move(by)
        if self._on_move is not None and self._list.current is not None:
            self._on_move(self._list.current.value)

    def _wrong(self, text: str) -> None:
        wrong = self.query_one(".wrong", Static)
        wrong.update(Content(clean(text)))
        wrong.set_class(bool(text), "-shown")
