"""A canned answer, and why one is offered. Values only."""

from dataclasses import dataclass
from typing import Final

LETTER: Final = "LETTER"
"""The code of what stands around the first answer of an empty reply: greeting and closing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``kinds``, ``stages`` and ``natures`` are what it fits; empty means any.

    ``stages`` are those of complaints and returns. ``words`` of a customer's message call for it. ``own``: from
    the user's own file.
    """

    code: str
    title: str
    language: str
    body: str
    kinds: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    natures: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    own: bool = False

    @property
    def id(self) -> str:
        """One code may be there in several languages."""
        return f"{self.language}:{self.code}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is offered. ``what``: code, title, text, near (spelled nearly so), word, kind, nature, stage,
    language, other_language; ``detail`` is the word or value."""

    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer with its score (0–100) and the reasons, the weightiest first."""

    answer: Answer
    score: int
    why: tuple[Reason, ...]
