"""What front ends get of the canned answers. Every instant is aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from servicedesk.answers.answer import Answer


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as it is kept. ``changed_by`` is a handle, empty for the program itself.

    ``uses``, ``settled`` and ``reopened`` count tickets; ``mine``: whoever looks may change it.
    """

    answer: Answer
    changed_at: datetime
    changed_by: str = ""
    uses: int = 0
    settled: int = 0
    reopened: int = 0
    retired: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class AnswerVersion:
    """What an answer said once; ``retired``: it was taken out of use then."""

    version: int
    answer: Answer
    changed_at: datetime
    changed_by: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """An answer that was not taken, and why."""

    code: str
    language: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of answers that came in. ``changed`` ones have a new version."""

    added: int
    changed: int
    unchanged: int
    problems: tuple[AnswerProblem, ...] = ()

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            (*self.problems, *other.problems),
        )
