"""What a key event means: one spelling per key, escape pulled apart from the letter after it, Chinese input. Pure."""

import unicodedata

from servicedesk.tui.keymap import half_width, key_name


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
