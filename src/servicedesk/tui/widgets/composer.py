"""The composer: its first line says where the words go, the rest is a text that is never lost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Location, Selection

from servicedesk.answers.stacking import Placed, standing, together
from servicedesk.domain.side_threads import SideDraft
from servicedesk.domain.used_answers import NONE, Inserted
from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.draft_journal import Place
from servicedesk.tui.keymap import half_width
from servicedesk.tui.widgets.blank_text import BlankText
from servicedesk.tui.widgets.composer_foot import Foot
from servicedesk.tui.widgets.composer_news import News
from servicedesk.tui.wording.joined import commas
from servicedesk.tui.wrap import clip

SAVE_EVERY = 0.4
"""Seconds between two saves while somebody types: a draft is never more than a second old."""

Kept = tuple[str, int, Inserted]
"""A draft's words, where the caret stands, and the answers in it."""
RETRY_AFTER = 0.8
"""Seconds until a save that failed is tried again."""
UNSTORED = "\0"
"""Stands for a stored text that equals no text."""

ANSWER_SIGNS: Final = frozenset("/／、")
"""What the key ``/`` gives, with and without Chinese input."""

Mode = Literal["reply", "note", "side", "answer"]
"""To the customer; for colleagues; to a carrier, warehouse or vendor; what one of these answered."""


def asks_for_answers(before: str) -> bool:
    """The line before the caret ends in a pair of signs at a word's start: not in an address like ``https://``.

    Chinese has no blanks between words: there a pair may stand after any wide character.
    """
    pair, stands_after = before[-2:], before[-3:-2]
    if len(pair) < 2 or any(half_width(sign) != "/" for sign in pair):
        return False
    return not stands_after or stands_after.isspace() or (cell_len(stands_after) > 1 and stands_after not in pair)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the words go: a ticket, and for a reply to whom and in which language.

    ``side``: carrier, warehouse or vendor; then ``recipient`` is their name. ``nobody``: the ticket has been read, and
    no address is known.
    """

    ticket_id: int
    mode: Mode
    recipient: str = ""
    language: str = ""
    side: str = ""
    nobody: bool = False

    @property
    def side_draft(self) -> SideDraft | None:
        """Whom a side thread is with; None for a reply and a note."""
        match self.mode:
            case "side" | "answer":
                return SideDraft(self.mode, self.side, self.recipient)
        return None

    @property
    def kept_as(self) -> str:
        """The mode that the draft is stored under."""
        return str(self.side_draft or self.mode)

    @property
    def place(self) -> Place:
        """Which draft it is, to whomever it goes."""
        return self.ticket_id, self.kept_as


class DraftText(BlankText):
    """The text itself."""

    DEFAULT_CSS = """
    DraftText, DraftText:focus { border: none; padding: 0 1; background: $ground; color: $ink; }
    DraftText .text-area--cursor-line { background: $ground; }
    Composer.-note DraftText, Composer.-note DraftText:focus { background: $ground-note; }
    Composer.-note DraftText .text-area--cursor-line { background: $ground-note; }
    """

    class SignTyped(Message):
        """The sign for answers was typed, from the first place to the second."""

        def __init__(self, start: Location, end: Location) -> None:
            super().__init__()
            self.start, self.end = start, end

    def undo(self) -> None:
        self._with_caret_at_start(super().undo)

    def redo(self) -> None:
        self._with_caret_at_start(super().redo)

    def _with_caret_at_start(self, change: Callable[[], None]) -> None:
        """Textual looks for the caret in the middle of an undo, when its line may be gone; the undo places it anew."""
        text, before = self.text, self.selection
        self.selection = Selection.cursor((0, 0))
        change()
        if self.text == text:
            self.selection = before

    async def _on_key(self, event: events.Key) -> None:
        """Type the key; the second ``/`` or ``、`` of a pair at a word's start asks for the answers."""
        await super()._on_key(event)
        line, column = self.cursor_location
        if event.character in ANSWER_SIGNS and asks_for_answers(self.document.get_line(line)[:column]):
            self.post_message(self.SignTyped((line, column - 2), (line, column)))


