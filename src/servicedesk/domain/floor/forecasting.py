"""What will be late if nothing changes.

Everybody at work answers one ticket after the other, as the console offers them: their own in the order of the
queue, those at which a customer waits or that fall due by the end; when none is left, the next of nobody's that fits
their teams and languages. A ticket of somebody who isn't there waits. One act keeps a ticket's promise, whichever
clock it is. What is overdue without anybody waiting is left lying.

Meanwhile customers write, as they did at this time of the day on earlier days: what they bring takes time, and some
of it (a chat) is late before the end itself.

``expected`` takes the average time an act takes each person, and a typical day's customers. ``band`` draws: how
quick each person is, from what is known of them (the fewer cases, the wider), the time of each act (exponential), and
who writes (as many as on one of the earlier days). Of a hundred counts drawn, six lie below the band and six above.
Life has surprises that aren't drawn (who goes to lunch when, which act takes an hour): on played days the truth lies
in such a band in four cases of five, which is what it claims.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from random import Random
from typing import Final

from servicedesk.domain.floor.model import Coming, Situation, Waiting, Worker
from servicedesk.domain.floor.rates import PRIOR_CASES

HOUR: Final = 3600.0
NEVER: Final = float("inf")
MOST_RUNS: Final = 200
FEWEST_RUNS: Final = 25
ACTS_DRAWN: Final = 7_000
"""Acts drawn for a band, about 25 ms: runs get fewer where more is at work, never fewer than the fewest."""
OUTSIDE: Final = 0.06
"""The share of runs beyond either end of a band."""

Times = Callable[[int], float]
"""Seconds that the next act of the worker at a place takes."""


@dataclass(frozen=True, slots=True)
class Expected:
    """``missed`` fall due before anybody gets to them, the first due first; ``done`` is when the others are.

    ``newcomers`` is how many of those who write meanwhile are missed too.
    """

    missed: tuple[int, ...]
    newcomers: int
    done: Mapping[int, float]

    @property
    def breaches(self) -> int:
        return len(self.missed) + self.newcomers


@dataclass(frozen=True, slots=True)
class Band:
    low: int
    high: int
    runs: int


class Plan:
    """A situation laid out for running through it again and again."""

    def __init__(self, situation: Situation) -> None:
        self.ends = situation.ends
        self.workers = situation.workers
        self.at_stake = tuple(one for one in situation.tickets if 0 < one.due <= self.ends)
        self._place = {worker.handle: n for n, worker in enumerate(situation.workers)}
        self._own: list[list[tuple[float, int]]] = [[] for _ in situation.workers]
        self._groups: dict[tuple[str | None, str | None], int] = {}
        self._shared: list[list[tuple[float, int]]] = []
        self._open_to: list[list[int]] = [[] for _ in situation.workers]
        for ticket in situation.tickets:
            if ticket.holder is None:
                self._shared[self._group(ticket)].append((ticket.order, ticket.id))
            elif 0 < ticket.due <= self.ends and ticket.holder in self._place:
                self._own[self._place[ticket.holder]].append((ticket.due, ticket.id))
        for queue in (*self._own, *self._shared):
            queue.sort()

    def _group(self, ticket: Waiting) -> int:
        """Where tickets of its team and language wait for whoever takes them."""
        key = (ticket.team, ticket.language)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = len(self._shared)
            self._shared.append([])
            for n, worker in enumerate(self.workers):
                if worker.fits(*key):
                    self._open_to[n].append(found)
        return found

    def run(self, times: Times, coming: Sequence[Waiting] = ()) -> dict[int, float]:
        """When each ticket is answered, of those somebody gets to before the end.

        ``coming`` is in order of time; the nth of them, counted from one, has the number -n here.
        """
        groups = [self._group(one) if one.holder is None else -1 for one in coming]
        own, shared = [queue.copy() for queue in self._own], [queue.copy() for queue in self._shared]
        backlog, later = [worker.backlog for worker in self.workers], [worker.later for worker in self.workers]
        free = [(worker.starts, n) for n, worker in enumerate(self.workers) if worker.starts is not None]
        heapify(free)
        done: dict[int, float] = {}
        come = 0
        while free and free[0][0] < self.ends:
            at, n = heappop(free)
            while come < len(coming) and coming[come].since <= at:
                come += 1
                self._admit(coming[come - 1], -come, groups[come - 1], own, shared, later)
            ticket = 0
            if backlog[n]:
                backlog[n] -= 1
            elif own[n]:
                ticket = heappop(own[n])[1]
            elif later[n]:
                later[n] -= 1
            elif (group := self._first(n, shared)) is not None:
                ticket = heappop(shared[group])[1]
            else:
                if come < len(coming):
                    heappush(free, (coming[come].since, n))
                continue
            at += times(n)
            done[ticket] = at
            heappush(free, (at, n))
        return done

    def _admit(
        self,
        one: Waiting,
        number: int,
        group: int,
        own: list[list[tuple[float, int]]],
        shared: list[list[tuple[float, int]]],
        later: list[int],
    ) -> None:
        """Somebody has written: their ticket takes its place."""
        n = self._place.get(one.holder or "")
        if group >= 0:
            heappush(shared[group], (one.order, number))
        elif n is not None and one.due <= self.ends:
            heappush(own[n], (one.due, number))
        elif n is not None:
            later[n] += 1

    def _first(self, n: int, shared: Sequence[Sequence[tuple[float, int]]]) -> int | None:
        """The group with the first ticket of nobody that a worker may take."""
        heads = [(shared[group][0], group) for group in self._open_to[n] if shared[group]]
        return min(heads)[1] if heads else None

    def missed(self, done: Mapping[int, float]) -> list[int]:
        """The tickets that nobody gets to in time."""
        return [one.id for one in self.at_stake if done.get(one.id, NEVER) > one.due]

    def missed_of(self, coming: Sequence[Waiting], done: Mapping[int, float]) -> int:
        """How many of those who write meanwhile nobody gets to in time."""
        due = ((-n, one.due) for n, one in enumerate(coming, 1) if one.due <= self.ends)
        return sum(1 for number, at in due if done.get(number, NEVER) > at)


def expected(situation: Situation) -> Expected:
    """Which tickets will be late when every act takes its person's average time."""
    plan, coming = Plan(situation), situation.coming.usual
    seconds = [HOUR / worker.per_hour for worker in situation.workers]
    done = plan.run(seconds.__getitem__, coming)
    return Expected(tuple(plan.missed(done)), plan.missed_of(coming, done), done)


