"""Full-width signs, odd blanks and dashes as their plain twins, one for one: places in the text stay the same."""

from typing import Final

_FULL_WIDTH: Final = {0xFF01 + n: 0x21 + n for n in range(94)}
_BLANKS: Final = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_DASHES: Final = dict.fromkeys([0xAD, *range(0x2010, 0x2016), 0x2212], "-")
_PLAIN: Final = _FULL_WIDTH | _BLANKS | _DASHES


def narrowed(text: str) -> str:
    """The text with as many characters, for patterns that know only the plain signs."""
    return text if text.isascii() else text.translate(_PLAIN)
