"""What a supervisor could do in the next ten minutes, by the breaches it saves.

Each step is weighed by the forecast with it against the one without. The best is taken as done, then the next is
looked for, so the savings of a list add up. The same situation gives the same list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from servicedesk.domain.floor.forecasting import HOUR, Expected, expected
from servicedesk.domain.floor.model import Situation, Waiting, Worker

MOST: Final = 10
"""Steps on a list."""
MOST_TICKETS: Final = 20
"""Tickets that one step moves: what a supervisor can look over."""
TARGETS: Final = 3
"""Colleagues weighed for each lot of tickets,"""
ASKED: Final = 6
"""of so many looked at, the freest first."""
LOTS: Final = 12
"""Lots of late tickets looked at, the largest first."""
WEIGHED: Final = (8, 40)
"""How many steps are run through the whole forecast: fewer on a large floor, that it opens as soon as a small one."""
ACTS_WEIGHED: Final = 8_000
COMES_BACK: Final = 300.0
"""Seconds until somebody who is called back from a break is at work."""


@dataclass(frozen=True, slots=True)
class Step:
    """``what``: move, assign, back, talk (desk.floor.views). ``by``: seconds until the first saved ticket is due."""

    what: str
    tickets: tuple[int, ...] = ()
    kind: str | None = None
    source: str | None = None
    target: str | None = None
    saves: int = 0
    by: float | None = None
    minutes: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What decides between steps that save the same."""
        first = float("inf") if self.by is None else self.by
        return (-self.saves, first, len(self.tickets), self.what, self.source or "", self.target or "", self.tickets)


def applied(situation: Situation, step: Step) -> Situation:
    """The situation once a step is done."""
    match step.what:
        case "move" | "assign":
            return situation.given(step.tickets, step.target)
        case "back":
            return situation.starting(step.source or "", COMES_BACK)
        case _:
            return situation.starting(step.source or "", 0.0)


def best(situation: Situation, most: int = MOST) -> tuple[Step, ...]:
    """At most so many steps, those that save most first."""
    search = _Search(situation)
    steps: list[Step] = []
    while len(steps) < most and (found := search.next()) is not None:
        steps.append(found)
    told = {step.source for step in steps if step.what == "talk"}
    steps += [step for step in _talks(search.situation) if step.source not in told]
    return tuple(sorted(steps, key=lambda step: step.key)[:most])


class _Search:
    """Finds the best step, takes it as done, and goes on from there."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self._base = expected(situation)
        acts = len(situation.tickets) + len(situation.coming.usual)
        self._left = max(WEIGHED[0], min(WEIGHED[1], ACTS_WEIGHED // max(1, acts)))
        self._saved_once: dict[tuple[str, str | None], int] = {}

    def next(self) -> Step | None:
        """The step that saves most, None when none saves anything or enough were weighed."""
        found: Step | None = None
        for step in sorted(self._candidates(), key=lambda step: (-self._bound(step), step.key)):
            if self._left == 0 or (found is not None and found.saves >= self._bound(step)):
                break
            weighed = self._weighed(step)
            if weighed.saves > 0 and (found is None or weighed.key < found.key):
                found = weighed
        if found is not None:
            self.situation = applied(self.situation, found)
            self._base = expected(self.situation)
        return found

    def _candidates(self) -> Iterator[Step]:
        if self._base.breaches:
            yield from _moves(self.situation, self._base)
            yield from _returns(self.situation)
            yield from _talks(self.situation)

    def _bound(self, step: Step) -> float:
        """What a step saves at most: the tickets it moves; else what it saved before others were done."""
        if step.what in ("move", "assign"):
            return len(step.tickets)
        return self._saved_once.get((step.what, step.source), float("inf"))

    def _weighed(self, step: Step) -> Step:
        """A step with what it saves, and by when."""
        self._left -= 1
        after = expected(applied(self.situation, step))
        kept = frozenset(after.missed)
        saved = next((number for number in self._base.missed if number not in kept), None)
        saves = self._base.breaches - after.breaches
        self._saved_once[step.what, step.source] = saves
        by = next((one.due for one in self.situation.tickets if one.id == saved), None)
        return replace(step, saves=saves, by=by)


def _returns(situation: Situation) -> Iterator[Step]:
    for worker in situation.workers:
        late = worker.starts is None or worker.starts > COMES_BACK
        if worker.on_break and late:
            yield Step("back", source=worker.handle)


def _talks(situation: Situation) -> Iterator[Step]:
    """Who sits over one ticket while others of theirs wait."""
    for worker in situation.workers:
        waits = worker.backlog + worker.later + sum(1 for one in situation.tickets if one.holder == worker.handle)
        if worker.stuck_on is not None and waits > 1 and worker.starts is not None and worker.starts > 0:
            yield Step("talk", (worker.stuck_on,), source=worker.handle, minutes=worker.stuck)


def _moves(situation: Situation, base: Expected) -> Iterator[Step]:
    """Lots of late tickets, of one holder (or nobody) and one kind, each to the freest who could still keep them."""
    by_id = {one.id: one for one in situation.tickets}
    lots: dict[tuple[str | None, str], list[Waiting]] = {}
    for ticket in (by_id[number] for number in base.missed):
        lots.setdefault((ticket.holder, ticket.kind), []).append(ticket)
    desks = [_Desk(worker, situation.tickets) for worker in situation.workers if worker.starts is not None]
    desks.sort(key=lambda desk: (desk.free_at, desk.worker.handle))
    largest = sorted(lots.items(), key=lambda lot: -len(lot[1]))[:LOTS]
    for (holder, kind), tickets in largest:
        others = islice((desk for desk in desks if desk.worker.handle != holder and desk.may_take(tickets)), ASKED)
        able = ((desk, kept) for desk in others if (kept := desk.keeps(tickets)))
        for desk, kept in islice(able, TARGETS):
            yield Step("assign" if holder is None else "move", kept, kind, holder, desk.worker.handle)


class _Desk:
    """One colleague's own queue, and how much more of it would still be in time."""

    def __init__(self, worker: Worker, tickets: Sequence[Waiting]) -> None:
        self.worker = worker
        self._pace = HOUR / worker.per_hour
        self._begins = (worker.starts or 0.0) + worker.backlog * self._pace
        self._dues = [one.due for one in tickets if one.holder == worker.handle and one.due > 0]

    @property
    def free_at(self) -> float:
        return self._begins + (len(self._dues) + self.worker.later) * self._pace

    def may_take(self, tickets: Sequence[Waiting]) -> bool:
        """Whether any of them is theirs to take."""
        return any(self.worker.fits(one.team, one.language) for one in tickets)

    def keeps(self, tickets: Sequence[Waiting]) -> tuple[int, ...]:
        """Which of the tickets they could take without being late with more than they are now."""
        dues = self._dues
        taken: list[int] = []
        late = self._late(dues)
        for ticket in tickets[: 2 * MOST_TICKETS]:
            if len(taken) == MOST_TICKETS:
                break
            if not self.worker.fits(ticket.team, ticket.language):
                continue
            tried = sorted([*dues, ticket.due])
            if self._late(tried) <= late:
                dues = tried
                taken.append(ticket.id)
        return tuple(taken)

    def _late(self, dues: Sequence[float]) -> int:
        return sum(1 for n, due in enumerate(dues, 1) if self._begins + n * self._pace > due)
