"""Text from outside, made harmless for a terminal. Everything stored passes here before it is painted.

Terminal escapes, control characters and bidirectional overrides are shown as signs or dropped; what is left
takes exactly the cells that Rich counts for it.
"""

import re
import unicodedata
from typing import Final

from rich.cells import get_character_cell_size

MARKS_KEPT: Final = 4
"""Combining marks kept on one character: more than any language needs, fewer than blot out other lines."""

LONGEST_LINE: Final = 1000
"""Characters of a text that is shown on one line; no terminal is wider."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ZWJ: Final = "\N{ZERO WIDTH JOINER}"
_VS16: Final = "\N{VARIATION SELECTOR-16}"

_PLAIN_BLOCKS: Final = (
    " -~\u00a1-\u00ac\u00ae-\u02ff\u0384-\u038a\u0391-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20ac"
    "\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
)
_plain_line: Final = re.compile(f"[{_PLAIN_BLOCKS}]*").fullmatch
_PLAIN_LINES: Final = f"[\n{_PLAIN_BLOCKS}]*"
"""Compiled by ``re`` when first needed, as those below: the first painted queue has single lines only."""

_EMOJI: Final = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_STRAY_JOINER: Final = f"(?<![{_EMOJI}{_VS16}]){_ZWJ}|{_ZWJ}(?![{_EMOJI}])|(?<![{_EMOJI}]){_VS16}"
_JOINERS: Final = f"[{_ZWJ}{_VS16}]"
_LINE_ENDS: Final = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"


def clean(text: str, *, lines: bool = False) -> str:
    """``text`` without anything a terminal would act on.

    On one line (the default) line ends and tabs become blanks, emoji are taken apart at their joiners, whose width
    terminals disagree on, and what is beyond ``LONGEST_LINE`` characters is left out. With ``lines`` line ends
    become ``\\n``, tabs four blanks, and joined emoji stay.
    """
    if not lines:
        text = text[:LONGEST_LINE]
    if text.isascii() and text.isprintable():
        return text
    if re.fullmatch(_PLAIN_LINES, text) if lines else _plain_line(text):
        return text
    return _clean_lines(text) if lines else _clean_line(text)


def _clean_line(text: str) -> str:
    flat = re.sub(_LINE_ENDS, " ", text).replace("\n", " ").replace("\t", " ")
    return _cap_marks(re.sub(_JOINERS, "", flat.translate(_substitutes)))


def _clean_lines(text: str) -> str:
    flat = re.sub(_LINE_ENDS, "\n", text).replace("\t", "    ")
    return _cap_marks(re.sub(_STRAY_JOINER, "", flat.translate(_substitutes)))


def _cap_marks(text: str) -> str:
    """Cut runs of zero-width characters; one at a line's start gets a dotted circle to stand on."""
    if all(get_character_cell_size(char) for char in text):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        if char == "\n" or get_character_cell_size(char):
            run = 0
        elif char != _ZWJ:
            run += 1
            if run > MARKS_KEPT:
                continue
            if not kept or kept[-1] == "\n":
                kept.append("\N{DOTTED CIRCLE}")
        kept.append(char)
    return "".join(kept)


def _substitute(code: int) -> str:
    char = chr(code)
    if code < 0x20:
        return char if char == "\n" else chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if char in (_ZWJ, _VS16):
        return char
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    match unicodedata.category(char):
        case "Cf":
            return ""
        case "Cc" | "Cs" | "Co":
            return _REPLACEMENT
        case "Cn":
            return char if 0x1F000 <= code <= 0x1FAFF else _REPLACEMENT
        case "Zs":
            return char if code == 0x3000 else " "
    return char


class _Substitutes(dict[int, str]):
    """What stands for each code point, worked out when it is first met; bounded, as texts are hostile."""

    def __missing__(self, code: int) -> str:
        substitute = _substitute(code)
        if len(self) < 4096:
            self[code] = substitute
        return substitute


_substitutes: Final = _Substitutes()
