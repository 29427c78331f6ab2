"""The answers for a ticket: offered before anything is typed, narrowed by typing, filled in beside the list."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.answers.answer import Answer, Offer
from servicedesk.answers.shelf import Filled, Shelf
from servicedesk.domain.blanks import blanks_in
from servicedesk.domain.errors import BadFile
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.slip import Line, Slip, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording.answer_words import reasons
from servicedesk.tui.wrap import wrap

BESIDE: Final = 100
"""Columns from which the preview stands beside the list, not below it."""
_SHOWN: Final = 6_000
"""Characters of a preview."""


class AnswersSlip(Slip[Filled]):
    """Enter inserts the answer under the cursor. ``letter``: with greeting and closing, for an empty reply."""

    def __init__(self, shelf: Shelf, *, letter: bool, problems: Sequence[BadFile] = ()) -> None:
        super().__init__()
        self._shelf = shelf
        self._letter = letter
        self._problems = tuple(problems)
        self._found_for = ""
        self._list: ChoiceList[Answer] = ChoiceList((), numbered=False, rows=10, labels=0.7)
        self._preview = Static(classes="preview")

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield title_line(_("Answers for this ticket"))
            yield Line("", placeholder=_("a code, words of the title or the text"))
            with Horizontal(classes="answers"):
                with Vertical(classes="offers"):
                    yield self._list
                with VerticalScroll(classes="previewed", can_focus=False):
                    yield self._preview
            yield Static(Content(clean(self._trouble())), classes="wrong")
            yield hint_line(_("type to narrow, arrows move, enter inserts it, esc goes back"))

    def on_mount(self) -> None:
        self.on_resize()
        self.query_one(".wrong", Static).set_class(bool(self._problems), "-shown")
        self._look("")

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < BESIDE, "-narrow")
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self.query_one(Line))

    def command(self, key: str) -> bool:
        match key:
            case "escape":
                self.dismiss(None)
            case "down" | "tab":
                self._move(1)
            case "up" | "shift+tab":
                self._move(-1)
            case "pagedown":
                self._move(8)
            case "pageup":
                self._move(-8)
            case "enter":
                self._catch_up()
                self._take(self._list.current)
            case _:
                return False
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._catch_up()

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        self._take(self._list.go(event.index))

    def _catch_up(self) -> None:
        """A change of the line may still be on its way when enter comes right behind it."""
        text = self.query_one(Line).value
        if text != self._found_for:
            self._look(text)

    def _look(self, text: str) -> None:
        self._found_for = text
        self._list.show([_line(offer) for offer in self._shelf.find(text)])
        self._paint()

    def _move(self, by: int) -> None:
        self._list.move(by)
        self._paint()

    def _take(self, choice: Choice[Answer] | None) -> None:
        if choice is not None:
            self.dismiss(self._shelf.filled(choice.value, letter=self._letter))

    def _paint(self) -> None:
        """The answer under the cursor as it would stand in the reply."""
        choice = self._list.current
        if choice is None:
            self._preview.update(Content.styled(_("No answer like that; esc goes back."), "$ink-faint"))
            return
        text = clean(self._shelf.filled(choice.value, letter=self._letter).text[:_SHOWN], lines=True)
        width = self.query_one(".previewed", VerticalScroll).scrollable_content_region.width
        text = "\n".join(wrap(text, width)) if width else text
        shown = Content.styled(text, "$ink")
        for start, end in blanks_in(text):
            shown = shown.stylize("reverse", start, end)
        self._preview.update(shown)
        self.query_one(".previewed", VerticalScroll).scroll_home(animate=False)

    def _trouble(self) -> str:
        """The first line that can't be used, and how many more there are."""
        if not self._problems:
            return ""
        first, more = self._problems[0].message, len(self._problems) - 1
        if not more:
            return first
        return ngettext("{first}; and {n} more", "{first}; and {n} more", more).format(first=first, n=more)


def _line(offer: Offer) -> Choice[Answer]:
    return Choice(offer.answer, f"{offer.answer.code}  {offer.answer.title}", reasons(offer))
