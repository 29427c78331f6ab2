"""Blanks that a writer has to fill in: ``[[date]]``. Pure."""

import re
from typing import Final

from servicedesk.domain.gate.wide_forms import narrowed

LONGEST: Final = 80
"""Characters between the brackets at most; anything longer is no blank."""
BLANK: Final = re.compile(r"\[\[[^\[\]\n]{0,80}+\]\]")
"""On a text whose full-width signs are narrowed."""

Place = tuple[int, int]


def blanks_in(text: str, most: int = 200) -> tuple[Place, ...]:
    """Where blanks stand, from and to; the first ``most`` of them."""
    found: list[Place] = []
    for match in BLANK.finditer(narrowed(text)):
        found.append(match.span())
        if len(found) == most:
            break
    return tuple(found)


def next_blank(text: str, after: int) -> Place | None:
    """The first blank that begins at ``after`` or later, else the first of all; None where there is none."""
    plain = narrowed(text)
    match = BLANK.search(plain, after) or BLANK.search(plain)
    return match.span() if match is not None else None
