"""A form over the desk: choices by arrows and digits, words to type; what stands in it survives until it is sent."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Final, Protocol

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.calling.keeping import Keeping
from servicedesk.tui.screens.calling.parts import NotesText
from servicedesk.tui.screens.slip import Line, Slip, body_text, title_line
from servicedesk.tui.screens.workflows.cells import CellBox
from servicedesk.tui.screens.workflows.fields import DIGITS, Count, Row, Sheet, Text
from servicedesk.tui.screens.workflows.finding import Finding
from servicedesk.tui.wording.sentences import sentence

Values = Mapping[str, str]
Check = Callable[[Values], object]
"""Looks at what stands in a form before it is taken; raises a DeskError that says what is wrong."""
Live = Callable[[Values], Awaitable[str]]
"""What follows from a form as it stands, in a line or two below it; raises DeskError."""

_BESIDES: Final = 11
"""Lines of a form besides its rows, at most."""


class Keeper(Protocol):
    """Where a form is kept until it is sent. What stores raises DeskError."""

    def hold(self) -> None:
        """Keep later keys waiting until ``release``."""

    def release(self) -> None: ...
    async def keep(self, fields: Mapping[str, str]) -> None: ...


class FormSlip(Slip[Values]):
    """Answers the values of its fields by their names, or None: then it is kept. ``kept`` is what was kept of it.

    ``wrong``: why what was sent before was refused.
    """

    DEFAULT_CSS = """
    FormSlip .rows { height: auto; max-height: 12; scrollbar-size-vertical: 1; }
    FormSlip .head { height: auto; max-height: 2; color: $ink; }
    FormSlip .cells { height: 1; padding: 0 0 0 2; }
    FormSlip .listed { height: auto; max-height: 2; color: $ink-faint; }
    FormSlip .live { height: auto; max-height: 4; color: $ink-quiet; }
    """

    def __init__(
        self,
        sheet: Sheet,
        keeper: Keeper,
        kept: Values | None = None,
        *,
        check: Check | None = None,
        live: Live | None = None,
        wrong: str = "",
    ) -> None:
        super().__init__()
        self._sheet = sheet
        self._keeper, self._check, self._live = keeper, check, live
        start = sheet.start(kept or {})
        self._refused, self._refused_as = wrong, dict(start)
        self._ahead = self._refusal = ""
        self._boxes: dict[str, CellBox | Line | NotesText] = {
            one.name: _box(one, start[one.name]) if isinstance(one, Text) else CellBox(one, start[one.name])
            for one in sheet.fields
        }
        self._parts: list[tuple[Row, list[Widget]]] = []
        self._finding = Finding(self._took)
        self._keeping = Keeping(self, self.collected, keeper.keep, self._kept)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._sheet.title)
            if self._sheet.body:
                yield body_text(self._sheet.body)
            with VerticalScroll(classes="rows", can_focus=False):
                for row in self._sheet.rows:
                    parts = [*self._row(row)]
                    self._parts.append((row, parts))
                    yield from parts
            yield self._finding
            yield Static(classes="listed")
            yield Static(classes="live")
            yield Static(classes="wrong")
            yield Static(classes="hint")

    def _row(self, row: Row) -> Iterator[Widget]:
        if row.head:
            yield Static(Content.styled(clean(row.head), f"${row.role}"), classes="head")
        first = row.fields[0] if row.fields else None
        if isinstance(first, Text):
            box = self._boxes[first.name]
            if first.tall:
                yield Static(Content(clean(first.label)), classes="name")
                yield box
            else:
                yield Horizontal(Static(Content(clean(first.label)), classes="name"), box, classes="field")
        elif first is not None:
            yield Horizontal(*(self._boxes[one.name] for one in row.fields), classes="cells")

    def on_mount(self) -> None:
        for box in self._boxes.values():
            if isinstance(box, NotesText):
                box.move_cursor(box.document.end)
        self._keeping.begin()
        self._wrong(self._refused)
        self._fit()
        self._show_rows()
        self._look()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """The rows take what is left of the screen's height beside the rest of the form."""
        self.query_one(".rows").styles.max_height = max(3, self.app.size.height * 8 // 10 - _BESIDES)

    def take_focus(self) -> None:
        """Give the keys to the field that the form begins with."""
        box = self._boxes.get(self._sheet.at) or next(iter(self._boxes.values()), None)
        if box is not None:
            self._go(box)

    # Keys

    def command(self, key: str) -> bool:
        """Take a key as the field under the cursor means it; False hands it to the focused text."""
        match key:
            case "escape":
                self._leave()
            case "ctrl+s":
                self._send()
            case "tab":
                self._walk(1)
            case "shift+tab":
                self._walk(-1)
            case _:
                return self._field_key(key)
        return True

    def _field_key(self, key: str) -> bool:
        here = self.focused
        if isinstance(here, Line) and self._finding.command(key):
            return True
        if isinstance(here, CellBox):
            self._cell_key(here, key)
            return True
        if isinstance(here, TextArea):
            return False
        if key in {"enter", "down"}:
            self._walk(1)
        elif key == "up":
            self._walk(-1)
        else:
            return False
        return True

    def _cell_key(self, cell: CellBox, key: str) -> None:
        if key in {"down", "j"}:
            self._row_on(1)
        elif key in {"up", "k"}:
            self._row_on(-1)
        elif key == "enter":
            self._walk(1)
        else:
            too_many = isinstance(cell.cell, Count) and key in DIGITS and cell.cell.exceeds(cell.value, key)
            if cell.command(key):
                self._changed()
            if too_many and isinstance(cell.cell, Count):
                self._wrong(_("at most {n}").format(n=cell.cell.most))

    def text_came(self, text: str, entered: bool) -> str | None:
        """Words into a text; elsewhere they are no choice."""
        if isinstance(self.focused, TextArea):
            return f"{text}\n" if entered else text
        return super().text_came(text, entered)

    def on_cell_box_clicked(self, event: CellBox.Clicked) -> None:
        event.stop()
        self._go(event.cell)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click into a text: what its digits would choose goes."""
        if event.widget is self.focused:
            self._list_choices()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()

    def _walk(self, by: int) -> None:
        """To the next field; around at the ends."""
        boxes = [self._boxes[one.name] for row in self._shown() for one in row.fields]
        at = next((n for n, box in enumerate(boxes) if box is self.focused), 0)
        self._go(boxes[(at + by) % len(boxes)])

    def _row_on(self, by: int) -> None:
        """To the same place of the next row; it stops at the ends."""
        rows = [[self._boxes[one.name] for one in row.fields] for row in self._shown() if row.fields]
        place = next(((n, row.index(self.focused)) for n, row in enumerate(rows) if self.focused in row), (0, 0))
        n = max(0, min(len(rows) - 1, place[0] + by))
        self._go(rows[n][min(place[1], len(rows[n]) - 1)])

    def _go(self, box: Widget) -> None:
        self.set_focus(box)
        if isinstance(box, Line):
            box.cursor_position = len(box.value)
        self._list_choices()

    def _shown(self) -> list[Row]:
        """The rows that are there as the form stands."""
        values = self.collected()
        return [row for row in self._sheet.rows if row.only is None or values.get(row.only[0]) == row.only[1]]

    def _show_rows(self) -> None:
        shown = self._shown()
        for row, parts in self._parts:
            for part in parts:
                part.display = row in shown

    def _find(self) -> None:
        """List what the words of the focused line find, where it finds anything."""
        name = next((name for name, box in self._boxes.items() if box is self.focused), "")
        field = next((one for one in self._sheet.fields if one.name == name), None)
        box = self._boxes.get(name)
        if isinstance(field, Text) and field.finds is not None and isinstance(box, Line):
            self.run_worker(self._finding.look(field.finds, box.value), group="find", exclusive=True)
        else:
            self._finding.clear()

    def _took(self, value: str) -> None:
        """One of what was found goes into the focused line."""
        here = self.focused
        if isinstance(here, Line):
            here.value = value
            here.cursor_position = len(value)

    # What stands in it

    def collected(self) -> dict[str, str]:
        """The values of the fields as they stand."""
        return {name: _value(box) for name, box in self._boxes.items()}

    def _changed(self) -> None:
        if self.collected() != self._refused_as:
            self._wrong("")
        self._show_rows()
        self._list_choices()
        self._keeping.changed()
        self._look()

    def _look(self) -> None:
        """Work out anew what follows from the form."""
        if self._live is not None:
            self.run_worker(self._told(self._live), group="live", exclusive=True, exit_on_error=False)

    async def _told(self, live: Live) -> None:
        try:
            text, role = await live(self.collected()), "$ink"
        except DeskError as error:
            text, role = sentence(error), "$at-risk"
        self._ahead = clean(text, lines=True)
        self.query_one(".live", Static).update(Content.styled(self._ahead, role))
        self._say_once()

    def _send(self) -> None:
        values = self.collected()
        try:
            if self._check is not None:
                self._check(values)
        except DeskError as error:
            self._wrong(sentence(error))
            return
        self._keeping.stop()
        self.dismiss(values)

    def _leave(self) -> None:
        """Put it aside, stored; one that the store refuses stays until the second escape."""
        self._keeper.hold()
        self.run_worker(self._put_aside(anyway=self._keeping.refused), group="turn", exit_on_error=False)

    async def _put_aside(self, *, anyway: bool) -> None:
        try:
            if await self._keeping.now() or anyway:
                self._keeping.stop()
                self.dismiss(None)
        finally:
            self._keeper.release()

    def _kept(self, error: DeskError | None) -> None:
        self._wrong("" if error is None else _("The form is not stored yet: {why}").format(why=sentence(error)))

    # What is shown

    def _list_choices(self) -> None:
        here = self.focused
        listed = here.cell.listed() if isinstance(here, CellBox) else ""
        shown = self.query_one(".listed", Static)
        shown.display = bool(listed)
        shown.update(Content(clean(listed)))
        sends = self._sheet.sends or _("sends it")
        hint = _("ctrl+s {does}, tab next, esc keeps it")
        if isinstance(here, CellBox):
            hint = _("ctrl+s {does}, left, right and digits change it, tab next, esc keeps it")
        self.query_one(".hint", Static).update(Content(clean(hint.format(does=sends))))
        self._find()

    def _wrong(self, text: str) -> None:
        wrong = self.query_one(".wrong", Static)
        self._refusal = clean(text)
        wrong.update(Content.styled(clean(text), "bold"))
        wrong.set_class(bool(text), "-shown")
        self._say_once()

    def _say_once(self) -> None:
        """What was foretold gives way to a refusal in the same words."""
        self.query_one(".live").display = self._ahead != self._refusal


def _box(one: Text, value: str) -> Line | NotesText:
    if not one.tall:
        return Line(value, placeholder=one.empty)
    area = NotesText(value)
    area.styles.height = one.tall
    return area


def _value(box: CellBox | Line | NotesText) -> str:
    return box.text if isinstance(box, NotesText) else box.value
