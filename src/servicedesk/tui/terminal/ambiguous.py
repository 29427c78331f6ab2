"""Characters that some terminals draw in one cell and some in two: lines, quotes, dots, accented letters.

Where they are wide, or where nobody knows, each is replaced by an ASCII twin of one cell as it is sent, so that
columns stay straight whatever a widget or a customer wrote.
"""

import unicodedata
from enum import Enum
from typing import Final


class Drawn(Enum):
    """How this terminal draws characters of ambiguous East Asian width."""

    NARROW = "narrow"
    WIDE = "wide"
    UNKNOWN = "unknown"


PROBE: Final = "─…"
"""What the terminal is asked to draw. Narrow, they take two cells."""

_TWINS: Final = dict(
    zip(
        "─━┄┅┈┉╌╍═│┃┆┇┊┋╎╏║▌▍▎▏▐…‥·•―—–‐‘’“”×→←↑↓⇒⇐▲△▼▽◀▶◆◇●○◎■□★☆✓▸",
        "---------|||||||||||||....*----''\"\"x><^v><^^vv<>****O##**+>",
        strict=True,
    )
)
_BOX: Final = range(0x2500, 0x2580)
_BLOCKS: Final = range(0x2580, 0x25A0)
_ENDS: Final = range(0x2581, 0x2588)
"""Parts of a cell, which round off a scrollbar."""


class AsDrawn(dict[int, str]):
    """A table for ``str.translate`` that fills itself: what is sent for each character on this terminal."""

    def __init__(self, drawn: Drawn = Drawn.NARROW) -> None:
        super().__init__()
        self.drawn = drawn

    def text(self, text: str) -> str:
        """The text as it is sent: as many characters, in as many cells of ours."""
        return text if self.drawn is Drawn.NARROW or text.isascii() else text.translate(self)

    def is_doubtful(self, character: str) -> bool:
        """It was left as it is though its width isn't the one that we count with, or may not be."""
        return self.drawn is not Drawn.NARROW and unicodedata.east_asian_width(character) == "A"

    def __missing__(self, code: int) -> str:
        character = chr(code)
        doubtful = character in _TWINS or unicodedata.east_asian_width(character) == "A"
        self[code] = self._twin(character) if doubtful else character
        return self[code]

    def _twin(self, character: str) -> str:
        twin = _TWINS.get(character)
        if twin is not None:
            return twin
        if ord(character) in _BOX:
            return "+"
        if ord(character) in _BLOCKS:
            return " " if ord(character) in _ENDS else "#"
        base = unicodedata.normalize("NFKD", character)[0]
        # An accent is lost only where it would break the line for certain.
        return base if self.drawn is Drawn.WIDE and base.isascii() and base.isalnum() else character
