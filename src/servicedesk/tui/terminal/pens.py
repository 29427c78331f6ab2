"""How a cell is painted, and the shortest terminal code from one way to the next. Pure."""

from typing import Final, NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style


class Pen(NamedTuple):
    """``marks``: codes that switch attributes on. ``ink`` and ``ground``: colour codes, empty for the terminal's."""

    marks: tuple[str, ...] = ()
    ink: str = ""
    ground: str = ""


PLAIN: Final = Pen()
_MARKS: Final = (
    ("bold", "1"),
    ("dim", "2"),
    ("italic", "3"),
    ("underline", "4"),
    ("blink", "5"),
    ("reverse", "7"),
    ("strike", "9"),
)
_REVERSE: Final = "7"
NOTABLE: Final = 10
"""Steps of brightness (of 255) by which a ground stands out."""
_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
_SEEN_ON_BLANKS: Final = frozenset("479")
"""Underlining, reversing and striking show where there is no letter."""


def pen_of(style: Style | None, system: ColorSystem) -> Pen:
    """What ``style`` comes to on a terminal with so many colours."""
    if style is None:
        return PLAIN
    marks = tuple(code for name, code in _MARKS if getattr(style, name))
    return Pen(marks, _colour(style.color, system, True), _colour(style.bgcolor, system, False))


def colourless_pen(style: Style | None, ground: float) -> Pen:
    """The same where no colours are wanted: what stands out from the screen's ``ground`` is reversed."""
    if style is None:
        return PLAIN
    marks = pen_of(style, ColorSystem.STANDARD).marks
    own = style.bgcolor.get_truecolor(foreground=False) if style.bgcolor is not None else None
    if own is None or abs(brightness(own) - ground) <= NOTABLE:
        return Pen(marks)
    turned = (mark for mark in marks if mark != _REVERSE) if _REVERSE in marks else (*marks, _REVERSE)
    return Pen(tuple(turned))


def brightness(colour: tuple[int, int, int]) -> float:
    """How bright a colour is, from 0 to 255."""
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_blank(pen: Pen) -> Pen:
    """The same look on a blank, where the colour of letters is not seen."""
    if _SEEN_ON_BLANKS.intersection(pen.marks):
        return pen
    return Pen((), "", pen.ground)


def stroke(before: Pen, after: Pen) -> str:
    """The code that changes pens; empty when they are alike."""
    if before == after:
        return ""
    if after == PLAIN:
        return "\x1b[m"
    codes = []
    if before.marks != after.marks:
        codes.extend(_changed_marks(before.marks, after.marks))
    if before.ink != after.ink:
        codes.append(after.ink or "39")
    if before.ground != after.ground:
        codes.append(after.ground or "49")
    return f"\x1b[{';'.join(codes)}m"


def _changed_marks(before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    off = {_OFF[mark] for mark in before if mark not in after}
    # 22 ends both bold and dim: the one that stays is said again.
    on = [mark for mark in after if mark not in before or _OFF[mark] in off]
    return sorted(off) + on


def _colour(colour: Color | None, system: ColorSystem, is_ink: bool) -> str:
    if colour is None or colour.is_default:
        return ""
    return ";".join(colour.downgrade(system).get_ansi_codes(foreground=is_ink))
