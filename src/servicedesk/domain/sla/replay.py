"""Counting cycles against a calendar: due, warned, breached, late. The rules are in DOMAIN, section 3."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from servicedesk.domain.calendars import SECOND, WorkingTime
from servicedesk.domain.sla.cycles import Cycle, CycleState, cycles_of
from servicedesk.domain.sla.facts import CLOCKS, Clock, Fact, Policy

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


def replay(facts: Iterable[Fact], policy: Policy, working: WorkingTime, now: int) -> Outcome:
    """What a ticket's facts say of its clocks at ``now``. The same facts give the same answer whenever one looks."""
    cycles = cycles_of(facts, policy, now)
    clocks = {clock: tuple(count(cycle, policy, working, now) for cycle in cycles[clock]) for clock in CLOCKS}
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


def count(cycle: Cycle, policy: Policy, working: WorkingTime, now: int) -> Counted:
    """One cycle's figures at ``now``."""
    end = now if cycle.ended_at is None else cycle.ended_at
    stretches = [(start, end if stop is None else stop) for start, stop in cycle.stretches]
    breached = _first_reached(cycle, stretches, working, MILLION, end)
    if breached is not None and breached >= end:
        breached = None
    warned = _first_reached(cycle, stretches, working, policy.warn_at, end)
    late = 0 if breached is None else sum(working.between(max(a, breached), b) for a, b in stretches)
    return Counted(
        cycle.clock,
        cycle.started_at,
        cycle.state,
        cycle.ended_at,
        sum(working.between(start, stop) for start, stop in stretches),
        _due(cycle, working) if cycle.state is CycleState.RUNNING else None,
        warned,
        breached,
        late,
    )


def _first_reached(
    cycle: Cycle, stretches: list[tuple[int, int]], working: WorkingTime, share: int, end: int
) -> int | None:
    """The first instant at which ``share`` millionths of the target in force were used, if it comes by ``end``."""
    for place, (since, target) in enumerate(cycle.targets):
        until = cycle.targets[place + 1][0] if place + 1 < len(cycle.targets) else None
        reached = _reached(stretches, working, _part(target, share))
        if reached is None:
            continue
        reached = max(reached, since)
        if reached <= end and (until is None or reached < until):
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


def _due(cycle: Cycle, working: WorkingTime) -> int | None:
    """When a running cycle reaches the target in force if it runs on, but not before that target existed."""
    since, target = cycle.targets[-1]
    amount = target * SECOND
    for start, stop in cycle.stretches:
        if stop is None:
            reached = working.reached(start, amount)
            return None if reached is None else max(reached, since)
        used = working.between(start, stop)
        if used >= amount:
            reached = working.reached(start, amount)
            return None if reached is None else max(reached, since)
        amount -= used
    return None
