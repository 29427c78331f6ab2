"""A canned answer, what became of it, and why one is offered. Values only."""

from dataclasses import dataclass
from typing import Final

from servicedesk.domain.macros import MacroAction

LETTER: Final = "LETTER"
"""The code of what stands around the first answer of an empty reply: greeting and closing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``kinds``, ``stages``, ``natures``, ``lifecycle`` and ``parcels`` are what it fits; empty means any.

    ``stages`` are those of complaints and returns, ``lifecycle`` those of a product, ``parcels`` the states of the
    order's parcels. ``words`` of a customer's message call for it, ``examples`` are whole messages that it answers.
    ``owner``: empty for everybody's, ``team:CODE`` or ``person:HANDLE``. With ``actions`` it is a macro.
    ``number`` is its place in the store, 0 before it has one.
    """

    code: str
    title: str
    language: str
    body: str
    kinds: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    natures: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    lifecycle: frozenset[str] = frozenset()
    parcels: frozenset[str] = frozenset()
    folder: str = ""
    owner: str = ""
    version: int = 1
    number: int = 0
    examples: tuple[str, ...] = ()
    actions: tuple[MacroAction, ...] = ()

    @property
    def id(self) -> str:
        """One code may be there in several languages."""
        return f"{self.language}:{self.code}"

    @property
    def own(self) -> bool:
        """Whether it is one person's."""
        return self.owner.startswith("person:")


@dataclass(frozen=True, slots=True)
class Past:
    """What became of the tickets that an answer was sent on. All are numbers of tickets.

    ``settled``: resolved after it; ``reopened``: of those, opened again; ``rated``: the customer said how it was;
    ``satisfied``: of those, well.
    """

    uses: int = 0
    settled: int = 0
    reopened: int = 0
    rated: int = 0
    satisfied: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is offered; ``detail`` is the word, value or number.

    ``what``: code, title, text, near (spelled nearly so), pinyin, word, kind, nature, stage, lifecycle, parcel,
    language, other_language; uses, satisfied, reopened (``3/40``).
    """

    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer with its score (0–100) and the reasons, the weightiest first."""

    answer: Answer
    score: int
    why: tuple[Reason, ...]
