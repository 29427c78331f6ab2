"""A slip: a panel that rises from the bottom over the desk, asks one thing and goes away."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.cells import cell_len
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from servicedesk.tui.clean import clean
from servicedesk.tui.terminal.covered import Covered

T = TypeVar("T")


class Slip(Covered[T], ModalScreen[T]):
    """What every slip shares. Its keys arrive through ``command``, in the order they were pressed."""

    CSS_PATH = Path(__file__).with_name("slip.tcss")  # absolute: slips in other folders share it
    AUTO_FOCUS = ""

    closing: Callable[[], None] | None = None
    """Called at the moment of the answer, before anything else can happen."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer and go away; a second answer is none."""
        closing, self.closing = self.closing, None
        if closing is not None:
            closing()
        return super().dismiss(result)

    def command(self, key: str) -> bool:
        """Take a key by its name; False hands it to the focused text."""
        if key in {"escape", "q"}:
            self.dismiss(None)
        return True

    def text_came(self, text: str, entered: bool) -> str | None:
        """A paste, a scan or a committed word: one line for the slip's text; never a choice."""
        del entered
        if isinstance(self.focused, TextArea):
            return text
        if isinstance(self.focused, Input):
            return " ".join(text.split())
        self.app.bell()
        return None

    def take_focus(self) -> None:
        """Give the keys to the slip's text, where it has one."""


def title_line(text: str) -> Static:
    """The first line of a slip."""
    return Static(Content(clean(text)), classes="title")


def hint_line(text: str) -> Static:
    """The last line of a slip: what the keys do."""
    return Static(Content(clean(text)), classes="hint")


def body_text(text: str) -> Static:
    """Some lines of text between title and choices."""
    return Static(Content(clean(text, lines=True)), classes="body")


class Line(Input):
    """A line to type into. Nothing blinks here."""

    def __init__(self, value: str, *, placeholder: str = "", name_: str | None = None) -> None:
        super().__init__(clean(value), placeholder=clean(placeholder), id=name_, select_on_focus=False)
        self.cursor_blink = False

    def see_caret(self) -> None:
        """Scroll to the caret; a line that was hidden when it got its text shows the start."""
        at = cell_len(self.value[: self.cursor_position])
        self.scroll_to_region(Region(at, 0, 1, 1), force=True, animate=False)
