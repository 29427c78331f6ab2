"""How quick somebody is: from the times between their answers, leaning on the team where little is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PRIOR_CASES: Final = 30
"""From so many cases on somebody's own figure outweighs the team's; nobody is ranked below."""
USUAL_PER_HOUR: Final = 6.0
"""Answers an hour where nothing at all is known."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What is known of somebody: ``cases`` answers, each begun when the one before was given, in ``hours`` of work."""

    cases: int
    hours: float


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers an hour, and from how many cases that is known."""

    per_hour: float
    cases: int


class Rates:
    """The rates of a shop's people. Somebody unknown works like the team."""

    def __init__(self, worked: Mapping[int, Worked]) -> None:
        everything = Worked(sum(one.cases for one in worked.values()), sum(one.hours for one in worked.values()))
        self.team = _leaning(everything, USUAL_PER_HOUR)
        self._of = {person: Rate(_leaning(one, self.team), one.cases) for person, one in worked.items()}

    def of(self, person: int) -> Rate:
        return self._of.get(person) or Rate(self.team, 0)


def _leaning(worked: Worked, on: float) -> float:
    """Answers an hour as if ``PRIOR_CASES`` more had been seen at the rate one leans on."""
    return (worked.cases + PRIOR_CASES) / (worked.hours + PRIOR_CASES / on)
