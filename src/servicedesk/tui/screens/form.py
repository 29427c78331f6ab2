"""Several lines of text under each other: the slip of a new ticket."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Line, Slip, hint_line, title_line
from servicedesk.tui.sentences import sentence


@dataclass(frozen=True, slots=True)
class Field:
    """A line to fill in. ``placeholder`` says by example what belongs there."""

    name: str
    label: str
    placeholder: str = ""
    value: str = ""


class Form(Slip[Mapping[str, str]]):
    """Tab, enter and the arrows walk the lines; ctrl+s, or enter on the last line, takes them all after ``check``."""

    def __init__(
        self, title: str, fields: Sequence[Field], check: Callable[[Mapping[str, str]], object] | None = None
    ) -> None:
        super().__init__()
        self._title, self._fields, self._check = title, tuple(fields), check

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title)
            for field in self._fields:
                with Horizontal(classes="field"):
                    yield Static(Content(clean(field.label)), classes="name")
                    yield Line(field.value, placeholder=field.placeholder, name_=f"field-{field.name}")
            yield Static("", classes="wrong")
            yield hint_line(_("tab or enter: next line, ctrl+s: take it, esc: go back"))

    def take_focus(self) -> None:
        self.set_focus(self._inputs[0])

    @property
    def _inputs(self) -> list[Line]:
        return [self.query_one(f"#field-{field.name}", Line) for field in self._fields]

    def command(self, key: str) -> bool:
        inputs = self._inputs
        at = next((n for n, line in enumerate(inputs) if line is self.focused), 0)
        match key:
            case "escape":
                self.dismiss(None)
            case "ctrl+s":
                self._take()
            case "enter" if at == len(inputs) - 1:
                self._take()
            case "enter" | "tab" | "down":
                self.set_focus(inputs[(at + 1) % len(inputs)])
            case "shift+tab" | "up":
                self.set_focus(inputs[(at - 1) % len(inputs)])
            case _:
                return False
        return True

    def _take(self) -> None:
        values = {field.name: line.value.strip() for field, line in zip(self._fields, self._inputs, strict=True)}
        try:
            if self._check is not None:
                self._check(values)
        except DeskError as error:
            wrong = self.query_one(".wrong", Static)
            wrong.update(Content(clean(sentence(error))))
            wrong.add_class("-shown")
            return
        self.dismiss(values)
