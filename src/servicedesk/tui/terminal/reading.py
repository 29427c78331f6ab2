"""What the terminal sends, a read at a time: keys, pastes, and bursts of text that nobody typed key by key.

Textual's own reader takes characters one by one: it can't tell a letter typed from a letter of a committed word,
loses an escape before a sign, and spells unknown sequences out as keys. Here a read is cut into sequences and plain
characters first; only whole sequences and single keys reach Textual's parser.
"""

import re
from collections.abc import Generator, Iterator
from typing import Final, Literal

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from servicedesk.tui.terminal.input_keys import is_text

ESC: Final = "\x1b"
ESCAPE_ALONE: Final = 0.05
"""Seconds after which an escape that nothing followed is the key; what comes later belongs to another key."""
SEQUENCE_PATIENCE: Final = 0.3
"""Seconds that the rest of a begun sequence may take: a slow line cuts them anywhere."""
PASTE_PATIENCE: Final = 5.0
"""Seconds of silence in the middle of a paste until what has come is taken as all of it."""
SCAN_GAP: Final = 0.015
"""Seconds between two characters of a scanner, which types them one by one; three keys so close nobody presses."""
_MEMORY: Final = 8
TAIL: Final = 0.05
"""Seconds after a burst in which more characters are its rest: long ones come in several reads."""

_PASTE_START: Final = "\x1b[200~"
_PASTE_END: Final = "\x1b[201~"
_OLD_MOUSE: Final = "\x1b[M"
_TEXT_CONTROLS: Final = "\r\n\t"

_sequence: Final = re.compile(
    r"\x1b\[M[\s\S]{3}"  # an old mouse report
    r"|\x1b\[\[[A-E]"  # function keys of the Linux console
    r"|\x1b\[(?!M)[0-?]*[ -/]*[@-Z\\-~]"
    r"|\x1bO[0-9]*[A-Za-z]"
    r"|\x1b\]\d+;[^\x07\x1b]*(?:\x07|\x1b\\)"  # answers to questions about colours and names
    r"|\x1b[P_^X][^\x1b]*\x1b\\"
)
_begun: Final = re.compile(r"\x1b(?:\[(?:\[|M[\s\S]{0,2}|[0-?]*[ -/]*)?|O[0-9]*|\]\d+(?:;[^\x07\x1b]*\x1b?)?)?")

Piece = tuple[Literal["sequence", "plain", "escape", "paste"], str]


class Burst(events.Paste):
    """Text that came at once. ``entered``: it ended in a line end, as a scanner sends it; that is not in ``text``.

    ``one_line``: it did, and nothing else in all that came with it was a line end or a control key.
    """

    def __init__(self, text: str, *, entered: bool = False, one_line: bool = False) -> None:
        super().__init__(text)
        self.entered = entered
        self.one_line = one_line


