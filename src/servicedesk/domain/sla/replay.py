"""Counting cycles against their calendars: due, warned, breached, late. The rules are in DOMAIN, section 3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servicedesk.domain.calendars import SECOND, WorkingTime
from servicedesk.domain.sla.cycles import Cycle, CycleState, cycles_of
from servicedesk.domain.sla.facts import CLOCKS, Clock, Fact, Terms

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A cycle in working time. ``used`` and ``late`` are microseconds of it; ``due_at`` is only there while running."""

    clock: Clock
    started_at: int
    state: CycleState
    ended_at: int | None
    used: int
    due_at: int | None
    warned_at: int | None
    breached_at: int | None
    late: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """All cycles of a ticket by clock, and what is due next: the earliest of the running ones."""

    clocks: Mapping[Clock, tuple[Counted, ...]]
    due_at: int | None
    due_clock: Clock | None


def replay(facts: Iterable[Fact], terms: Terms | None, now: int) -> Outcome:
    """What a ticket's facts say of its clocks at ``now``. The same facts give the same answer whenever one looks."""
    cycles = cycles_of(facts, terms, now)
    clocks = {clock: tuple(count(cycle, now) for cycle in cycles[clock]) for clock in CLOCKS}
    due = [
        (counted.due_at, CLOCKS.index(clock))
        for clock in CLOCKS
        for counted in clocks[clock]
        if counted.due_at is not None
    ]
    if not due:
        return Outcome(clocks, None, None)
    due_at, place = min(due)
    return Outcome(clocks, due_at, CLOCKS[place])


def count(cycle: Cycle, now: int) -> Counted:
    """One cycle's figures at ``now``."""
    working = cycle.terms[-1].terms.working
    end = now if cycle.ended_at is None else cycle.ended_at
    stretches = [(start, end if stop is None else stop) for start, stop in cycle.stretches]
    breached = first_reached(cycle, end, warning=False)
    late = 0 if breached is None else sum(working.between(max(a, breached), b) for a, b in stretches)
    return Counted(
        cycle.clock,
        cycle.started_at,
        cycle.state,
        cycle.ended_at,
        sum(working.between(start, stop) for start, stop in stretches),
        reaching(cycle, MILLION) if cycle.state is CycleState.RUNNING else None,
        first_reached(cycle, end, warning=True),
        breached,
        late,
    )


def first_reached(cycle: Cycle, end: int, *, warning: bool) -> int | None:
    """When a cycle that ran until ``end`` first came to the target in force, or to its share that warns.

    Each target counts by the calendar it came with, and not before it existed. A breach lies before ``end``, a
    warning may lie on it.
    """
    stretches = [(start, end if stop is None else stop) for start, stop in cycle.stretches]
    for place, term in enumerate(cycle.terms):
        until = cycle.terms[place + 1].since if place + 1 < len(cycle.terms) else None
        share = term.terms.policy.warn_at if warning else MILLION
        reached = _reached(stretches, term.terms.working, _part(term.target, share))
        if reached is None:
            continue
        reached = max(reached, term.since)
        in_time = reached <= end if warning else reached < end
        if in_time and (until is None or reached < until):
            return reached
    return None


def _part(target: int, share: int) -> int:
    """A share of a target in microseconds, rounded up: it is reached when all of it is."""
    return -(-target * SECOND * share // MILLION)


def _reached(stretches: list[tuple[int, int]], working: WorkingTime, amount: int) -> int | None:
    """When the working time in the stretches came to ``amount``; None when it didn't."""
    for start, stop in stretches:
        used = working.between(start, stop)
        if used >= amount:
            return working.reached(start, amount)
        amount -= used
    return None


def reaching(cycle: Cycle, share: int) -> int | None:
    """When a running cycle comes to ``share`` millionths of the target in force if it runs on.

    Not before that target existed; None when that is never.
    """
    term = cycle.terms[-1]
    working, amount = term.terms.working, _part(term.target, share)
    for start, stop in cycle.stretches:
        used = amount if stop is None else working.between(start, stop)
        if used >= amount:
            reached = working.reached(start, amount)
            return None if reached is None else max(reached, term.since)
        amount -= used
    return None
