"""What a forecast looks at: tickets that want an act, and the people who work. Times are seconds from now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that wants an act by ``due``; at 0 or before it is overdue: it takes time and can't breach again.

    ``order`` is its place among the tickets of nobody, lowest first. ``since`` is when it comes: 0 for one that is
    there. Those yet to come have no number.
    """

    id: int
    due: float
    kind: str
    team: str | None
    language: str | None
    holder: str | None
    order: float
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may work on tickets.

    ``starts``: from when on; None for somebody who isn't expected. ``per_hour`` is known from ``cases`` answers.
    ``backlog``: overdue tickets of their own at which a customer waits; ``later``: such that fall due after the end.
    ``on_break``: could be called back. ``stuck_on``: a ticket they have held for ``stuck`` minutes without a word.
    """

    handle: str
    starts: float | None
    per_hour: float
    cases: int
    teams: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    backlog: int = 0
    later: int = 0
    on_break: bool = False
    stuck_on: int | None = None
    stuck: int = 0

    def fits(self, team: str | None, language: str | None) -> bool:
        """Whether a ticket is theirs to take: of their teams, in a language they write. What isn't known, fits."""
        in_team = team is None or not self.teams or team in self.teams
        return in_team and (language is None or not self.languages or language in self.languages)


@dataclass(frozen=True, slots=True)
class Coming:
    """Customers who write meanwhile: all who wrote at this time on earlier days, in order of time.

    ``counts`` says how many did on each of these days, ``pace`` how today compares with them. ``usual`` is a typical
    day: as many as on average, evenly out of all.
    """

    everybody: tuple[Waiting, ...] = ()
    counts: tuple[int, ...] = ()
    pace: float = 1.0
    usual: tuple[Waiting, ...] = ()


def coming_like(days: Sequence[Sequence[Waiting]], pace: float) -> Coming:
    """Customers as on these earlier days, at today's pace."""
    everybody = tuple(sorted((one for day in days for one in day), key=lambda one: (one.since, one.due, one.kind)))
    wanted = round(pace * len(everybody) / max(1, len(days)))
    places = (int((n + 0.5) * len(everybody) / wanted) for n in range(wanted))
    return Coming(everybody, tuple(map(len, days)), pace, tuple(everybody[place] for place in places))


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything as it stands: tickets due by ``ends``, with all of nobody's that may be taken before them.

    ``coming`` says who may write meanwhile.
    """

    ends: float
    tickets: tuple[Waiting, ...]
    workers: tuple[Worker, ...]
    coming: Coming = field(default_factory=Coming)

    def given(self, tickets: Iterable[int], handle: str | None) -> "Situation":
        """As it would stand with these tickets in somebody's hands."""
        moved = frozenset(tickets)
        return replace(
            self, tickets=tuple(replace(one, holder=handle) if one.id in moved else one for one in self.tickets)
        )

    def starting(self, handle: str, at: float) -> "Situation":
        """As it would stand with somebody at work from ``at`` on."""
        return replace(
            self, workers=tuple(replace(one, starts=at) if one.handle == handle else one for one in self.workers)
        )