class Heading(Widget):
    """PUBLIC or NOTE: told apart by word, colour and ground."""

    DEFAULT_CSS = """
    Heading { height: 1; background: $ground-public; }
    Heading.-note { background: $ground-note; }
    """

    address: Address | None = None
    state: str = ""

    def show(self, address: Address | None, state: str) -> None:
        """Paint where the words go and whether they are stored."""
        if (address, state) != (self.address, self.state):
            self.address, self.state = address, state
            self.set_class(address is not None and address.mode != "reply", "-note")
            self.refresh()

    def render(self) -> Content:
        address, width = self.address, self.size.width
        if address is None:
            return Content("")
        room = max(0, width - cell_len(self.state) - 3)
        word, rest = _heading(address)
        colour = "$accent bold" if address.mode == "reply" else "$at-risk bold"
        line = Content.assemble(" ", ("3 ", "$ink-faint"), (word, colour))
        line += Content.styled(clip(rest, room - line.cell_length), "$ink")
        state = Content.assemble((self.state, "$ink-faint"), " ")
        return line.pad_right(max(1, width - line.cell_length - state.cell_length)) + state


def _heading(address: Address) -> tuple[str, str]:
    """The word that stands out, and what follows it."""
    to = clean(address.recipient)
    match address.mode:
        case "note":
            return _("NOTE"), _(", the customer never sees this")
        case "side":
            return _("SIDE"), " " + _("to {to}, the customer never sees this").format(to=to)
        case "answer":
            return _("ANSWER"), " " + _("of {to}, written down; the customer never sees this").format(to=to)
    return _("PUBLIC"), _public_tail(address)


def _public_tail(address: Address) -> str:
    to = clean(address.recipient)
    if not to:
        return _(": no address is known, it reaches nobody") if address.nobody else " " + _("to the customer")
    tail = " " + _("to {recipient}").format(recipient=to)
    return commas((tail, clean(address.language))) if address.language else tail


