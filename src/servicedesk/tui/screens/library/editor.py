"""Writing an answer: its fields and text, the same filled in beside them, what is wrong with it as one types."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from servicedesk.answers.answer import Answer
from servicedesk.answers.filled import Filled
from servicedesk.answers.soundness import Fault
from servicedesk.desk.answers.views import AnswerView
from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.calling.keeping import Keeping
from servicedesk.tui.screens.calling.parts import NotesText
from servicedesk.tui.screens.library.filled_preview import filled_preview
from servicedesk.tui.screens.library.sheet import Sheet, read_sheet
from servicedesk.tui.screens.slip import Line, Slip, title_line
from servicedesk.tui.wording.sentences import sentence
from servicedesk.tui.wrap import wrapped

BESIDE: Final = 110
"""Columns from which the preview stands beside the fields; in fewer ctrl+r shows it in their place."""
PAINT_AFTER: Final = 0.05
"""Seconds from a key until the answer is filled in anew: a burst of keys is one."""
FAULTS: Final = 3
"""How many are said at once of what is wrong."""
_LINES: Final = ("code", "title", "language", "folder", "owner", "fits", "words", "actions")


class Board(Protocol):
    """What the editor asks of the desk. What reads or stores raises DeskError."""

    async def keep(self, fields: Mapping[str, str]) -> None: ...
    async def save(self, answer: Answer) -> AnswerView: ...


class EditorSlip(Slip[AnswerView]):
    """Answers what was saved; None when it was left: the texts are kept for the next time.

    ``before``: the answer as it is stored; ``sheet``: what stands in the fields. ``fill`` fills a text in.
    """

    def __init__(
        self,
        before: Answer,
        sheet: Sheet,
        board: Board,
        fill: Callable[[Answer], Filled],
        me: str,
        *,
        kept: bool,
        source: str = "",
    ) -> None:
        """``kept``: the sheet is one that was left unsaved before. ``source``: it is written from this text in another
        language.
        """
        super().__init__()
        self._source = source.strip()
        self._before, self._board, self._fill, self._me = before, board, fill, me
        self._kept = kept
        self._stops: dict[str, Line | NotesText] = {
            name: Line(getattr(sheet, name), name_=name, placeholder=_example(name)) for name in _LINES
        }
        self._stops |= {name: NotesText(getattr(sheet, name)) for name in ("body", "examples")}
        for name in ("body", "examples"):
            self._stops[name].id = name
        self._at: Widget | None = None
        self._painting: Timer | None = None
        self._shown = self._texts()
        self._keeping = Keeping(self, self._texts, board.keep, self._told)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(self._title())
            with Horizontal(classes="desk"):
                with Vertical(classes="fields"):
                    for name in _LINES:
                        with Horizontal(classes="field"):
                            yield Static(Content(_label(name)), classes="name")
                            yield self._stops[name]
                    yield self._stops["body"]
                    yield Static(Content(_label("examples")), classes="label")
                    yield self._stops["examples"]
                with VerticalScroll(classes="previewed", can_focus=False):
                    yield Static(classes="preview")
            yield Static(classes="wrong")
            yield Static(classes="hint")

    def on_mount(self) -> None:
        self.on_resize()
        self._keeping.begin()
        if self._kept:
            self._wrong(_("This is what you left unsaved; ctrl+t throws it away."))

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < BESIDE, "-narrow")
        self.query_one(".hint", Static).update(Content(self._hint()))
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self._stops["title" if self._before.code else "code"])

    def command(self, key: str) -> bool:
        match key:
            case "escape" if self.has_class("-looking"):
                self._look(False)
            case "escape":
                self.run_worker(self._leave(), group="leave", exclusive=True)
            case "ctrl+s":
                self.run_worker(self._save(), group="save", exclusive=True)
            case "ctrl+t":
                self.run_worker(self._throw_away(), group="leave", exclusive=True)
            case "ctrl+r":
                self._look(not self.has_class("-looking"))
            case _ if self.has_class("-looking"):
                return True
            case "tab":
                self._walk(1)
            case "shift+tab":
                self._walk(-1)
            case "enter" | "down" if isinstance(self.focused, Line):
                self._walk(1)
            case "up" if isinstance(self.focused, Line):
                self._walk(-1)
            case _:
                return False
        return True

    def text_came(self, text: str, entered: bool) -> str | None:
        if isinstance(self.focused, TextArea):
            return f"{text}\n" if entered else text
        return super().text_came(text, entered)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()

    def _texts(self) -> dict[str, str]:
        return {name: stop.value if isinstance(stop, Line) else stop.text for name, stop in self._stops.items()}

    def _read(self) -> tuple[Answer, tuple[Fault, ...]]:
        return read_sheet(Sheet.from_texts(self._texts()), self._before, self._me)

    def _look(self, looking: bool) -> None:
        """Show the answer filled in, in place of the fields; then the keys go on where they were."""
        if looking:
            self._at = self.focused
        self.set_class(looking, "-looking")
        self.call_after_refresh(self._paint)
        if not looking and self._at is not None:
            self.set_focus(self._at)

    def _walk(self, by: int) -> None:
        stops: list[Widget] = list(self._stops.values())
        at = stops.index(self.focused) if self.focused in stops else 0
        self.set_focus(stops[(at + by) % len(stops)])

    def _changed(self) -> None:
        """What a field holds at first is told as a change too."""
        texts = self._texts()
        if texts == self._shown:
            return
        self._shown = texts
        self._keeping.changed()
        self._wrong("")
        if self._painting is None:
            self._painting = self.set_timer(PAINT_AFTER, self._paint)

    async def _leave(self) -> None:
        """Go back; what was typed is kept. What can't be kept holds the editor open."""
        if await self._keeping.now():
            self._keeping.stop()
            self.dismiss(None)

    async def _throw_away(self) -> None:
        """Forget what was typed since the answer was saved."""
        self._keeping.stop()
        try:
            await self._board.keep({})
        except DeskError as error:
            self._told(error)
            return
        self.dismiss(None)

    async def _save(self) -> None:
        answer, wrong = self._read()
        if wrong:
            self._wrong(_("{field}: {reason}").format(field=_label(wrong[0].field), reason=wrong[0].reason))
            self._at = self._stops.get(wrong[0].field, self._at)
            self._look(False)
            return
        if self._source and answer.body.strip() == self._source:
            self._wrong(_("This is still the text in the other language; write it in this one first."))
            return
        try:
            saved = await self._board.save(answer)
        except DeskError as error:
            self._wrong(sentence(error))
            return
        self._keeping.stop()
        self.dismiss(saved)

    def _told(self, error: DeskError | None) -> None:
        self._wrong("" if error is None else _("Not kept yet: {why}").format(why=sentence(error)))

    def _paint(self) -> None:
        """The text as it would stand in a reply; below it, above a long one, what is wrong with the answer."""
        self._painting = None
        answer, wrong = self._read()
        region = self.query_one(".previewed", VerticalScroll).scrollable_content_region
        shown = filled_preview(self._fill(answer), region.width)
        words = [
            _("{field}: {reason}").format(field=_label(fault.field), reason=fault.reason) for fault in wrong[:FAULTS]
        ]
        if words:
            said = Content.styled("\n\n".join(wrapped(text, region.width) for text in words), "$at-risk")
            fits = shown.plain.count("\n") + said.plain.count("\n") + 3 < region.height
            parts = (shown, said) if fits else (said, shown)
            shown = Content("\n\n").join(parts)
        self.query_one(".preview", Static).update(shown)

    def _title(self) -> str:
        if not self._before.number and not self._before.code:
            return _("A new answer")
        if not self._before.number and self._before.own and not self._source:
            return _("Your own {code}, in place of the one for all").format(code=self._before.code)
        return _("Answer {code}, {language}").format(code=self._before.code, language=self._before.language)

    def _hint(self) -> str:
        hint = _("ctrl+s saves it, tab goes on, esc goes back and keeps what you typed, ctrl+t throws it away")
        return _("{hint}, ctrl+r shows it filled in").format(hint=hint) if self.has_class("-narrow") else hint

    def _wrong(self, text: str) -> None:
        wrong = self.query_one(".wrong", Static)
        wrong.update(Content(clean(text)))
        wrong.set_class(bool(text), "-shown")


def _example(field: str) -> str:
    """What may stand in a line, where that isn't plain."""
    examples = {
        "code": _("letters, digits and hyphens, such as TRK-LOST"),
        "language": "en zh",
        "owner": _("shared, mine, or a team's code"),
        "fits": _("any; or some of: complaint return delivery decided growth stuck …"),
        "words": _("words of their messages, with commas"),
        "actions": _("status=resolved, priority=high, tag=refund, team=care, include=CODE"),
    }
    return examples.get(field, "")


def _label(field: str) -> str:
    names = {
        "code": _("code"),
        "title": _("title"),
        "language": _("language"),
        "folder": _("folder"),
        "owner": _("owner"),
        "fits": _("fits"),
        "kinds": _("fits"),
        "natures": _("fits"),
        "stages": _("fits"),
        "lifecycle": _("fits"),
        "parcels": _("fits"),
        "words": _("they say"),
        "actions": _("also does"),
        "body": _("text"),
        "examples": _("messages that it answers, one a line"),
    }
    return names.get(field, field)
