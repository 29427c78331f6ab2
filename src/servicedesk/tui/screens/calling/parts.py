"""The two parts of a call slip that take text: who it is, and the notes with their lines."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.calling.form import CallForm
from servicedesk.tui.screens.calling.lines import Caller, Unfinished, caller_lines
from servicedesk.tui.screens.calling.words import channel_line
from servicedesk.tui.screens.slip import Line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.widgets.wide_wrap import WideTextArea

if TYPE_CHECKING:
    from servicedesk.desk.views import CustomerHit

STRANGERS: Final = ("name", "address")
"""Lines that only somebody unknown needs."""
FIELDS: Final = (*STRANGERS, "subject", "order")


class Who(Vertical):
    """A line to type into and the customers it finds; ``lookup`` finds them. ``unfinished`` stand there at first."""

    DEFAULT_CSS = """
    Who { height: auto; }
    Who .channel { height: 1; color: $ink-quiet; }
    """

    def __init__(
        self,
        text: str,
        lookup: "Callable[[str], Awaitable[Sequence[CustomerHit]]]",
        unfinished: Sequence[Unfinished],
    ) -> None:
        super().__init__()
        self._lookup = lookup
        self._unfinished = unfinished
        self._found_for: str | None = None
        self.line = Line(text, placeholder=_("number, order, name or e-mail"))
        self.found: ChoiceList[Caller] = ChoiceList(caller_lines((), text, unfinished), numbered=False)

    def compose(self) -> ComposeResult:
        yield Static(classes="channel")
        yield self.line
        yield self.found

    def show_channel(self, channel: str) -> None:
        self.query_one(".channel", Static).update(channel_line(channel))

    async def look(self) -> None:
        """Show what the line finds as it stands; raises DeskError."""
        text = self.line.value
        hits = await self._lookup(text) if text.strip() else ()
        if text == self.line.value:
            self._found_for = text
            self.found.show(caller_lines(hits, text, self._unfinished))

    async def chosen(self) -> Choice[Caller] | None:
        """The line under the cursor, after waiting for what the newest text finds; raises DeskError."""
        if self._found_for != self.line.value:
            await self.look()
        return self.found.current


class NotesText(WideTextArea):
    """What is typed while talking."""

    DEFAULT_CSS = """
    NotesText, NotesText:focus { border: none; padding: 0 1; height: 6; background: $ground; color: $ink; }
    NotesText .text-area--cursor-line { background: $ground; }
    """

    def __init__(self, text: str) -> None:
        super().__init__(clean(text, lines=True), soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.cursor_blink = False


class Notes(Vertical):
    """What is known of the caller, lines for what isn't, and the notes."""

    DEFAULT_CSS = """
    Notes { height: auto; }
    Notes .facts { height: auto; max-height: 4; color: $ink-quiet; }
    """

    def __init__(self, form: CallForm) -> None:
        super().__init__()
        self._lines = {
            name: Line(getattr(form, name), placeholder=placeholder) for name, _label, placeholder in _fields()
        }
        self.area = NotesText(form.text)

    def compose(self) -> ComposeResult:
        yield Static(classes="facts")
        for name, label, _placeholder in _fields():
            with Horizontal(classes="field", id=f"row-{name}"):
                yield Static(Content(label), classes="name")
                yield self._lines[name]
        yield self.area

    def on_mount(self) -> None:
        self.area.move_cursor(self.area.document.end)

    def show(self, facts: str, *, strange: bool, new: bool) -> None:
        """``strange``: ask who it is; ``new``: ask what a new ticket needs."""
        for name in FIELDS:
            self.query_one(f"#row-{name}").display = strange if name in STRANGERS else new
        shown = self.query_one(".facts", Static)
        shown.display = bool(facts)
        shown.update(Content(facts))

    def fill_in(self, form: CallForm) -> None:
        """What the form knows goes into the lines."""
        for name, line in self._lines.items():
            value = clean(getattr(form, name))
            if line.value != value:
                line.value = value

    def into(self, form: CallForm) -> CallForm:
        """The form with what stands in the lines and in the text."""
        lines = self._lines
        return replace(
            form,
            name=lines["name"].value,
            address=lines["address"].value,
            subject=lines["subject"].value,
            order=lines["order"].value,
            text=self.area.text,
        )

    def walk(self, by: int) -> None:
        """From line to line, and to the text."""
        stops: list[Widget] = [line for name, line in self._lines.items() if self.query_one(f"#row-{name}").display]
        stops.append(self.area)
        focused = self.screen.focused
        at = stops.index(focused) if focused in stops else len(stops) - 1
        self.screen.set_focus(stops[(at + by) % len(stops)])


def _fields() -> tuple[tuple[str, str, str], ...]:
    return (
        ("name", _("name"), _("empty: an unnamed caller")),
        ("address", _("phone or e-mail"), _("+351 912 345 678, mara@example.com")),
        ("subject", _("subject"), _("empty: the first line of your notes")),
        ("order", _("order"), _("number, if there is one")),
    )