class Composer(Vertical):
    """Heading and text. ``on_edited`` is called soon after keys; whoever stores the draft says so with ``saved``.

    ``on_caret`` is called when the caret has moved. ``news`` stands above it, beside it in its pane.
    """

    class AnswersWanted(Message):
        """``//`` or ``、、`` was typed; ``sign`` is where it stands."""

        def __init__(self, composer: "Composer", sign: tuple[Location, Location]) -> None:
            super().__init__()
            self.composer = composer
            self.sign = sign

    DEFAULT_CSS = """
    Composer { height: auto; display: none; background: $ground; }
    Composer.-open { display: block; height: 12; }
    """

    def __init__(self) -> None:
        super().__init__(id="composer")
        self.address: Address | None = None
        self.news = News()
        self.on_caret: Callable[[], None] = lambda: None
        self.on_edited: Callable[[Place, Kept], None] = lambda _place, _kept: None
        self._timer: Timer | None = None
        self._stored = ""
        self._placed: tuple[Placed, ...] = ()

    def compose(self) -> ComposeResult:
        yield Heading()
        draft = DraftText("", soft_wrap=True, show_line_numbers=False, tab_behavior="focus", id="draft")
        draft.cursor_blink = False
        yield draft
        yield Foot()

    @property
    def area(self) -> DraftText:
        return self.query_one(DraftText)

    @property
    def foot(self) -> Foot:
        return self.query_one(Foot)

    @property
    def text(self) -> str:
        return self.area.text

    @property
    def writing(self) -> bool:
        """The keys go into the text."""
        return self.screen.focused is self.area

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The canned answers that still stand in the text."""
        return standing(self._placed, self.text)

    @property
    def inserted(self) -> Inserted:
        """The same as the store keeps it."""
        return together(self.placed)

    def place(self, text: str, caret: int, placed: Sequence[Placed]) -> None:
        """Put answers in at the caret, as one step of undo."""
        self._placed = (*self._placed, *placed)
        self.area.insert_block(text, caret)

    def add(self, placed: Sequence[Placed]) -> None:
        """Take in answers that have no text of their own."""
        self._placed = (*self._placed, *placed)
        self._stored = UNSTORED
        self.flush()

    def open(
        self, address: Address, body: str = "", caret: int = 0, inserted: Inserted = NONE, *, take_focus: bool = True
    ) -> None:
        """Show the composer for ``address`` with a stored draft, and give it the keys."""
        self.address = address
        self._stored = body
        self._placed = (Placed.kept(inserted),) if inserted else ()
        self.area.load_text(clean(body, lines=True))
        self.area.caret = caret
        self._say(_("draft kept") if body else "")
        self.add_class("-open")
        self.set_class(address.mode != "reply", "-note")
        if take_focus:
            self.take_focus()

    def take_focus(self) -> None:
        """Give the text the keys, from the very next one on: ``focus`` would let some pass first."""
        self.screen.set_focus(self.area)

    def restore(self, body: str, caret: int, inserted: Inserted = NONE) -> None:
        """Put a draft that was found later before what has been typed since."""
        if inserted:
            self._placed = (Placed.kept(inserted), *self._placed)
        typed = self.area.text
        if body == typed:
            return
        joined = clean(body, lines=True) if not typed else f"{clean(body, lines=True)}\n\n{typed}"
        at = caret if not typed else len(joined)
        if not typed:
            self._stored = joined
        self.area.load_text(joined)
        self.area.caret = at
        self._say(_("draft kept"))

    def complete(self, body: str) -> bool:
        """Go on with a draft of which the text was the beginning; False where it is no beginning of it."""
        whole, text = clean(body, lines=True), self.area.text
        if not whole.startswith(text):
            return text.startswith(whole)
        if whole != text:
            self._stored = whole
            self.area.load_text(whole)
            self.area.caret = len(whole)
            self._say(_("draft kept"))
        return True

    def readdress(self, recipient: str, language: str) -> None:
        """Fill in to whom, once the ticket has been read."""
        if self.address is not None:
            if self.address.side_draft is None:
                self.address = replace(self.address, recipient=recipient, language=language, nobody=not recipient)
            self._say(self.query_one(Heading).state)

    def close(self) -> None:
        """Hide the composer; the screen has stored or sent the text."""
        self._stop_timer()
        self.address, self._placed = None, ()
        self.remove_class("-open")
        self.tell_news("")
        self.area.load_text("")

    def tell_news(self, text: str) -> None:
        """What somebody wrote meanwhile, on a line of its own above; the text below it stays where it is."""
        self.news.show(text)

    def flush(self) -> None:
        """Hand over what is not yet stored, now."""
        self._stop_timer()
        if self.address is not None and self.text != self._stored:
            self._stored = self.text
            self.on_edited(self.address.place, (self.text, self.area.caret, self.inserted))

    def _save(self) -> None:
        self.flush()
        self._timer = self.set_timer(SAVE_EVERY, self._save_more)

    def _save_more(self) -> None:
        self._timer = None
        if self.address is not None and self.text != self._stored:
            self._save()

    def saved(self, body: str) -> None:
        """The draft is in the store."""
        if self.address is not None and body == self.text:
            self._say(_("saved"))

    def not_saved(self) -> None:
        """The draft could not be stored: it stays here and is tried again."""
        self._stored = UNSTORED
        self._say(_("NOT SAVED"))
        if self._timer is None and self.address is not None:
            self._timer = self.set_timer(RETRY_AFTER, self.flush)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Store the draft: the first key at once, later ones as soon as the save before is some time ago."""
        event.stop()
        self.foot.show(blanks=self.area.blanks)
        self.on_caret()
        if self.address is None or self.text == self._stored:
            return
        self._say("…")
        if self._timer is None:
            self._save()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self.on_caret()

    def on_draft_text_sign_typed(self, event: DraftText.SignTyped) -> None:
        event.stop()
        self.post_message(self.AnswersWanted(self, (event.start, event.end)))

    def _say(self, state: str) -> None:
        self.query_one(Heading).show(self.address, state)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