def band(situation: Situation, random: Random) -> Band:
    """Between which numbers of breaches the truth should lie in four cases of five."""
    plan = Plan(situation)
    runs = runs_for(situation)
    counts = sorted(_drawn(plan, situation.coming, random) for _ in range(runs))
    beyond = int(runs * OUTSIDE)
    return Band(counts[beyond], counts[runs - 1 - beyond], runs)


def runs_for(situation: Situation) -> int:
    """How often the time until the end is drawn, so that a large floor opens as soon as a small one."""
    here = [worker for worker in situation.workers if worker.starts is not None]
    acts = min(
        sum(worker.per_hour * situation.ends / HOUR for worker in here),
        len(situation.tickets) + len(situation.coming.usual) + sum(worker.backlog + worker.later for worker in here),
    )
    return max(FEWEST_RUNS, min(MOST_RUNS, int(ACTS_DRAWN / max(1.0, acts))))


def _drawn(plan: Plan, coming: Coming, random: Random) -> int:
    """The number of breaches as it may go."""
    rates = [_rate(worker, random) for worker in plan.workers]
    draw = random.expovariate
    written = drawn_day(coming, random)
    done = plan.run(lambda n: draw(rates[n]), written)
    return len(plan.missed(done)) + plan.missed_of(written, done)


def drawn_day(coming: Coming, random: Random) -> tuple[Waiting, ...]:
    """As many as wrote on one of the earlier days, of all who wrote."""
    if not coming.everybody:
        return ()
    many = round(coming.pace * random.choice(coming.counts))
    drawn = random.choices(range(len(coming.everybody)), k=many)
    return tuple(coming.everybody[place] for place in sorted(drawn))


def _rate(worker: Worker, random: Random) -> float:
    """Acts a second of somebody of whom so many cases are known."""
    known = worker.cases + PRIOR_CASES
    return random.gammavariate(known, worker.per_hour / known) / HOUR
