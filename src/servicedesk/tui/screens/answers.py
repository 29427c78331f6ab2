"""The answers for a ticket: offered before anything is typed, narrowed by typing, filled in beside the list."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from servicedesk.answers.answer import Answer, Offer
from servicedesk.answers.filled import Filled
from servicedesk.answers.ranking import Facts
from servicedesk.answers.shelf import Shelf, Stock
from servicedesk.domain.errors import DeskError
from servicedesk.i18n import _, ngettext
from servicedesk.tui.clean import clean
from servicedesk.tui.screens.library.filled_preview import filled_preview
from servicedesk.tui.screens.slip import Line, Slip, hint_line, title_line
from servicedesk.tui.widgets.choice_list import Choice, ChoiceList
from servicedesk.tui.wording.answer_words import reasons
from servicedesk.tui.wording.languages import language_name
from servicedesk.tui.wording.sentences import sentence

BESIDE: Final = 100
"""Columns from which the preview stands beside the list, not below it."""
_MOVES: Final = {"down": 1, "up": -1, "shift+tab": -1, "pagedown": 8, "pageup": -8}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Answers in the order they were chosen, each filled in; the first one with the letter around it, if wanted."""

    answers: tuple[Answer, ...]
    filled: tuple[Filled, ...]


class AnswersSlip(Slip[Chosen]):
    """Enter takes the marked answers, else the one under the cursor. ``letter``: for an empty reply.

    The search lets the console run; keys that come while it works are taken when it has found.
    """

    def __init__(self, shelf: Awaitable[Shelf], *, letter: bool) -> None:
        super().__init__()
        self._coming = shelf
        self._shelf = Shelf(Stock.of(()), Facts())
        self._letter = letter
        self._begun = False
        self._sought: str | None = None
        self._found_for: str | None = None
        self._waiting: list[str] = []
        self._marked: dict[str, Answer] = {}
        self._turned: dict[str, Answer] = {}
        self._offers: tuple[Offer, ...] = ()
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
            yield hint_line(_("type to narrow, arrows move, enter inserts it, tab marks several, esc goes back"))

    def on_mount(self) -> None:
        self.on_resize()
        self.run_worker(self._begin(), group="begin", exit_on_error=False)

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < BESIDE, "-narrow")
        self.call_after_refresh(self._paint)

    def take_focus(self) -> None:
        self.set_focus(self.query_one(Line))

    def command(self, key: str) -> bool:
        if key == "escape":
            self.dismiss(None)
        elif key not in _MOVES and key not in ("enter", "tab", "ctrl+l"):
            return False
        elif self._found_for != self.query_one(Line).value:
            self._waiting.append(key)
            self._look(self.query_one(Line).value)
        else:
            self._act(key)
        return True

    def _act(self, key: str) -> None:
        if key == "enter":
            self._take(self._list.current)
        elif key == "tab":
            self._mark(self._list.current)
        elif key == "ctrl+l":
            self._turn(self._list.current)
        else:
            self._list.move(_MOVES[key])
            self._paint()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._found_for:
            self._look(event.value)

    def on_choice_list_clicked(self, event: ChoiceList.Clicked) -> None:
        self._take(self._list.go(event.index))

    async def _begin(self) -> None:
        """Wait for the answers, then look for what has been typed by then."""
        try:
            self._shelf = await self._coming
        except DeskError as error:
            self._preview.update(Content.styled(clean(sentence(error)), "$overdue"))
            return
        self._begun = True
        self._look(self.query_one(Line).value)

    def _look(self, text: str) -> None:
        if not self._begun or text == self._sought:
            return
        self._sought = text
        self.run_worker(self._search(text), group="answers", exclusive=True)

    async def _search(self, text: str) -> None:
        offers = await self._shelf.found(text)
        if text != self.query_one(Line).value:
            return
        self._found_for, self._offers = text, offers
        self._show()
        waiting, self._waiting = self._waiting, []
        for key in waiting:
            self._act(key)

    def _show(self, at: int = 0) -> None:
        self._list.show([self._line(offer) for offer in self._offers], at=at)
        self._paint()

    def _mark(self, choice: Choice[Answer] | None) -> None:
        """Mark the line under the cursor, or not any more, and go on to the next."""
        if choice is None:
            return
        if self._marked.pop(choice.value.id, None) is None:
            self._marked[choice.value.id] = choice.value
        self._show(min(self._list.choices.index(choice) + 1, len(self._offers) - 1))

    def _turn(self, choice: Choice[Answer] | None) -> None:
        """The line under the cursor in its other language."""
        other = None if choice is None else self._shelf.pair(choice.value)
        if choice is None or other is None:
            self.app.bell()
            return
        at = self._list.choices.index(choice)
        self._turned[self._offers[at].answer.id] = other
        self._show(at)

    def _take(self, choice: Choice[Answer] | None) -> None:
        answers = tuple(self._marked.values()) or (() if choice is None else (choice.value,))
        if answers:
            filled = (self._shelf.filled(answer, letter=self._letter and not n) for n, answer in enumerate(answers))
            self.dismiss(Chosen(answers, tuple(filled)))

    def _line(self, offer: Offer) -> Choice[Answer]:
        """A marked one says at which place it will stand."""
        answer = self._turned.get(offer.answer.id, offer.answer)
        place = f"{list(self._marked).index(answer.id) + 1}+ " if answer.id in self._marked else ""
        return Choice(answer, f"{place}{answer.code}  {answer.title}", reasons(offer))

    def _paint(self) -> None:
        """The answer under the cursor as it would stand in the reply, and what it would do."""
        choice = self._list.current
        if choice is None:
            self._preview.update(Content.styled(self._nothing(), "$ink-faint"))
            return
        filled = self._shelf.filled(choice.value, letter=self._letter)
        room = self.query_one(".previewed", VerticalScroll).scrollable_content_region.width
        shown = filled_preview(filled, room)
        other = self._shelf.pair(choice.value)
        if other is not None:
            names = (language_name(choice.value.language), language_name(other.language))
            said = _("{language}; ctrl+l {other}").format(language=names[0], other=names[1])
            shown = Content.styled(said, "$ink-faint") + Content("\n") + shown
        if self._marked:
            n = len(self._marked)
            count = ngettext("{n} marked, enter inserts it", "{n} marked, enter inserts them", n).format(n=n)
            shown = Content.styled(count, "$accent") + Content("\n") + shown
        self._preview.update(shown)
        self.query_one(".previewed", VerticalScroll).scroll_home(animate=False)

    def _nothing(self) -> str:
        if self._found_for is None:
            return ""
        if not self._found_for.strip():
            return _(
                "There are no answers yet. esc, then C writes one; “servicedesk answers import” brings a file of them."
            )
        return _("No answer like that; esc goes back.")
