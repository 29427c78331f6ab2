"""All answers on one screen: found by typing, seen as they are, and what is to be done with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.answers.answer import LETTER
from servicedesk.answers.shelf import Shelf
from servicedesk.desk.answers.views import AnswerView
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.library.filled_preview import SHOWN
from servicedesk.tui.screens.slip import Line, Slip
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording import present
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wording.languages import language_name
from servicedesk.tui.wording.macro_words import deeds
from servicedesk.tui.wrap import wrapped

BESIDE: Final = 100
_MOVES: Final = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "pageup": -10, "home": -(10**6), "end": 10**6}


class Wanted(StrEnum):
    EDIT = "edit"
    NEW = "new"
    PAIR = "pair"
    HISTORY = "history"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done, and with which answer (0: none). ``text`` is what narrows the list."""

    what: Wanted
    number: int = 0
    text: str = ""


class CollectionSlip(Slip[Wish]):
    """``shelf`` finds by what is typed; retired answers, which it doesn't know, stand at the end of the whole list."""

    def __init__(
        self,
        views: Sequence[AnswerView],
        shelf: Shelf,
        now: datetime,
        zone: tzinfo,
        *,
        text: str = "",
        number: int = 0,
        said: str = "",
    ) -> None:
        """``text`` narrows at first, ``number`` is under the cursor; ``said``: what was done just now."""
        super().__init__()
        self._views = {view.answer.number: view for view in _in_order(views)}
        self._shelf, self._now, self._zone = shelf, now, zone
        self._text, self._number, self._said = text, number, said
        self._list: ChoiceList[int] = ChoiceList((), numbered=False, rows=200, labels=0.65)

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield Static(classes="title")
            yield Line(self._text, placeholder=_("/ narrows: a code, words of the title or the text"))
            with Horizontal(classes="answers"):
                with Vertical(classes="offers"):
                    yield self._list
                with VerticalScroll(classes="previewed", can_focus=False):
                    yield Static(classes="preview")
            yield Static(Content(clean(self._said)), classes="count")
            yield Static(
                Content(
                    _("enter edits, n new, l other language, h versions, x in or out of use, / narrows, esc goes back")
                ),
                classes="hint",
            )

    def on_mount(self) -> None:
        self.on_resize()
        self._look()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < BESIDE, "-narrow")
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(None)

    def command(self, key: str) -> bool:
        line = self.query_one(Line)
        if self.focused is line:
            return self._line_key(key, line)
        if key in _MOVES:
            self._list.move(_MOVES[key])
            self._paint()
            return True
        match key:
            case "escape" if line.value:
                line.value = ""
            case "escape" | "q" | "C":
                self.dismiss(None)
            case "/":
                self.set_focus(line)
                line.cursor_position = len(line.value)
            case "n":
                self._wish(Wanted.NEW, anything=True)
            case "enter" | "e":
                self._wish(Wanted.EDIT)
            case "l":
                self._wish(Wanted.PAIR)
            case "h":
                self._wish(Wanted.HISTORY)
            case "x":
                self._wish(Wanted.RETIRE)
            case _:
                self.app.bell()
        return True

    def _line_key(self, key: str, line: Line) -> bool:
        """While narrowing: arrows move in the list, enter gives it the keys, escape shows everything again."""
        match key:
            case "escape":
                line.value = ""
                self.set_focus(None)
            case "enter" | "tab":
                self.set_focus(None)
            case "down" | "up" | "pagedown" | "pageup":
                self._list.move(_MOVES[key])
                self._paint()
            case _:
                return False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        event.stop()
        self._list.go(event.index)
        self._paint()

    def _wish(self, what: Wanted, *, anything: bool = False) -> None:
        choice = self._list.current
        if choice is None and not anything:
            self.app.bell()
            return
        self.dismiss(Wish(what, 0 if choice is None else choice.value, self.query_one(Line).value))

    def _look(self) -> None:
        self.run_worker(self._search(self.query_one(Line).value), group="answers", exclusive=True)

    async def _search(self, text: str) -> None:
        numbers = list(self._views)
        if text.strip():
            found = [offer.answer.number for offer in await self._shelf.found(text, 200)]
            beside = [number for number, view in self._views.items() if self._stays(view, text)]
            numbers = [*dict.fromkeys((*found, *beside))]
        if text != self.query_one(Line).value:
            return
        shown = [self._views[number] for number in numbers if number in self._views]
        at = next((n for n, view in enumerate(shown) if view.answer.number == self._number), 0)
        if text != self._text:
            self._number = 0
        self._list.show([self._choice(view) for view in shown], at=at)
        self.query_one(".title", Static).update(Content(clean(self._title())))
        self._paint()

    def _stays(self, view: AnswerView, text: str) -> bool:
        """What the shelf doesn't find: an answer out of use with these words, and the one just dealt with."""
        words = f"{view.answer.code} {view.answer.title} {view.answer.body}".casefold()
        has = all(word in words for word in text.casefold().split())
        return view.answer.number == self._number or (view.retired and has)

    def _title(self) -> str:
        n = len(self._views)
        if not n:
            return _("No answers yet: n writes the first")
        names = commas(language_name(code) for code in sorted({one.answer.language for one in self._views.values()}))
        return ngettext("{n} answer, {languages}", "{n} answers, {languages}", n).format(n=n, languages=names)

    def _choice(self, view: AnswerView) -> Choice[int]:
        answer = view.answer
        facts = [_("out of use")] if view.retired else []
        facts += [part for part in (answer.folder, _owner(answer.owner)) if part]
        facts += [ngettext("{n} use", "{n} uses", view.uses).format(n=view.uses)] if view.uses else []
        return Choice(answer.number, f"{answer.language} {answer.code}  {answer.title}", commas(facts))

    def _paint(self) -> None:
        choice = self._list.current
        preview = self.query_one(".preview", Static)
        if choice is None:
            nothing = _("No answer like that; esc shows all of them.") if self._views else ""
            preview.update(Content.styled(nothing, "$ink-faint"))
            return
        view = self._views[choice.value]
        room = self.query_one(".previewed", VerticalScroll).scrollable_content_region.width
        facts = Content.styled(wrapped(self._facts(view), room), "$ink-quiet")
        body = Content.styled(wrapped(view.answer.body[:SHOWN], room), "$ink")
        preview.update(facts + Content("\n\n") + body)
        self.query_one(".previewed", VerticalScroll).scroll_home(animate=False)

    def _facts(self, view: AnswerView) -> str:
        answer = view.answer
        when = present.moment(view.changed_at, self._zone, self._now)
        lines = [
            _("version {n}, {when}, by {who}").format(n=answer.version, when=when, who=view.changed_by)
            if view.changed_by
            else _("version {n}, {when}").format(n=answer.version, when=when)
        ]
        if answer.actions:
            lines.append(_("It also does: {deeds}").format(deeds=deeds(answer.actions)))
        if view.settled:
            lines.append(
                _("{n} of {all} tickets resolved with it were opened again").format(n=view.reopened, all=view.settled)
            )
        if answer.code != LETTER and not self._has_pair(view):
            lines.append(
                _("only in {language}; l writes it in another language").format(language=language_name(answer.language))
            )
        if not view.mine:
            lines.append(_("a supervisor changes this one; enter writes your own in its place"))
        return "\n".join(lines)

    def _has_pair(self, view: AnswerView) -> bool:
        code, language = view.answer.code.upper(), view.answer.language
        return any(one.answer.code.upper() == code and one.answer.language != language for one in self._views.values())


def _in_order(views: Sequence[AnswerView]) -> list[AnswerView]:
    """By folder and code, the languages of one side by side; what is out of use comes last."""
    return sorted(views, key=lambda one: (one.retired, one.answer.folder, one.answer.code, one.answer.language))


def _owner(owner: str) -> str:
    if owner.startswith("person:"):
        return _("of {who}").format(who=owner.removeprefix("person:"))
    return _("team {name}").format(name=owner.removeprefix("team:")) if owner else ""
