"""Placeholders filled in from a closed list. Nothing here evaluates: a name is looked up, and that is all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ANSWER: Final = "answer"
"""Stands in the letter around an answer, once."""
BLANKS: Final[Mapping[str, Mapping[str, str]]] = {
    "name": {"en": "name", "zh": "称呼"},
    "order": {"en": "order", "zh": "订单号"},
    "agent": {"en": "your name", "zh": "您的名字"},
    "ticket": {"en": "ticket", "zh": "工单号"},
}
"""Every placeholder, and what the blank says that stands for a missing value."""
_BRACED: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_KNOWN: Final = re.compile(r"\{(" + "|".join([*BLANKS, ANSWER]) + r")\}")
_UNWANTED: Final = re.compile(r"[{}\[\]\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LONGEST_VALUE: Final = 120


@dataclass(frozen=True, slots=True)
class Values:
    """What is known of the ticket; empty where nothing is."""

    name: str = ""
    order: str = ""
    agent: str = ""
    ticket: str = ""

    def value(self, placeholder: str, language: str) -> str:
        """One line for a placeholder, which can't be a placeholder or blank itself; a blank where nothing is known."""
        match placeholder:
            case "name":
                raw = self.name
            case "order":
                raw = self.order
            case "agent":
                raw = self.agent
            case _:
                raw = self.ticket
        known = " ".join(_UNWANTED.sub(" ", raw).split())[:_LONGEST_VALUE].strip()
        words = BLANKS[placeholder]
        return known or f"[[{words.get(language, words['en'])}]]"


def unknown_placeholders(line: str, *, letter: bool = False) -> list[str]:
    """What of a line looks like a placeholder and is none, stray braces among it."""
    known = {*BLANKS, ANSWER} if letter else set(BLANKS)
    return [match[0] for match in _BRACED.finditer(line) if match[1] is None or match[1] not in known]


def fill(body: str, values: Values, language: str, *, answer: str = "") -> str:
    """``body`` with every placeholder filled in, in one pass: what is filled in is never looked at again.

    ``answer`` is a text that has been filled already.
    """
    return _KNOWN.sub(lambda match: answer if match[1] == ANSWER else values.value(match[1], language), body)
