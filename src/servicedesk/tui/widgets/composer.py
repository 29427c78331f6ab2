"""The composer: its first line says where the words go, the rest is a text that is never lost."""

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
from textual.widgets.text_area import Location

from servicedesk.i18n import _
from servicedesk.tui.clean import clean
from servicedesk.tui.keymap import half_width
from servicedesk.tui.wrap import clip

SAVE_AFTER = 0.4
"""Seconds from the first unsaved key to the save: a draft is never more than a second old."""

RETRY_AFTER = 2.0
"""Seconds until a save that failed is tried again."""
UNSTORED = "\0"
"""Stands for a stored text that equals no text."""

ANSWER_SIGNS: Final = frozenset("/／、")
"""What the key ``/`` gives, with and without Chinese input."""

Mode = Literal["reply", "note"]


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
    """Where the words go: a ticket, and for a reply to whom and in which language."""

    ticket_id: int
    mode: Mode
    recipient: str = ""
    language: str = ""


class DraftText(TextArea):
    """The text itself, with its caret as an offset."""

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

    async def _on_key(self, event: events.Key) -> None:
        """Type the key; the second ``/`` or ``、`` of a pair at a word's start asks for the answers."""
        await super()._on_key(event)
        line, column = self.cursor_location
        if event.character in ANSWER_SIGNS and asks_for_answers(self.document.get_line(line)[:column]):
            self.post_message(self.SignTyped((line, column - 2), (line, column)))

    @property
    def caret(self) -> int:
        """The caret as an offset into the text."""
        line, column = self.cursor_location
        lines = self.text.split("\n")
        return sum(len(before) + 1 for before in lines[:line]) + column

    @caret.setter
    def caret(self, offset: int) -> None:
        before = self.text[: max(0, offset)].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))


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
            self.set_class(address is not None and address.mode == "note", "-note")
            self.refresh()

    def render(self) -> Content:
        address, width = self.address, self.size.width
        if address is None:
            return Content("")
        room = max(0, width - cell_len(self.state) - 3)
        if address.mode == "note":
            word, rest = _("NOTE"), _(", the customer never sees this")
            colour = "$at-risk bold"
        else:
            word, rest, colour = _("PUBLIC"), _public_tail(address), "$accent bold"
        line = Content.assemble(" ", ("3 ", "$ink-faint"), (word, colour))
        line += Content.styled(clip(rest, room - line.cell_length), "$ink")
        state = Content.assemble((self.state, "$ink-faint"), " ")
        return line.pad_right(max(1, width - line.cell_length - state.cell_length)) + state


def _public_tail(address: Address) -> str:
    to = clean(address.recipient)
    if not to:
        return " " + _("to the customer")
    tail = " " + _("to {recipient}").format(recipient=to)
    return f"{tail}, {clean(address.language)}" if address.language else tail


class Composer(Vertical):
    """Heading and text. It posts Edited soon after keys; the screen stores the draft and says so with ``saved``."""

    class Edited(Message):
        """The text differs from what was last stored."""

        def __init__(self, address: Address, body: str, caret: int) -> None:
            super().__init__()
            self.address = address
            self.body = body
            self.caret = caret

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
        self._timer: Timer | None = None
        self._stored = ""

    def compose(self) -> ComposeResult:
        yield Heading()
        draft = DraftText("", soft_wrap=True, show_line_numbers=False, tab_behavior="focus", id="draft")
        draft.cursor_blink = False
        yield draft

    @property
    def area(self) -> DraftText:
        return self.query_one(DraftText)

    @property
    def text(self) -> str:
        return self.area.text

    @property
    def writing(self) -> bool:
        """The keys go into the text."""
        return self.screen.focused is self.area

    def open(self, address: Address, body: str = "", caret: int = 0, *, take_focus: bool = True) -> None:
        """Show the composer for ``address`` with a stored draft, and give it the keys."""
        self.address = address
        self._stored = body
        self.area.load_text(clean(body, lines=True))
        self.area.caret = caret
        self._say(_("draft kept") if body else "")
        self.add_class("-open")
        self.set_class(address.mode == "note", "-note")
        if take_focus:
            self.take_focus()

    def take_focus(self) -> None:
        """Give the text the keys, from the very next one on: ``focus`` would let some pass first."""
        self.screen.set_focus(self.area)

    def restore(self, body: str, caret: int) -> None:
        """Put a draft that was found later before what has been typed since."""
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

    def readdress(self, recipient: str, language: str) -> None:
        """Fill in to whom, once the ticket has been read."""
        if self.address is not None:
            self.address = replace(self.address, recipient=recipient, language=language)
            self._say(self.query_one(Heading).state)

    def close(self) -> None:
        """Hide the composer; the screen has stored or sent the text."""
        self._stop_timer()
        self.address = None
        self.remove_class("-open")
        self.area.load_text("")

    def flush(self) -> None:
        """Post what is not yet stored, now."""
        address = self.take_unsaved()
        if address is not None:
            self.post_message(self.Edited(address, self.text, self.area.caret))

    def take_unsaved(self) -> Address | None:
        """Where the text has to be stored; None when the store has it already. The caller stores it."""
        self._stop_timer()
        if self.address is None or self.text == self._stored:
            return None
        self._stored = self.text
        return self.address

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
        """Store the draft soon; later keys don't push the time back."""
        event.stop()
        if self.address is None or self.text == self._stored:
            return
        self._say("…")
        if self._timer is None:
            self._timer = self.set_timer(SAVE_AFTER, self.flush)

    def on_draft_text_sign_typed(self, event: DraftText.SignTyped) -> None:
        event.stop()
        self.post_message(self.AnswersWanted(self, (event.start, event.end)))

    def _say(self, state: str) -> None:
        self.query_one(Heading).show(self.address, state)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
