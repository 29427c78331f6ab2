"""The fold from facts to clock cycles: when each ran, rested and ended. No working time is counted here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from servicedesk.domain.sla.facts import (
    CLOCKS,
    Answered,
    Asked,
    Clock,
    Created,
    Fact,
    Moved,
    NoReplyNeeded,
    OnReopen,
    Policy,
    Promised,
    Targets,
)

FINISHED = frozenset({"resolved", "closed"})
GONE = frozenset({"merged", "spam"})


class CycleState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Cycle:
    """One run of a clock. ``stretches`` are when it ran, ``[from, to)``; the last one is open (None) while it runs.

    ``targets`` are (since, seconds) in order: the first holds from the start.
    """

    clock: Clock
    started_at: int
    targets: list[tuple[int, int]]
    state: CycleState = CycleState.RUNNING
    ended_at: int | None = None
    stretches: list[tuple[int, int | None]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.state in (CycleState.RUNNING, CycleState.PAUSED)

    def run(self, at: int) -> None:
        self.state, self.ended_at = CycleState.RUNNING, None
        self.stretches.append((at, None))

    def rest(self, at: int) -> None:
        self._stop(at)
        self.state, self.ended_at = CycleState.PAUSED, None

    def end(self, at: int, state: CycleState) -> None:
        self._stop(at)
        self.state, self.ended_at = state, at

    def _stop(self, at: int) -> None:
        if self.stretches and self.stretches[-1][1] is None:
            self.stretches[-1] = (self.stretches[-1][0], at)


class Fold:
    """The clocks of one ticket while its facts go by, in the order of time."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._targets: Targets = policy.targets
        self.cycles: dict[Clock, list[Cycle]] = {clock: [] for clock in CLOCKS}
        self._status = "new"
        self._asked = False
        """The customer has written at all."""
        self._responded = False
        self._waiting: int | None = None
        self._response: Cycle | None = None
        self._resolution: Cycle | None = None

    def take(self, fact: Fact) -> None:
        """Fold one fact in. Nothing moves the clocks of a ticket that was merged away or is spam, but a status."""
        match fact:
            case Created():
                self._created(fact)
            case Asked(at):
                self._wait(at)
            case Answered(at):
                if self._asked:
                    self._responded = True
                    self._settle(at)
            case NoReplyNeeded(at):
                self._settle(at)
            case Moved(at, to):
                self._moved(at, to)
            case Promised(at, targets):
                self._promised(at, targets)

    def _created(self, fact: Created) -> None:
        self._status = fact.status
        if fact.status not in FINISHED | GONE:
            self._start_resolution(fact.at)
        if fact.by_customer:
            self._wait(fact.at)

    def _wait(self, at: int) -> None:
        self._asked = True
        if self._waiting is None:
            self._waiting = at
        self._start_response()

    def _start_response(self) -> None:
        """Start the clock of the oldest unanswered message, unless it runs or the ticket is done."""
        if self._waiting is None or self._response is not None or self._status in FINISHED | GONE:
            return
        clock = Clock.NEXT_RESPONSE if self._responded else Clock.FIRST_RESPONSE
        self._response = self._start(clock, self._waiting)

    def _settle(self, at: int) -> None:
        self._waiting = None
        if self._response is not None:
            self._response.end(at, CycleState.MET)
            self._response = None

    def _start(self, clock: Clock, at: int) -> Cycle | None:
        target = self._targets.get(clock)
        if target is None:
            return None
        cycle = Cycle(clock, at, [(at, target)])
        cycle.run(at)
        self.cycles[clock].append(cycle)
        return cycle

    def _start_resolution(self, at: int) -> None:
        self._resolution = self._start(Clock.RESOLUTION, at)
        if self._resolution is not None and self._status in self._policy.pause_on:
            self._resolution.rest(at)

    def _moved(self, at: int, to: str) -> None:
        before, self._status = self._status, to
        if to in GONE:
            self._cancel_all(at)
        elif to in FINISHED:
            self._finish(at)
        elif before in FINISHED:
            self._reopen(at)
        else:
            self._pause_or_go_on(at)

    def _cancel_all(self, at: int) -> None:
        self._waiting = None
        for cycle in (self._response, self._resolution):
            if cycle is not None and cycle.open:
                cycle.end(at, CycleState.CANCELLED)
        self._response = None

    def _finish(self, at: int) -> None:
        self._waiting = None
        if self._response is not None:
            self._response.end(at, CycleState.CANCELLED)
            self._response = None
        if self._resolution is not None and self._resolution.open:
            self._resolution.end(at, CycleState.MET)

    def _reopen(self, at: int) -> None:
        last = self._resolution
        if last is None or self._policy.on_reopen is OnReopen.RESTART:
            self._start_resolution(at)
        elif self._policy.on_reopen is OnReopen.CONTINUE and last.state is CycleState.MET:
            self._go_on(last, at)
        self._start_response()

    def _go_on(self, cycle: Cycle, at: int) -> None:
        """What was met was so provisionally: the same cycle runs on, unless its target went away meanwhile."""
        target = self._targets.get(cycle.clock)
        if target is None:
            return
        if cycle.targets[-1][1] != target:
            cycle.targets.append((at, target))
        if self._status in self._policy.pause_on:
            cycle.rest(at)
        else:
            cycle.run(at)

    def _pause_or_go_on(self, at: int) -> None:
        cycle = self._resolution
        if cycle is None or not cycle.open:
            return
        rests = self._status in self._policy.pause_on
        if rests and cycle.state is CycleState.RUNNING:
            cycle.rest(at)
        elif not rests and cycle.state is CycleState.PAUSED:
            cycle.run(at)

    def _promised(self, at: int, targets: Targets) -> None:
        self._targets = targets
        for cycle in (self._response, self._resolution):
            if cycle is None or not cycle.open:
                continue
            target = targets.get(cycle.clock)
            if target is None:
                cycle.end(at, CycleState.CANCELLED)
            else:
                cycle.targets.append((at, target))
        if self._response is not None and not self._response.open:
            self._response = None


def cycles_of(facts: Iterable[Fact], policy: Policy, now: int) -> dict[Clock, list[Cycle]]:
    """Fold facts, in the order of time and ties as given; those after ``now`` have not happened."""
    fold = Fold(policy)
    for fact in sorted((fact for fact in facts if fact.at <= now), key=lambda fact: fact.at):
        fold.take(fact)
    return fold.cycles
