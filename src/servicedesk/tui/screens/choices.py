"""A numbered strip: the send strip, the status strip, menus, confirmations."""

from collections.abc import Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Slip, body_text, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList

T = TypeVar("T")


class Choices(Slip[T]):
    """Choose one by its number, or with the cursor and enter. ``at`` is the suggested line."""

    def __init__(self, title: str, choices: Sequence[Choice[T]], *, at: int = 0, body: str = "") -> None:
        super().__init__()
        self._title = title
        self._body = body
        self._list: ChoiceList[T] = ChoiceList(choices, at=at)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            if self._body:
                yield body_text(self._body)
            yield self._list
            yield refusal_line()
            yield hint_line(_("a number or enter chooses, esc goes back"))

    def command(self, key: str) -> bool:
        """Move, choose or leave; a choice that can't be taken stays under the cursor with its reason."""
        match key:
            case "escape" | "q":
                self.dismiss(None)
            case "j" | "down" | "tab":
                self._move(1)
            case "k" | "up" | "shift+tab":
                self._move(-1)
            case "enter":
                self._take(self._list.current)
            case _:
                self._take(self._list.pick(key))
        return True

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        self._take(self._list.go(event.index))

    def _move(self, by: int) -> None:
        self._list.move(by)
        self._refuse("")

    def _take(self, choice: Choice[T] | None) -> None:
        if choice is not None and choice.reason is None:
            self.dismiss(choice.value)
        elif choice is not None:
            self._refuse(_("{act}: {reason}.").format(act=choice.label, reason=choice.reason))

    def _refuse(self, text: str) -> None:
        """Say why a choice isn't taken, until the cursor moves on."""
        refusal = self.query_one(".wrong", Static)
        refusal.update(Content.styled(clean(text), "bold"))
        refusal.set_class(bool(text), "-shown")


def refusal_line() -> Static:
    """Where a choice that can't be taken says so; not there before."""
    return Static("", classes="wrong")
