"""Placeholders filled in from a closed list. Nothing here evaluates: a name is looked up, and that is all."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from servicedesk.answers.placeholders.names import PLACEHOLDERS, blank_for
from servicedesk.domain.gate.placeholders import other_marks
from servicedesk.domain.gate.wide_forms import narrowed

ANSWER: Final = "answer"
"""Stands in the letter around an answer, once."""
_BRACED: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_INSIDE: Final = re.compile(r" ?([a-z0-9_.]+) ?(?:\|([^\[\]\n]{0,80}))?")
_FALLBACK: Final = r"(?:\|(?P<fallback>[^{}\[\]\n]{0,80}))?"
_NAMES: Final = "|".join(re.escape(name) for name in PLACEHOLDERS)
_KNOWN: Final = re.compile(rf"\{{ ?(?:(?P<name>{_NAMES}) ?{_FALLBACK}|(?P<answer>{ANSWER}) ?)\}}")
_BRACKETS: Final = frozenset("{}[]｛｝［］")
_JOINERS: Final = "\u200c\u200d"
"""Format characters that names are spelt with."""
LONGEST_VALUE: Final = 120
"""Characters of what is filled in; more is cut off."""


def one_line(text: str) -> str:
    """A value that can't be a placeholder, a blank or a second line: brackets and unseen characters become spaces."""
    seen = "".join(" " if _is_unwanted(character) else character for character in text[: 4 * LONGEST_VALUE])
    line = " ".join(seen.split())[:LONGEST_VALUE]
    for marks in other_marks(line):
        line = line.replace(marks, " ")
    return " ".join(line.split()).strip(_JOINERS + " ")


def _is_unwanted(character: str) -> bool:
    """Brackets; control, direction and format characters; separators of lines; what is no character at all."""
    if character in _BRACKETS:
        return True
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or (category == "Cf" and character not in _JOINERS)


def unknown_placeholders(line: str, *, letter: bool = False) -> list[str]:
    """What of a line looks like a placeholder and is none, stray braces among it."""
    return [
        line[match.start() : match.end()]
        for match in _BRACED.finditer(narrowed(line))
        if match[1] is None or not _is_known(match[1], letter=letter)
    ]


def _is_known(inside: str, *, letter: bool) -> bool:
    match = _INSIDE.fullmatch(inside)
    if match is None:
        return False
    return match[1] in PLACEHOLDERS or (letter and match[1] == ANSWER and match[2] is None)


def fill(body: str, values: Mapping[str, str], language: str, *, answer: str = "") -> str:
    """``body`` with every placeholder filled in, in one pass: what is filled in is never looked at again.

    A name that ``values`` doesn't have gives the fallback behind its bar, else a blank in ``language``.
    ``answer`` is a text that has been filled already. Full-width braces and bars count as their plain twins.
    """
    pieces: list[str] = []
    at = 0
    for match in _KNOWN.finditer(narrowed(body)):
        pieces.append(body[at : match.start()])
        if match["answer"] is not None:
            pieces.append(answer)
        else:
            pieces.append(_value(match, body, values, language))
        at = match.end()
    return "".join((*pieces, body[at:]))


def _value(match: re.Match[str], body: str, values: Mapping[str, str], language: str) -> str:
    known = one_line(values.get(match["name"], ""))
    if known or match["fallback"] is None:
        return known or blank_for(match["name"], language)
    return body[match.start("fallback") : match.end("fallback")].strip()