class TerminalInput:
    """Turns what was read into messages. Times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._held = ""
        self._paste: str | None = None
        self._due: float | None = None
        self._late_until = 0.0
        self._tail_until = 0.0
        self._one_line = False
        self._moved = ""
        self._moved_until = 0.0

    @property
    def due(self) -> float | None:
        """When ``tick`` has something to say should nothing be read before."""
        return self._due

    def feed(
        self, data: str, now: float, *, commands: bool = False, moves: frozenset[str] = frozenset()
    ) -> list[Message]:
        """What one read means. ``commands``: letters act now, so one waits a moment whether a scanner sent it.

        Those in ``moves`` only move about: they don't wait, and are remembered in case they began a burst.
        """
        if now < self._late_until and not self._held and _sequence.match(ESC + data) and data[0] in "[O":
            data = ESC + data  # its escape came alone and was taken as the key; the rest is no "[" and "A"
        self._late_until = 0.0
        data, self._held, self._due = self._held + data, "", None
        moved, self._moved = self._moved if now < self._moved_until else "", ""
        if is_text(moved + data):
            data = moved + data
        elif commands and now >= self._tail_until and data.isprintable():
            if moves.issuperset(data):
                self._moved, self._moved_until = (moved + data)[-_MEMORY:], now + SCAN_GAP
                return self._single(data)
            self._moved, self._moved_until = moved, now + SCAN_GAP
            self._held, self._due = data, now + SCAN_GAP
            return []
        pieces = list(self._pieces(data))
        if self._paste is not None:
            self._due = now + PASTE_PATIENCE
        elif self._held:
            self._due = now + (ESCAPE_ALONE if self._held == ESC else SEQUENCE_PATIENCE)
        return self._messages(pieces, now)

    def tick(self, now: float) -> list[Message]:
        """What is due because nothing followed: a lone key, a paste whose end never came."""
        if self._due is None or now < self._due:
            return []
        held, paste = self._held, self._paste
        self._held, self._paste, self._due = "", None, None
        if paste is not None:
            return [events.Paste(paste.replace("\0", ""))] if paste else []
        if held == ESC:
            self._late_until = now + SEQUENCE_PATIENCE
        elif held[0] == ESC and len(held) > 2:
            return []
        return self._single(held)

    def _pieces(self, data: str) -> Iterator[Piece]:
        at = 0
        while at < len(data):
            if self._paste is not None:
                at = yield from self._in_paste(data, at)
            elif data[at] != ESC:
                end = data.find(ESC, at)
                end = len(data) if end < 0 else end
                yield "plain", data[at:end]
                at = end
            elif (whole := _sequence.match(data, at)) is not None:
                at = whole.end()
                if whole.group() == _PASTE_START:
                    self._paste = ""
                else:
                    yield "sequence", whole.group()
            elif _begun.fullmatch(data, at) is not None:
                self._held = data[at:]
                return
            else:
                yield "escape", ESC
                at += 1

    def _in_paste(self, data: str, at: int) -> Generator[Piece, None, int]:
        """Collect until the paste's end; returns where to go on."""
        assert self._paste is not None
        searched = max(0, len(self._paste) - len(_PASTE_END) + 1)
        before, text = len(self._paste), self._paste + data[at:]
        end = text.find(_PASTE_END, searched)
        if end < 0:
            self._paste = text
            return len(data)
        self._paste = None
        if end:
            yield "paste", text[:end].replace("\0", "")
        return at + end + len(_PASTE_END) - before

    def _messages(self, pieces: list[Piece], now: float) -> list[Message]:
        plain = "".join(text for kind, text in pieces if kind == "plain")
        tail = now < self._tail_until and any(char.isprintable() or char in _TEXT_CONTROLS for char in plain)
        text = tail or is_text(plain)
        if text:
            self._tail_until = now + TAIL
            self._one_line = self._one_line if tail else True
        said: list[Message] = []
        for kind, what in pieces:
            match kind:
                case "plain":
                    said += self._burst(what) if text else self._single(what)
                case "escape":
                    said += self._keys(what)
                case "paste":
                    said.append(events.Paste(what))
                case "sequence":
                    said += self._parsed(what)
        return said

    def _burst(self, plain: str) -> list[Message]:
        """Text with the control keys before and after it; those inside it are part of the text."""
        body = plain.lstrip(_KEYS)
        keys_before = plain[: len(plain) - len(body)]
        keys_after = body[len(body.rstrip(_KEYS)) :]
        body = body.removesuffix(keys_after)
        said = self._single(keys_before)
        if body:
            text = re.sub(r"\r\n?$|\n$", "", body)
            entered = text != body
            alone = self._one_line and _control.search(text) is None
            said.append(Burst(text, entered=entered, one_line=entered and alone))
            self._one_line = alone and not entered and not keys_after
        return said + self._single(keys_after)

    def _single(self, plain: str) -> list[Message]:
        return [message for character in plain for message in self._keys(character)]

    def _keys(self, character: str) -> list[Message]:
        """A key that is one character."""
        if character == ESC:
            return [events.Key("escape", ESC)]
        return list(self._parser.feed(character)) if character else []

    def _parsed(self, sequence: str) -> list[Message]:
        """A key, a click, a report; a sequence nobody knows is nothing."""
        if sequence[1] not in "[O" or sequence.startswith(_OLD_MOUSE):
            return []
        said = list(self._parser.feed(sequence))
        if not said:
            self._renew_parser()
        characters = "".join(key.character or "" for key in said if isinstance(key, events.Key))
        if len(said) > 1 and is_text(characters):
            return [Burst(characters)]  # an input method's word in one report of the keyboard protocol
        return said

    def _renew_parser(self) -> None:
        """The parser would wait for more of an unknown sequence; a new one doesn't."""
        old, self._parser = self._parser, XTermParser()
        self._parser.last_x, self._parser.last_y = old.last_x, old.last_y
        self._parser.mouse_pixels = old.mouse_pixels
        self._parser.terminal_size = old.terminal_size
        self._parser.terminal_pixel_size = old.terminal_pixel_size


_control: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_KEYS: Final = "".join(chr(code) for code in (*range(32), 127) if chr(code) not in _TEXT_CONTROLS)
