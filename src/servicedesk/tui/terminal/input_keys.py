"""What a key event means: one spelling per key, escape pulled apart from the letter after it, Chinese input. Pure."""

import unicodedata
from typing import Final

from servicedesk.tui.keymap import half_width, key_name

TYPED_AT_MOST: Final = 2
"""Different printable characters of one read that may be keys; more of them nobody types at once."""
NUMBER: Final = 4
"""Digits that are a number even where only two of them differ: 10001."""


def key_of(key: str, character: str | None) -> str:
    """The one name of a key: its character where it has a printable one, else the terminal's name for it."""
    if character is not None and len(character) == 1 and character.isprintable():
        return key_name(character)
    return key_name(key)


def apart(key: str) -> tuple[str, ...]:
    """Escape followed fast by a letter arrives as one key with alt: both keys, in their order."""
    if not key.startswith("alt+"):
        return (key,)
    rest = key.removeprefix("alt+")
    if rest.startswith("shift+") and len(rest) == len("shift+") + 1:
        rest = rest[-1].upper()
    return ("escape", rest)


def is_cjk(key: str) -> bool:
    """A character of a Chinese, Japanese or Korean input method, which no command has as its key."""
    if len(key) != 1 or ord(key) < 0x2E80:
        return False
    return unicodedata.east_asian_width(half_width(key)) in "WF"


def is_text(characters: str) -> bool:
    """What came in one read is text, not keys: three different printable characters, a Chinese word, a number.

    An input method that commits a word, a scanner and a paste come so; a key held down repeats one character.
    """
    printable = "".join(char for char in characters if char.isprintable())
    different = len(set(printable))
    if different > TYPED_AT_MOST:
        return True
    number = different > 1 and len(printable) >= NUMBER and printable.isdecimal()
    return number or (len(printable) > 1 and any(map(is_cjk, printable)))
