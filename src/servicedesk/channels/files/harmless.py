"""Text from outside as a file for other programs may hold it: no control characters, no formula. Pure."""

import re
from typing import Final

_CONTROLS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]")
"""Spreadsheets take the wide signs for formulas too."""


def one_line(text: str) -> str:
    """Control characters, line ends and turns of direction become blanks."""
    return _CONTROLS.sub(" ", text)


def no_formula(text: str) -> str:
    """One line that no spreadsheet reads as a formula: ``'`` stands before what could begin one."""
    line = one_line(text)
    return f"'{line}" if _FORMULA.match(line) else line
