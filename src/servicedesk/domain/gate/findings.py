"""What the send gate can find: light enough for parsers and screens; the checks are in ``checks``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

HARD: Final = ("empty", "placeholder_left", "blank_left", "card_number")
"""Codes of findings that never let a reply through."""
SOFT: Final = ("password", "other_order", "other_customer", "language", "refund_limit", "refund_paid")
"""Codes of findings that somebody may accept."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a reply: ``excerpt`` is the text from ``start`` to ``end``.

    ``line`` is the line of the text it stands on, the first being 1. ``details`` say more by the code.
    """

    code: str
    hard: bool
    start: int
    end: int
    excerpt: str
    line: int = 1
    details: Mapping[str, str] = field(default_factory=dict)
