"""A numbered strip: the send strip, the status strip, menus, confirmations."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Slip, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList

T = TypeVar("T")

_BESIDES: Final = 5
"""Lines of a strip besides its body and its choices, where its title takes one."""
_LEAST: Final = 3
"""Lines of a body that are seen on the lowest screen."""


class Choices(Slip[T]):
    """Choose one by its number, or with the cursor and enter. ``at`` is the suggested line.

    ``body`` is what to know before choosing, whole: where there is no room for all of it, the page keys scroll it.
    """

    def __init__(self, title: str, choices: Sequence[Choice[T]], *, at: int = 0, body: str = "") -> None:
        super().__init__()
        self._title = title
        self._body = body
        self._list: ChoiceList[T] = ChoiceList(choices, at=at)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            if self._body:
                with VerticalScroll(classes="body", can_focus=False):
                    yield Static(Content(clean(self._body, lines=True)))
            yield self._list
            yield refusal_line()
            yield hint_line(_("a number or enter chooses, esc goes back"))

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """The body takes what the choices leave of the screen's height."""
        for body in self._bodies():
            lines = self._list.get_content_height(self.size, self.size, self.size.width)
            body.styles.max_height = max(_LEAST, self.app.size.height * 8 // 10 - lines - _BESIDES)
            self.call_after_refresh(self._name_page_keys)

    def _bodies(self) -> Iterator[VerticalScroll]:
        """The body, where there is one."""
        return self.query(".body").results(VerticalScroll)

    def _name_page_keys(self) -> None:
        """They have something to do where the body doesn't fit in."""
        if any(body.max_scroll_y for body in self._bodies()):
            hint = _("a number or enter chooses, pgdn and pgup read on, esc goes back")
            self.query_one(".hint", Static).update(Content(clean(hint)))

    def command(self, key: str) -> bool:
        """Move, choose or leave; a choice that can't be taken stays under the cursor with its reason."""
        match key:
            case "escape" | "q":
                self.dismiss(None)
            case "j" | "down" | "tab":
                self._move(1)
            case "k" | "up" | "shift+tab":
                self._move(-1)
            case "pagedown" | "pageup":
                for body in self._bodies():
                    (body.scroll_page_down if key == "pagedown" else body.scroll_page_up)(animate=False)
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
