"""The end of a shift: every open ticket with its line; enter keeps it, a digit hands it on; one enter does it all."""

from collections.abc import Callable
from enum import StrEnum

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.domain.together import Fate
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.handover_sheet import Entry, Sheet, counted
from servicedesk.tui.screens.slip import Line, Slip, body_text, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas, headed


class Leave(StrEnum):
    """Why the slip was left: to do it all, or to choose a colleague for the ticket in hand."""

    DO = "do"
    SOMEBODY = "somebody"


class HandoverSlip(Slip[Leave]):
    """Works on ``sheet``, so nothing chosen or typed is lost by leaving; ``changed`` is called after each change."""

    DEFAULT_CSS = """
    HandoverSlip .line { height: auto; max-height: 4; color: $ink; padding: 0 1; }
    HandoverSlip Line { display: none; }
    HandoverSlip Line.-editing { display: block; }
    HandoverSlip .line.-editing { display: none; }
    """

    def __init__(self, sheet: Sheet, changed: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._sheet, self._changed = sheet, changed
        self._list: ChoiceList[int] = ChoiceList(numbered=False, rows=14)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line("")
            yield self._list
            yield body_text("").add_class("line")
            yield Line("")
            yield hint_line("")

    def on_mount(self) -> None:
        self._paint()

    def command(self, key: str) -> bool:
        """Digits choose, enter keeps or, at the end, does it; a line being written takes everything else."""
        if self._editing:
            if key not in ("enter", "escape", "ctrl+s"):
                return False
            self._edit(False)
            return True
        if self._sheet.summing_up:
            self._sum_up(key)
        else:
            self._choose(key)
        return True

    def text_came(self, text: str, entered: bool) -> str | None:
        return super().text_came(text, entered) if self._editing else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every letter of the line counts at once."""
        event.stop()
        if self._editing:
            self._sheet.write(event.value)
            self._changed()

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        if not self._sheet.summing_up and not self._editing:
            self._sheet.at = event.index
            self._paint()

    @property
    def _editing(self) -> bool:
        return self.query_one(Line).has_class("-editing")

    def _choose(self, key: str) -> None:
        sheet = self._sheet
        proposal = sheet.here.proposal
        match key:
            case "escape" | "q":
                self.dismiss(None)
                return
            case "enter" | "1":
                sheet.choose(Fate.KEEP)
            case "2":
                sheet.choose(Fate.QUEUE)
            case "3" if proposal is not None:
                sheet.choose(Fate.GIVE, proposal.handle, proposal.name)
            case "4":
                self.dismiss(Leave.SOMEBODY)
                return
            case "0":
                sheet.keep_rest()
            case "e":
                self._edit(True)
                return
            case "j" | "down" | "tab":
                sheet.move(1)
            case "k" | "up" | "shift+tab":
                sheet.move(-1)
            case _:
                return
        self._changed()
        self._paint()

    def _sum_up(self, key: str) -> None:
        match key:
            case "enter" | "1":
                self.dismiss(Leave.DO)
            case "escape" | "q" | "k" | "up" | "2":
                self._sheet.move(-1)
                self._paint()

    def _edit(self, on: bool) -> None:
        line = self.query_one(Line)
        line.set_class(on, "-editing")
        self.query_one(".line").set_class(on, "-editing")
        if on:
            line.value = clean(self._sheet.here.line)
            line.cursor_position = len(line.value)
            self.call_after_refresh(line.see_caret)  # it has no width before
        self.set_focus(line if on else None)
        self._paint()

    # Painting

    def _paint(self) -> None:
        sheet = self._sheet
        if sheet.summing_up:
            lines = [Choice(n, _what(fate, name, ids), _numbers(ids)) for n, (fate, name, ids) in enumerate(self._sums)]
            if left := [entry.row.id for entry in sheet.entries if entry.leaves_a_draft]:
                lines.append(Choice(-1, _("your unsent drafts: {n}").format(n=len(left)), _numbers(left)))
            self._list.show(lines)
            self._say(_("This will happen, as one act that u takes back:"), "", _("enter does it, esc goes back"))
            return
        entries = [Choice(n, _label(entry), _fate(entry)) for n, entry in enumerate(sheet.entries)]
        self._list.show(entries, at=sheet.at)
        title = _("Hand over: what happens to each ticket?  {done} of {n}")
        hint = _("enter or esc: the line is kept") if self._editing else _hint(sheet.here)
        self._say(title.format(done=sheet.decided, n=len(sheet.entries)), sheet.here.line, hint)

    @property
    def _sums(self) -> list[tuple[Fate, str, list[int]]]:
        return counted(self._sheet.entries)

    def _say(self, title: str, line: str, hint: str) -> None:
        for part, text in ((".title", title), (".line", line), (".hint", hint)):
            self.query_one(part, Static).update(Content(clean(text)))


def _label(entry: Entry) -> str:
    row = entry.row
    return f"{row.id} {present.short_name(present.customer_name(row), 18)}"


def _fate(entry: Entry) -> str:
    """What was chosen, else what it is about; then an unsent draft, then the line that goes with it."""
    draft = _("an unsent draft of yours") if entry.unsent else ""
    match entry.fate:
        case Fate.KEEP:
            chosen, draft = _("stays with you"), ""
        case Fate.QUEUE:
            chosen = _("back to the queue")
        case Fate.GIVE:
            chosen = _("to {who}").format(who=entry.to_name or entry.to)
        case None:
            return "…  " + headed(draft, present.subject(entry.row)) if draft else f"…  {present.subject(entry.row)}"
    return headed(commas([chosen, draft] if draft else [chosen]), entry.line)


def _hint(entry: Entry) -> str:
    """What the keys do with the ticket in hand."""
    hints = [_("enter keeps it"), _("2 back to the queue")]
    one = entry.proposal
    if one is not None:
        who = one.name if one.here else _("{who}, not here now").format(who=one.name)
        hints.append(_("3 to {who}").format(who=who))
    return "   ".join([*hints, _("4 to …"), _("e the line"), _("0 keeps the rest"), _("esc leaves")])


def _what(fate: Fate, name: str, numbers: list[int]) -> str:
    """The count stands last: in front it would look like the digit of a menu."""
    n = len(numbers)
    match fate:
        case Fate.KEEP:
            return _("with you: {n}").format(n=n)
        case Fate.QUEUE:
            return _("back to the queue: {n}").format(n=n)
        case Fate.GIVE:
            return _("to {who}: {n}").format(who=name, n=n)


def _numbers(numbers: list[int]) -> str:
    return " ".join(f"#{number}" for number in numbers)
