"""The fold from facts to clock cycles: when each ran, rested and ended. No working time is counted here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from servicedesk.domain.sla.facts import (
    CLOCKS,
    Answered,
    Asked,
    Clock,
    Created,
    Fact,
    Inherited,
    Moved,
    NoReplyNeeded,
    OnReopen,
    Policy,
    Promised,
    Terms,
)

FINISHED: Final = frozenset({"resolved", "closed"})
GONE: Final = frozenset({"merged", "spam"})
_UNPROMISED: Final = Policy({})


class CycleState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Term:
    """A target in force from ``since`` on, in seconds, under the terms it came with."""

    since: int
    target: int
    terms: Terms


@dataclass(slots=True)
class Cycle:
    """One run of a clock. ``stretches`` are when it ran, ``[from, to)``; the last one is open (None) while it runs.

    ``terms`` stand in order; without any, nothing has been promised yet. ``barren``: it began under a policy without
    a target for its clock, so none that comes later is its own.
    """

    clock: Clock
    started_at: int
    terms: list[Term] = field(default_factory=list)
    state: CycleState = CycleState.RUNNING
    ended_at: int | None = None
    stretches: list[tuple[int, int | None]] = field(default_factory=list)
    barren: bool = False

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
    """The clocks of one ticket while its facts go by, in the order of time.

    Without ``terms`` nothing is promised yet: clocks run unseen until the first terms come.
    """

    def __init__(self, terms: Terms | None) -> None:
        self._terms = terms
        self._since: dict[Clock, int] = {}
        """Since when the target in force stands; a clock that isn't here has had it all along."""
        self.cycles: dict[Clock, list[Cycle]] = {clock: [] for clock in CLOCKS}
        self._status = "new"
        self._asked = False
        """The customer has written at all."""
        self._responded = False
        self._waiting: list[int] = []
        """Since when those messages wait that nobody has answered."""
        self._inherited: dict[int, int] = {}
        """Of waits that came with a merged ticket: since when they are this ticket's, by when they began."""
        self._response: Cycle | None = None
        self._resolution: Cycle | None = None

    @property
    def _policy(self) -> Policy:
        return _UNPROMISED if self._terms is None else self._terms.policy

    def take(self, fact: Fact) -> None:
        """Fold one fact in. Nothing moves the clocks of a ticket that was merged away or is spam, but a status."""
        match fact:
            case Created():
                self._created(fact)
            case Asked(at):
                self._wait(at)
            case Answered(at, written):
                self._answered(at, at if written is None else written)
            case Inherited(at, since):
                self._inherit(at, since)
            case NoReplyNeeded(at):
                self._settle(at, [])
            case Moved(at, to, replied):
                self._moved(at, to, replied=replied)
            case Promised(at, terms, kept):
                self._promised(at, terms, kept)

    def _created(self, fact: Created) -> None:
        self._status = fact.status
        if fact.status not in FINISHED | GONE:
            self._start_resolution(fact.at)
        if fact.by_customer:
            self._wait(fact.at)

    def _wait(self, at: int) -> None:
        self._asked = True
        self._waiting.append(at)
        self._start_response()

    def _inherit(self, at: int, since: int) -> None:
        """An older wait gets a clock of its own from its start; it breaks no promise before the merge."""
        self._asked = True
        self._waiting.append(since)
        self._inherited[since] = at
        if self._status not in FINISHED | GONE and self._response is not None and self._response.started_at > since:
            self._response.end(at, CycleState.CANCELLED)
            self._response = None
        self._start_response()

    @property
    def _response_clock(self) -> Clock:
        return Clock.NEXT_RESPONSE if self._responded else Clock.FIRST_RESPONSE

    def _start_response(self, promised_at: int | None = None) -> None:
        """Start the clock of the oldest unanswered message, unless it runs or the ticket is done.

        It is promised from its start on, unless said otherwise.
        """
        if not self._waiting or self._response is not None or self._status in FINISHED | GONE:
            return
        since = min(self._waiting)
        promised_at = since if promised_at is None else promised_at
        self._response = self._start(self._response_clock, since, self._inherited.get(since, promised_at))

    def _answered(self, at: int, written: int) -> None:
        if not self._asked:
            return
        self._responded = True
        later = [asked for asked in self._waiting if asked > written]
        if len(later) < len(self._waiting):
            self._settle(at, later)

    def _settle(self, at: int, left: list[int]) -> None:
        """The wait ends. What is left waits on, by a clock of its own that breaks no promise before it began."""
        self._waiting = left
        if self._response is not None:
            self._response.end(at, CycleState.MET)
            self._response = None
        self._start_response(at)

    def _start(self, clock: Clock, at: int, promised_at: int) -> Cycle:
        cycle = Cycle(clock, at)
        if self._terms is not None:
            target = self._terms.policy.targets.get(clock)
            cycle.barren = target is None
            if target is not None:
                cycle.terms.append(Term(max(promised_at, self._since.get(clock, promised_at)), target, self._terms))
                self.cycles[clock].append(cycle)
        cycle.run(at)
        return cycle

    def _start_resolution(self, at: int) -> None:
        cycle = self._start(Clock.RESOLUTION, at, promised_at=at)
        self._resolution = None if cycle.barren else cycle
        self._pause_or_go_on(at)

    def _moved(self, at: int, to: str, *, replied: bool) -> None:
        before, self._status = self._status, to
        if to in GONE:
            self._cancel_all(at)
        elif to in FINISHED:
            self._finish(at, replied=replied)
        elif before in FINISHED:
            self._reopen(at)
        else:
            self._pause_or_go_on(at)

    def _cancel_all(self, at: int) -> None:
        self._waiting = []
        for cycle in (self._response, self._resolution):
            if cycle is not None and cycle.open:
                cycle.end(at, CycleState.CANCELLED)
        self._response = None

    def _finish(self, at: int, *, replied: bool) -> None:
        """The ticket is done, and nobody waits any more; where a reply is on its way they wait until it leaves."""
        if not replied:
            self._waiting = []
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
        terms = self._terms
        if terms is not None:
            target = terms.policy.targets.get(cycle.clock)
            if target is None:
                return
            self._renew(cycle, Term(at, target, terms))
        cycle.run(at)
        self._pause_or_go_on(at)

    def _pause_or_go_on(self, at: int) -> None:
        cycle = self._resolution
        if cycle is None or not cycle.open:
            return
        rests = self._status in self._policy.pause_on
        if rests and cycle.state is CycleState.RUNNING:
            cycle.rest(at)
        elif not rests and cycle.state is CycleState.PAUSED:
            cycle.run(at)

    def _promised(self, at: int, terms: Terms, kept: frozenset[Clock]) -> None:
        """A running clock keeps its start and pauses and has the new target from now on."""
        self._terms = terms
        self._since.update({clock: at for clock in CLOCKS if clock not in kept})
        if self._response is not None:
            self._under(terms, self._response, at)
        if self._resolution is not None and self._resolution.open:
            self._under(terms, self._resolution, at)
        if self._resolution is not None and not self._resolution.terms:
            self._resolution = None
        self._pause_or_go_on(at)

    def _under(self, terms: Terms, cycle: Cycle, at: int) -> None:
        """An open cycle under new terms; without a target for it, it is cancelled and its wait has no clock."""
        if cycle.barren:
            return
        target = terms.policy.targets.get(cycle.clock)
        if target is None:
            cycle.end(at, CycleState.CANCELLED)
            if cycle is self._response:
                self._response = Cycle(cycle.clock, cycle.started_at, barren=True)
            return
        if not cycle.terms:
            self.cycles[cycle.clock].append(cycle)
        self._renew(cycle, Term(at, target, terms))

    def _renew(self, cycle: Cycle, term: Term) -> None:
        """Put a cycle under a term; one that promises the same as the last is in force since that was."""
        last = cycle.terms[-1] if cycle.terms else None
        if last is not None and last.terms is not term.terms and self._since.get(cycle.clock, last.since) <= last.since:
            cycle.terms[-1] = Term(last.since, term.target, term.terms)
        elif last is None or last.terms is not term.terms or last.target != term.target:
            cycle.terms.append(term)


def cycles_of(facts: Iterable[Fact], terms: Terms | None, now: int) -> dict[Clock, list[Cycle]]:
    """Fold facts, in the order of time and ties as given; those after ``now`` have not happened."""
    fold = Fold(terms)
    for fact in sorted((fact for fact in facts if fact.at <= now), key=lambda fact: fact.at):
        fold.take(fact)
    return fold.cycles
