"""A choice or a number among the fields of a form: painted in one piece, changed by arrows and digits."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from servicedesk.tui.clean import clean
from servicedesk.tui.screens.workflows.fields import Cell


class CellBox(Widget, can_focus=True):
    """``label: <value>``; where it has the keys, its value stands between the arrows' signs."""

    class Clicked(Message):
        """The cell was clicked."""

        def __init__(self, cell: "CellBox") -> None:
            super().__init__()
            self.cell = cell

    DEFAULT_CSS = """
    CellBox { width: auto; height: 1; margin-right: 2; color: $ink; }
    CellBox:focus { background: $ground-cursor; }
    """

    def __init__(self, cell: Cell, value: str) -> None:
        super().__init__()
        self.cell = cell
        self.value = value

    def change(self, value: str) -> bool:
        """Show another value; False where it is the one that stands there."""
        if value == self.value:
            return False
        self.value = value
        self.refresh(layout=True)
        return True

    def command(self, key: str) -> bool | None:
        """Take a key: whether it changed the value; None for one that means nothing here."""
        if key in {"left", "minus", "-"}:
            return self.change(self.cell.beside(self.value, -1))
        if key in {"right", "plus", "+", "space", " "}:
            return self.change(self.cell.beside(self.value, 1))
        if len(key) == 1 and key in "0123456789":
            return self.change(self.cell.by_digit(self.value, key))
        return None

    def render(self) -> Content:
        here = self.has_focus
        label = f"{clean(self.cell.label)} " if self.cell.label else ""
        words = clean(self.cell.words(self.value))
        opening, closing = ("<", ">") if here else (" ", " ")
        return Content.assemble(
            (label, "$ink-quiet"), (opening, "$accent bold"), (words, "$ink bold"), (closing, "$accent bold")
        )

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked(self))
